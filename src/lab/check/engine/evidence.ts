import type { Attempt } from './attempt.ts';
import type { UnaskedAddress } from './named-address.ts';
import type { ProbeEvidence, ProbeId } from './probes/probe.ts';
import type { Trust } from './trust.ts';

/** A metadata document, cut down to what can be looked at: no member is long, no list has more than 50 entries. */
export interface MetadataDocument {
  members: Readonly<Record<string, string | number | boolean | readonly string[]>>;
  /** How long the lists were that were cut. */
  cutLists: Readonly<Record<string, number>>;
}

/** One place where a metadata document may be, and what is wrong with what was there. */
export interface MetadataLocation {
  url: string;
  attempt?: Attempt;
  /** Absent where a document was found. */
  wrong?: string;
  document?: MetadataDocument;
}

/** An authorization server that the resource names, and what was where its metadata may be. */
export interface LookedUpServer {
  issuer: string;
  locations: readonly MetadataLocation[];
  /** Why no client can use it. */
  why: string;
}

/** An origin that was asked, and who named it. */
export interface AskedOrigin {
  origin: string;
  namedBy: string;
}

/** Everything the report knows. Plain data: it survives a redirect, and it is what is exported. */
export interface Evidence {
  serverUrl: string;
  pageOrigin: string;
  /** Given by the person; empty when none was. */
  clientId: string;
  asked: readonly AskedOrigin[];
  /** What the metadata names and this page sent nothing to. */
  unasked: readonly UnaskedAddress[];
  /** What the browser says of calls into a local network; `unknown` where it has no such permission. */
  localNetworkAccess: PermissionState | 'unknown';
  /** A call without a token: the list of tools. */
  challenge?: Attempt;
  /** The handshake of versions before 2026-07-28 without a token, when that call was neither served nor refused with 401. */
  initialize?: Attempt;
  /** Whether that handshake showed this page a session. */
  sessionShown?: boolean;
  /** The call as MCP 2026-07-28 has it, when that handshake was neither served nor refused with 401 either. */
  newer?: Attempt;
  /** A GET that takes no preflight, when the call could not be read, or none was served or refused with 401. */
  simple?: Attempt;
  /** The same server asked so that nothing can be read, when that GET could not be either. */
  blind?: Attempt;
  /** The call at the address with a slash at its end, or without the one it has, when this address has no server. */
  otherSlash?: Attempt;
  /** A call with every header of an MCP client, and a token that is none. */
  preflight?: Attempt;
  /** The first call with that token whose answer could be read. */
  nonsense?: Attempt;
  /** The headers that a preflight refused, one by one. */
  refusedHeaders: readonly string[];
  resourceLocations: readonly MetadataLocation[];
  /** Where MCP 2025-03-26 had the metadata of the authorization server, when there is no resource metadata. */
  originLocation?: MetadataLocation;
  /** The issuer that was looked up: of those that the resource names the first that a client can use, else the first. */
  issuer?: string;
  serverLocations: readonly MetadataLocation[];
  /** The issuers that were looked up besides, of which none can be used. */
  uselessServers?: readonly LookedUpServer[];
  tokenEndpoint?: Attempt;
  registrationEndpoint?: Attempt;
  authorizationEndpoint?: Attempt;
  /** What the person accepted besides, for the probes. */
  accepted?: Trust;
  probes: Readonly<Partial<Record<ProbeId, ProbeEvidence>>>;
}

/** The first location that holds a document. */
export function locationOf(locations: readonly MetadataLocation[]): MetadataLocation | undefined {
  return locations.find(({ document }) => document);
}

/** The document that a client would use: that of the first location which holds one. */
export function documentAt(locations: readonly MetadataLocation[]): MetadataDocument | undefined {
  return locationOf(locations)?.document;
}

/** Whether an origin was named or confirmed by the person, so that something may be sent to the address. */
export function mayAsk({ asked }: Pick<Evidence, 'asked'>, url: string): boolean {
  return asked.some(({ origin }) => origin === new URL(url).origin);
}

/** A member that is text. */
export function textOf(document: MetadataDocument | undefined, name: string): string | undefined {
  const value = document?.members[name];
  return typeof value === 'string' && value ? value : undefined;
}

/** A member that is a list; `undefined` when it is missing or something else. */
export function listOf(document: MetadataDocument | undefined, name: string): readonly string[] | undefined {
  const value = document?.members[name];
  return typeof value === 'object' ? value : undefined;
}

/** Whether an authorization server promises `iss` in every response, which a client then insists on (RFC 9207 §3). */
export function announcesIssuer(server: MetadataDocument | undefined): boolean {
  return server?.members.authorization_response_iss_parameter_supported === true;
}

/** Whether a server has the origin of this page, so that CORS says nothing about it. */
export function sharesOrigin({ pageOrigin }: Pick<Evidence, 'pageOrigin'>, url: string | undefined): boolean {
  return url !== undefined && URL.canParse(url) && new URL(url).origin === pageOrigin;
}
