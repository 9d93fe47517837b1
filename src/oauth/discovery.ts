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
import { firstDocument, isHidden, serverDocument, wellKnownUrls } from './metadata-document.ts';
import type { KeyValueStorage } from './platform.ts';
import { requireSafe, requireSafeFrom } from './safe-url.ts';
import { readScopes } from './scope.ts';
import { deleteRecord, readRecord, writeRecord } from './stored-record.ts';

/** What the way from an MCP server's URL to its authorization server brought to light. */
export interface Discovery {
  resource: ProtectedResourceMetadata;
  server: AuthorizationServerMetadata;
  /** The scopes that the challenge asked for; empty when it named none or could not be read. */
  challengedScopes: string[];
  /** Whether the server's challenge could be read. If not, it is missing or not exposed to this origin. */
  challengeRead: boolean;
}

/**
 * Finds the authorization server of an MCP server: challenge → protected resource metadata (RFC 9728) →
 * authorization server metadata (RFC 8414). Three requests, at most one CORS preflight. What was fetched
 * stays in this tab, is checked again at every use, and asks the network for nothing the next time.
 *
 * @param accepted a wider resource identifier that may stand for the server; see {@link readProtectedResourceMetadata}.
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
  const discovery = readDocuments(documents, serverUrl, accepted);
  if (documents !== remembered) writeRecord(tab, discoveryKey(serverUrl), documents);
  return discovery;
}

/** Forgets what is remembered of the servers of a session, so that its next sign-in asks them again. */
export function forgetDiscovery(storage: KeyValueStorage, sessionKey: string): void {
  deleteRecord(storage, discoveryKey(sessionKey));
}

/** Where the tab keeps what was discovered for a session. */
export function discoveryKey(sessionKey: string): string {
  return `oauth:discovery:${sessionKey}`;
}

/** As they were fetched; nothing is known of them but that they are there. */
interface Documents {
  challengedScopes?: unknown;
  challengeRead?: unknown;
  resource: WireObject;
  server: WireObject;
}

function isDocuments(record: unknown): record is Documents {
  return hasShape({ resource: isObject, server: isObject })(record);
}

function readDocuments(
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

/** RFC 9728 §7.6 leaves the choice to the client; the server's own order is the only hint there is. */
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
  const lookup = firstDocument(platform, urls, 'resource', 'resource metadata');
  // A server that needs no token may answer anything at an address it knows nothing of.
  const resource = await (open ? lookup.catch(() => undefined) : lookup);
  if (!resource || (open && !resource.authorization_servers)) {
    throw open
      ? new OAuthError(isMcp ? 'authorization_not_required' : 'not_an_mcp_server', { at: serverUrl })
      : new OAuthError('resource_metadata_not_found', { at: serverUrl });
  }
  const issuer = preferredIssuer(readProtectedResourceMetadata(resource, serverUrl, accepted));
  const server = await serverDocument(platform, issuer);
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

/** Asks for the tools without a token, as any MCP request would: the refusal says where to sign in. */
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
      // A request that was read far enough to be found wrong was let in as well.
      open: response.ok || response.status === 400,
      // A static file, or another API, answers as well.
      isMcp: !response.ok || isStream === true || json?.jsonrpc === '2.0',
      challenge: parseBearerChallenge(response.headers.get('WWW-Authenticate')),
    };
  } catch (error) {
    // A refusal without CORS headers is unreadable here; the well-known location may still be readable.
    if (isHidden(error)) return { open: false };
    throw error;
  }
}

/** Where RFC 9728 §3.1 puts the metadata: the path inserted behind the well-known name, then the root. */
function resourceMetadataUrls(serverUrl: string): string[] {
  return wellKnownUrls(serverUrl, ['oauth-protected-resource']).concat(
    wellKnownUrls(new URL(serverUrl).origin, ['oauth-protected-resource']),
  );
}
