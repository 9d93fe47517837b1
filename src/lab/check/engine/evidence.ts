import type { Attempt } from './attempt.ts';
import type { SkippedAddress } from './named-address.ts';
import type { ProbeEvidence, ProbeId } from './probes/probe.ts';
import type { Trust } from './trust.ts';

/** A metadata document of bounded size: no member is long, and no list has more than 50 entries. */
export interface MetadataDocument {
  members: Readonly<Record<string, string | number | boolean | readonly string[]>>;
  /** The original lengths of the lists that were cut. */
  cutLists: Readonly<Record<string, number>>;
}

/** One place where a metadata document may be, and what is wrong with its response. */
export interface MetadataLocation {
  url: string;
  attempt?: Attempt;
  /** A request without CORS, sent if the page could read no response: it shows whether a server responds. */
  withoutCors?: Attempt;
  /** Absent if the location has a document. */
  wrong?: string;
  document?: MetadataDocument;
}

/** An authorization server that the resource names, and that this report could not use. */
export interface UnusableServer {
  issuer: string;
  locations: readonly MetadataLocation[];
  why: string;
}

/** An origin that may get requests, and who named it. */
export interface AskedOrigin {
  origin: string;
  namedBy: string;
}

/** Everything that the report knows, as plain data, so that the tab can store it during a redirect. */
export interface Evidence {
  serverUrl: string;
  pageOrigin: string;
  /** The redirect URI, to which the authorization server sends the responses to probes. */
  redirectUri: string;
  /** The client ID that the person entered, or an empty text. */
  clientId: string;
  /** This report registered the client, as a public one. */
  isRegistered?: true;
  asked: readonly AskedOrigin[];
  /** The addresses in the metadata to which this page sent nothing. */
  skipped: readonly SkippedAddress[];
  /** The permission for requests to a local network; `unknown` if the browser does not know this permission. */
  localNetworkAccess: PermissionState | 'unknown';
  /** A request for the list of tools, without a token. */
  challenge?: Attempt;
  /** The handshake of earlier MCP versions: made if the response to {@link challenge} was no 401. */
  initialize?: Attempt;
  /** Why a client refuses the result of {@link initialize}, in a sentence. */
  handshakeProblem?: string;
  /** The notification that ends the handshake of {@link initialize}. */
  initialized?: Attempt;
  /** The list of tools after {@link initialize}. It is requested if the server declares tools. */
  listed?: Attempt;
  /** What is wrong with the list of tools in the response {@link listed}. */
  listProblem?: string;
  /** Whether this page could read a session ID in the response to {@link initialize}. */
  sessionShown?: boolean;
  /** The call of MCP 2026-07-28. It is made if {@link initialize} neither led to a connection nor got a 401. */
  newer?: Attempt;
  /** Whether the server, after it served {@link newer}, named MCP 2026-07-28 in response to `server/discover`. */
  newerDiscovered?: boolean;
  /**
   * A GET without preflight. It is made if no response could be read, or if no call was served and no call got a 401.
   */
  simple?: Attempt;
  /** {@link simple} with a token: made if {@link simple} could be read, and {@link challenge} could not. */
  simpleWithToken?: Attempt;
  /** A POST without preflight: made if {@link simpleWithToken} could be read. */
  simplePost?: Attempt;
  /** A `no-cors` request, whose response no page can read: made if {@link simple} could not be read either. */
  noCors?: Attempt;
  /** The call with or without the final slash, if the address is unreadable, redirected or not found. */
  otherSlash?: Attempt;
  /** A call with every header of an MCP client and an invalid token. */
  preflight?: Attempt;
  /** The first call with an invalid token whose response could be read. */
  invalidToken?: Attempt;
  /** The headers that the preflight refused, each tried alone. */
  refusedHeaders: readonly string[];
  resourceLocations: readonly MetadataLocation[];
  /** The metadata location of MCP 2025-03-26: requested if there is no resource metadata. */
  originLocation?: MetadataLocation;
  /** Resource metadata at a location that no client requests. The report requests it if no right location has any. */
  misplacedResource?: MetadataLocation;
  /** The metadata of {@link issuer} at a location where no client looks for it. */
  misplacedServer?: MetadataLocation;
  /** The first named issuer that a client can use, or the first named issuer if a client can use none. */
  issuer?: string;
  serverLocations: readonly MetadataLocation[];
  /** The other issuers that were looked up; a client can use none of them. */
  unusableServers?: readonly UnusableServer[];
  tokenEndpoint?: Attempt;
  registrationEndpoint?: Attempt;
  authorizationEndpoint?: Attempt;
  /** Requests without CORS to the endpoints whose responses the page could not read. */
  endpointsWithoutCors?: readonly Attempt[];
  /** The first call once more: made if the preflight of {@link preflight} failed, or if a call got 403 or 5xx. */
  afterPreflight?: Attempt;
  /** Each request twice in succession, if a rule seemed broken or no resource metadata was found. */
  again?: Evidence;
  /** What the person accepted for the probes. */
  accepted?: Trust;
  probes: Readonly<Partial<Record<ProbeId, ProbeEvidence>>>;
}

/** The first location that holds a document. */
export function locationOf(locations: readonly MetadataLocation[]): MetadataLocation | undefined {
  return locations.find(({ document }) => document);
}

/** The document that a client would use: the document at the first location that holds one. */
export function documentAt(locations: readonly MetadataLocation[]): MetadataDocument | undefined {
  return locationOf(locations)?.document;
}

/**
 * Whether this page may send requests to an address that a document names: the person named or confirmed its origin,
 * and the address was not skipped. The origin alone is not enough: if the person named a server on this machine, a
 * document of a distant server may name another path of the same origin.
 */
export function mayAsk({ asked, skipped }: Pick<Evidence, 'asked' | 'skipped'>, url: string): boolean {
  const { origin } = new URL(url);
  return asked.some((each) => each.origin === origin) && !skipped.some((each) => each.url === url);
}

/** A member that is a string; `undefined` if it is empty, missing or something else. */
export function textOf(document: MetadataDocument | undefined, name: string): string | undefined {
  const value = document?.members[name];
  return typeof value === 'string' && value ? value : undefined;
}

/** A member that is a list; `undefined` if it is missing or something else. */
export function listOf(document: MetadataDocument | undefined, name: string): readonly string[] | undefined {
  const value = document?.members[name];
  return typeof value === 'object' ? value : undefined;
}

/** Whether an authorization server promises `iss` in every response, so that a client must require it (RFC 9207 §3). */
export function announcesIssuer(server: MetadataDocument | undefined): boolean {
  return server?.members.authorization_response_iss_parameter_supported === true;
}

/** Whether an authorization server accepts only pushed authorization requests (RFC 9126 §5). */
export function requiresPushedRequests(server: MetadataDocument | undefined): boolean {
  return server?.members.require_pushed_authorization_requests === true;
}

/** Where authorization requests have to be pushed; `undefined` when they need not be, or the server does not say. */
export function pushedRequestEndpointOf(server: MetadataDocument | undefined): string | undefined {
  return requiresPushedRequests(server) ? textOf(server, 'pushed_authorization_request_endpoint') : undefined;
}

/** The request without CORS to the address of an attempt; `undefined` if this report sent no such request. */
export function withoutCorsOf(
  { endpointsWithoutCors = [] }: Evidence,
  { url }: Attempt,
): Attempt | undefined {
  return endpointsWithoutCors.find((each) => each.url === url);
}

/** Whether a server has the origin of this page, so that CORS does not apply to it. */
export function hasPageOrigin(
  { pageOrigin }: Pick<Evidence, 'pageOrigin'>,
  url: string | undefined,
): boolean {
  return url !== undefined && URL.canParse(url) && new URL(url).origin === pageOrigin;
}
