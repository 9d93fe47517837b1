import { type BearerChallenge, parseBearerChallenge } from './bearer-challenge.ts';
import { OAuthError } from './errors.ts';
import { hasShape, isObject, type WireObject } from './json.ts';
import { type Requester, send } from './json-request.ts';
import {
  type AuthorizationServerMetadata,
  type ProtectedResourceMetadata,
  readAuthorizationServerMetadata,
  readProtectedResourceMetadata,
} from './metadata.ts';
import { fetchFirstDocument, fetchServerMetadata, isHidden, wellKnownUrls } from './metadata-document.ts';
import type { KeyValueStorage } from './platform.ts';
import { requireSafe, requireSafeFrom } from './safe-url.ts';
import { readScopes } from './scope.ts';
import { deleteRecord, readRecord, writeRecord } from './stored-record.ts';

/** The result of {@link discover}: the metadata of an MCP server and of its authorization server. */
export interface Discovery {
  resource: ProtectedResourceMetadata;
  server: AuthorizationServerMetadata;
  /** The scopes in the challenge; empty when it names no scope or could not be read. */
  challengedScopes: string[];
  /** Whether the challenge could be read; if not, it is missing or not exposed to this origin. */
  challengeRead: boolean;
}

/**
 * Finds the authorization server of an MCP server: challenge → protected resource metadata (RFC 9728) → authorization
 * server metadata (RFC 8414). Sends three requests and at most one CORS preflight. The result is stored in this tab
 * and validated at each use; the next call sends no request.
 *
 * @param accepted a wider resource identifier that is accepted for the server; see {@link
 * readProtectedResourceMetadata}.
 * @throws OAuthError of the discovery group, of the request group when a server cannot be read, and
 * `storage_unavailable`.
 */
export async function discover(
  platform: Requester & { storage: { tab: KeyValueStorage } },
  serverUrl: string,
  accepted?: string,
): Promise<Discovery> {
  const { tab } = platform.storage;
  const remembered: unknown = readRecord(tab, discoveryKey(serverUrl));
  const documents = isDocuments(remembered)
    ? remembered
    : await fetchDocuments(platform, serverUrl, accepted);
  const discovery = readDiscovery(documents, serverUrl, accepted);
  if (documents !== remembered) writeRecord(tab, discoveryKey(serverUrl), documents);
  return discovery;
}

/** Deletes the stored metadata of a session, so that its next sign-in fetches it again. */
export function forgetDiscovery(storage: KeyValueStorage, sessionKey: string): void {
  deleteRecord(storage, discoveryKey(sessionKey));
}

/** The storage key of the metadata of a session. */
export function discoveryKey(sessionKey: string): string {
  return `oauth:discovery:${sessionKey}`;
}

/** The metadata as fetched, not validated. */
interface Documents {
  challengedScopes?: unknown;
  challengeRead?: unknown;
  resource: WireObject;
  server: WireObject;
}

function isDocuments(record: unknown): record is Documents {
  return hasShape({ resource: isObject, server: isObject })(record);
}

function readDiscovery(
  { resource, server, challengedScopes, challengeRead }: Documents,
  serverUrl: string,
  accepted: string | undefined,
): Discovery {
  const resourceMetadata = readProtectedResourceMetadata(resource, serverUrl, accepted);
  return {
    resource: resourceMetadata,
    server: readAuthorizationServerMetadata(server, preferredIssuer(resourceMetadata)),
    challengedScopes: readScopes(challengedScopes),
    challengeRead: challengeRead === true,
  };
}

/** RFC 9728 §7.6 leaves the choice to the client; the order is the only hint from the server. */
function preferredIssuer({ authorizationServers }: ProtectedResourceMetadata): string {
  return authorizationServers[0] ?? '';
}

async function fetchDocuments(
  platform: Requester,
  serverUrl: string,
  accepted: string | undefined,
): Promise<Documents> {
  requireSafe(serverUrl);
  const { open, isMcp, challenge } = await provokeChallenge(platform, serverUrl);
  const hint = challenge?.resourceMetadata;
  if (hint) requireSafeFrom(hint, serverUrl);
  const urls = hint ? [hint] : resourceMetadataUrls(serverUrl);
  const lookup = fetchFirstDocument(platform, urls, 'resource', 'resource metadata');
  // A server that needs no token may return anything at an unknown address.
  const resource = await (open ? lookup.catch(() => undefined) : lookup);
  if (!resource || (open && !resource.authorization_servers)) {
    throw open
      ? new OAuthError(isMcp ? 'authorization_not_required' : 'not_an_mcp_server', { at: serverUrl })
      : new OAuthError('resource_metadata_not_found', { at: serverUrl });
  }
  const issuer = preferredIssuer(readProtectedResourceMetadata(resource, serverUrl, accepted));
  const server = await fetchServerMetadata(platform, issuer);
  return {
    challengedScopes: challenge?.scopes ?? [],
    challengeRead: challenge !== undefined,
    resource,
    server,
  };
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
): Promise<{ open: boolean; isMcp?: boolean; challenge?: BearerChallenge | undefined }> {
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
      open: response.ok || response.status === 400,
      // A static file or another API also responds with 200.
      isMcp: !response.ok || isStream === true || json?.jsonrpc === '2.0',
      challenge: parseBearerChallenge(response.headers.get('WWW-Authenticate')),
    };
  } catch (error) {
    // A response without CORS headers is unreadable; the well-known location may still be readable.
    if (isHidden(error)) return { open: false };
    throw error;
  }
}

/** The locations of the metadata (RFC 9728 §3.1): the path after the well-known name, then the root. */
function resourceMetadataUrls(serverUrl: string): string[] {
  return wellKnownUrls(serverUrl, ['oauth-protected-resource']).concat(
    wellKnownUrls(new URL(serverUrl).origin, ['oauth-protected-resource']),
  );
}
