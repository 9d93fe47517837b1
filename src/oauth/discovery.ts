import { type BearerChallenge, parseBearerChallenge } from './bearer-challenge.ts';
import { OAuthError } from './errors.ts';
import { hasShape, isObject, textOf, type WireObject } from './json.ts';
import { type Requester, send } from './json-request.ts';
import {
  type AuthorizationServerMetadata,
  type ProtectedResourceMetadata,
  readAuthorizationServerMetadata,
  readProtectedResourceMetadata,
  withOthers,
} from './metadata.ts';
import { fetchFirstDocument, fetchServerMetadata, isHidden, wellKnownUrls } from './metadata-document.ts';
import type { KeyValueStorage } from './platform.ts';
import { requireSafe, requireSafeFrom } from './safe-url.ts';
import { readScopes } from './scope.ts';
import type { AppSettings } from './settings.ts';
import { deleteRecord, readRecord, writeRecord } from './stored-record.ts';

/** The result of {@link discover}: the metadata of an MCP server and of its authorization server. */
export interface Discovery extends Found {
  resource: ProtectedResourceMetadata;
  server: AuthorizationServerMetadata;
}

/** What the server itself said on the way to its metadata. */
interface Found {
  /** The scopes in the challenge; empty when it names no scope or could not be read. */
  challengedScopes: string[];
  /** Whether the challenge could be read; if not, it is missing or not exposed to this origin. */
  challengeRead: boolean;
  /** The result of a call without a token. Served: other calls may need one. Hidden: the browser hides the response. */
  withoutToken: 'served' | 'refused' | 'hidden';
  /** The address of the metadata in the challenge, when it had none and a well-known location had it. */
  unusableHint?: string | undefined;
}

/** What the caller of {@link discover} knows already, or chose. */
export interface Known {
  /** The challenge to a call that was refused; by default, discovery makes a call without a token. */
  challenge?: BearerChallenge | undefined;
  /** The authorization server to use; the first one by default. */
  issuer?: string | undefined;
  /**
   * Whether the origin of the MCP server replaces its missing resource metadata: MCP 2025-03-26 has none, and expects
   * the authorization server there. Only the user can decide it.
   */
  issuerAtOrigin?: boolean | undefined;
}

/**
 * Finds the authorization server of an MCP server: challenge → protected resource metadata (RFC 9728) → authorization
 * server metadata (RFC 8414). Sends three requests and at most one CORS preflight. The result is stored in this tab
 * and validated at each use; the next call sends no request.
 *
 * @param accepted a wider resource identifier that is accepted for the server; see {@link
 * readProtectedResourceMetadata}.
 * @param known fetches the metadata again, and is stored with it for the sign-in.
 * @throws OAuthError of the discovery group, of the request group when a server cannot be read, and
 * `storage_unavailable`.
 */
export async function discover(
  platform: Requester & { storage: { tab: KeyValueStorage } },
  serverUrl: string,
  accepted?: string,
  known?: Known,
): Promise<Discovery> {
  const { tab } = platform.storage;
  const remembered: unknown = known ? undefined : readRecord(tab, discoveryKey(serverUrl));
  const documents = isDocuments(remembered)
    ? remembered
    : await fetchDocuments(platform, serverUrl, accepted, known);
  const discovery = readDiscovery(documents, serverUrl, accepted);
  if (documents !== remembered) writeRecord(tab, discoveryKey(serverUrl), documents);
  return discovery;
}

/**
 * The scopes that a sign-in to a discovered server requests, unless the user chooses others.
 *
 * @param scopes of the app: those that the authorization server lists, or all if it lists none.
 * @param scopesIfListed in addition: those that it lists.
 */
export function wantedScopes(
  { challengedScopes, resource, server }: Discovery,
  { scopes = [], scopesIfListed = [] }: Pick<AppSettings, 'scopes' | 'scopesIfListed'>,
): string[] {
  const listed = server.scopesSupported;
  const wanted = [...scopes, ...scopesIfListed, 'offline_access'];
  return [
    ...new Set([
      ...(challengedScopes.length ? challengedScopes : resource.scopesSupported),
      // A server that lists no scopes at all says nothing about them (RFC 8414 §2).
      ...(listed.length ? wanted.filter((scope) => listed.includes(scope)) : scopes),
    ]),
  ];
}

/** Deletes the stored metadata of a session, so that its next sign-in fetches it again. */
export function forgetDiscovery(storage: KeyValueStorage, sessionKey: string): void {
  deleteRecord(storage, discoveryKey(sessionKey));
}

/** The storage key of the metadata of a session. */
export function discoveryKey(sessionKey: string): string {
  return `oauth:discovery:${sessionKey}`;
}

const WITHOUT_TOKEN = ['served', 'refused', 'hidden'] as const;

/** The metadata as fetched, and what was found on the way; not validated. */
interface Documents extends Partial<Record<keyof Found | 'issuer', unknown>> {
  resource: WireObject;
  server: WireObject;
}

function isDocuments(record: unknown): record is Documents {
  return hasShape({ resource: isObject, server: isObject })(record);
}

function readDiscovery(
  { resource, server, issuer, ...found }: Documents,
  serverUrl: string,
  accepted: string | undefined,
): Discovery {
  const resourceMetadata = readProtectedResourceMetadata(resource, serverUrl, accepted, textOf(issuer));
  const [chosen = '', ...others] = resourceMetadata.authorizationServers;
  try {
    return {
      resource: resourceMetadata,
      server: readAuthorizationServerMetadata(server, chosen),
      challengedScopes: readScopes(found.challengedScopes),
      challengeRead: found.challengeRead === true,
      withoutToken: WITHOUT_TOKEN.find((kind) => kind === found.withoutToken) ?? 'refused',
      unusableHint: textOf(found.unusableHint),
    };
  } catch (error) {
    throw withOthers(error, others);
  }
}

async function fetchDocuments(
  platform: Requester,
  serverUrl: string,
  accepted: string | undefined,
  known: Known = {},
): Promise<Documents> {
  requireSafe(serverUrl);
  const { withoutToken, isMcp, challenge } = known.challenge
    ? { withoutToken: 'refused' as const, challenge: known.challenge }
    : await provokeChallenge(platform, serverUrl);
  const open = withoutToken === 'served' && !known.issuerAtOrigin;
  const lookup = known.issuerAtOrigin
    ? resourceAtOrigin(platform, serverUrl)
    : fetchResource(platform, serverUrl, challenge?.resourceMetadata);
  // A server that needs no token may return anything at an unknown address.
  const { resource, unusableHint }: FoundResource = await (open ? lookup.catch(() => ({})) : lookup);
  if (!resource || (open && !resource.authorization_servers)) {
    throw open
      ? new OAuthError(isMcp ? 'authorization_not_required' : 'not_an_mcp_server', { at: serverUrl })
      : new OAuthError('resource_metadata_not_found', { at: serverUrl });
  }
  const { authorizationServers } = readProtectedResourceMetadata(resource, serverUrl, accepted, known.issuer);
  const [issuer = '', ...others] = authorizationServers;
  const server = await fetchServerMetadata(platform, issuer).catch((error: unknown) => {
    throw withOthers(error, others);
  });
  return {
    challengedScopes: challenge?.scopes ?? [],
    challengeRead: challenge !== undefined,
    withoutToken,
    unusableHint,
    issuer: known.issuer,
    resource,
    server,
  };
}

interface FoundResource {
  resource?: WireObject | undefined;
  unusableHint?: string | undefined;
}

/**
 * Fetches the resource metadata from the address in the challenge, else from the well-known locations. A hint that is
 * no URL or that leads to nothing is a mistake of the server. An unsafe hint is refused, and no location is asked.
 */
async function fetchResource(
  platform: Requester,
  serverUrl: string,
  hint: string | undefined,
): Promise<FoundResource> {
  const lookUp = (urls: string[]) => fetchFirstDocument(platform, urls, 'resource', 'resource metadata');
  const wellKnown = resourceMetadataUrls(serverUrl);
  if (!hint) return { resource: await lookUp(wellKnown) };
  let failure: unknown;
  if (URL.canParse(hint)) {
    requireSafeFrom(hint, serverUrl);
    try {
      const resource = await lookUp([hint]);
      if (resource) return { resource };
    } catch (error) {
      failure = error;
    }
  }
  const rest = wellKnown.filter((url) => url !== hint);
  const resource = await (failure ? lookUp(rest).catch(() => undefined) : lookUp(rest));
  if (!resource && failure) throw failure;
  return { resource, unusableHint: hint };
}

/** Creates resource metadata that names the origin of the server, if its authorization server is there. */
async function resourceAtOrigin(platform: Requester, serverUrl: string): Promise<FoundResource> {
  const { origin } = new URL(serverUrl);
  const { issuer } = await fetchServerMetadata(platform, origin);
  // The root may end with a slash; anything else is not this origin.
  const spelled = issuer === `${origin}/` ? issuer : origin;
  return { resource: { resource: serverUrl, authorization_servers: [spelled] } };
}

const MCP_VERSION = '2026-07-28';
const LIST_TOOLS = {
  jsonrpc: '2.0',
  id: 1,
  method: 'tools/list',
  params: {
    _meta: {
      'io.modelcontextprotocol/protocolVersion': MCP_VERSION,
      'io.modelcontextprotocol/clientInfo': { name: 'oauth-discovery', version: '1' },
      'io.modelcontextprotocol/clientCapabilities': {},
    },
  },
};

/** Requests the list of tools without a token: the 401 response says where to sign in. */
async function provokeChallenge(
  platform: Requester,
  serverUrl: string,
): Promise<Pick<Discovery, 'withoutToken'> & { isMcp?: boolean; challenge?: BearerChallenge | undefined }> {
  try {
    const request = {
      method: 'POST' as const,
      headers: {
        Accept: 'application/json, text/event-stream',
        'Content-Type': 'application/json',
        'MCP-Protocol-Version': MCP_VERSION,
        'Mcp-Method': LIST_TOOLS.method,
      },
      body: JSON.stringify(LIST_TOOLS),
    };
    const { response, json } = await send(platform, serverUrl, request, 'challenge');
    const isStream = response.headers.get('Content-Type')?.startsWith('text/event-stream');
    return {
      // A server that finds the request invalid has accepted it without a token, too.
      withoutToken: response.ok || response.status === 400 ? 'served' : 'refused',
      // A static file or another API also responds with 200.
      isMcp: !response.ok || isStream === true || json?.jsonrpc === '2.0',
      challenge: parseBearerChallenge(response.headers.get('WWW-Authenticate')),
    };
  } catch (error) {
    // A response without CORS headers is unreadable; the well-known location may still be readable.
    if (isHidden(error)) return { withoutToken: 'hidden' };
    throw error;
  }
}

/** The locations of the metadata (RFC 9728 §3.1): the path after the well-known name, then the root. */
function resourceMetadataUrls(serverUrl: string): string[] {
  return wellKnownUrls(serverUrl, ['oauth-protected-resource']).concat(
    wellKnownUrls(new URL(serverUrl).origin, ['oauth-protected-resource']),
  );
}
