import { type BearerChallenge, parseBearerChallenge } from './bearer-challenge.ts';
import { OAuthError, type Step } from './errors.ts';
import { isObject, type Requester, send, type WireObject } from './json-request.ts';
import {
  type AuthorizationServerMetadata,
  type ProtectedResourceMetadata,
  readAuthorizationServerMetadata,
  readProtectedResourceMetadata,
  requireSafe,
} from './metadata.ts';
import type { KeyValueStorage } from './platform.ts';
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
 * @throws OAuthError of the discovery group, of the request group when a server cannot be read, and
 * `storage_unavailable`.
 */
export async function discover(
  platform: Requester & { storage: { tab: KeyValueStorage } },
  serverUrl: string,
): Promise<Discovery> {
  const { tab } = platform.storage;
  const remembered = readRecord(tab, discoveryKey(serverUrl));
  if (remembered && isObject(remembered.resource) && isObject(remembered.server)) {
    const { challengedScopes, challengeRead, resource, server } = remembered;
    const documents = {
      challengedScopes: readScopes(challengedScopes),
      challengeRead: challengeRead === true,
      resource,
      server,
    };
    return readDocuments(documents, serverUrl);
  }
  const documents = await fetchDocuments(platform, serverUrl);
  const discovery = readDocuments(documents, serverUrl);
  writeRecord(tab, discoveryKey(serverUrl), documents);
  return discovery;
}

/** Forgets what {@link discover} remembers, so that the next sign-in asks the servers again. */
export function forgetDiscovery(storage: KeyValueStorage, serverUrl: string): void {
  deleteRecord(storage, discoveryKey(serverUrl));
}

function discoveryKey(serverUrl: string): string {
  return `oauth:discovery:${serverUrl}`;
}

interface Documents {
  challengedScopes: string[];
  challengeRead: boolean;
  resource: WireObject;
  server: WireObject;
}

function readDocuments({ resource, server, ...challenge }: Documents, serverUrl: string): Discovery {
  const resourceMetadata = readProtectedResourceMetadata(resource, serverUrl);
  return {
    ...challenge,
    resource: resourceMetadata,
    server: readAuthorizationServerMetadata(server, preferredIssuer(resourceMetadata)),
  };
}

/** RFC 9728 §7.6 leaves the choice to the client; the server's own order is the only hint there is. */
function preferredIssuer({ authorizationServers }: ProtectedResourceMetadata): string {
  return authorizationServers[0] ?? '';
}

async function fetchDocuments(platform: Requester, serverUrl: string): Promise<Documents> {
  requireSafe(serverUrl);
  const { accepted, challenge } = await provokeChallenge(platform, serverUrl);
  if (challenge?.resourceMetadata) requireSafe(challenge.resourceMetadata);
  const lookup = firstDocument(
    platform,
    challenge?.resourceMetadata ? [challenge.resourceMetadata] : resourceMetadataUrls(serverUrl),
    'resource metadata',
  );
  // A server that lets anybody in may answer anything at an address it knows nothing of.
  const resource = await (accepted ? lookup.catch(() => undefined) : lookup);
  if (!resource) {
    throw accepted
      ? new OAuthError('authorization_not_required')
      : new OAuthError('resource_metadata_not_found', { at: serverUrl });
  }
  const issuer = preferredIssuer(readProtectedResourceMetadata(resource, serverUrl));
  const server = await firstDocument(platform, serverMetadataUrls(issuer), 'server metadata');
  if (!server) {
    throw new OAuthError('server_metadata_not_found', { at: issuer });
  }
  return {
    challengedScopes: challenge?.scopes ?? [],
    challengeRead: challenge !== undefined,
    resource,
    server,
  };
}

const MCP_VERSION = '2026-07-28';
const LIST_TOOLS: RequestInit = {
  method: 'POST',
  headers: {
    Accept: 'application/json, text/event-stream',
    'Content-Type': 'application/json',
    'MCP-Protocol-Version': MCP_VERSION,
    'Mcp-Method': 'tools/list',
  },
  body: JSON.stringify({
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
  }),
};

/** Asks for the tools without a token, as any MCP request would: the refusal says where to sign in. */
async function provokeChallenge(
  platform: Requester,
  serverUrl: string,
): Promise<{ accepted: boolean; challenge?: BearerChallenge | undefined }> {
  try {
    const { response } = await send(platform, serverUrl, LIST_TOOLS, 'challenge');
    return {
      // A request that was read far enough to be found wrong was let in as well.
      accepted: response.ok || response.status === 400,
      challenge: parseBearerChallenge(response.headers.get('WWW-Authenticate')),
    };
  } catch (error) {
    // A refusal without CORS headers is unreadable here; the well-known location may still be readable.
    if (isHidden(error)) return { accepted: false };
    throw error;
  }
}

/** Where RFC 9728 §3.1 puts the metadata: the path inserted behind the well-known name, then the root. */
function resourceMetadataUrls(serverUrl: string): string[] {
  return wellKnownUrls(serverUrl, ['oauth-protected-resource']).concat(
    wellKnownUrls(new URL(serverUrl).origin, ['oauth-protected-resource']),
  );
}

/** Where authorization server metadata may be, in the order of the MCP specification (RFC 8414 §3.1, §5). */
function serverMetadataUrls(issuer: string): string[] {
  const urls = wellKnownUrls(issuer, ['oauth-authorization-server', 'openid-configuration']);
  return urls.concat(`${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`);
}

function wellKnownUrls(identifier: string, names: string[]): string[] {
  const { origin, pathname, search } = new URL(identifier);
  return names.map((name) => `${origin}/.well-known/${name}${pathname.replace(/\/$/, '')}${search}`);
}

/**
 * The first of several locations that holds a JSON document; `undefined` when none does. Any 4xx sends us
 * to the next location, and so does an answer that the browser hides: many servers allow no origin to read
 * their 404. Anything else is a failure to be reported.
 */
async function firstDocument(
  platform: Requester,
  urls: string[],
  step: Step,
): Promise<WireObject | undefined> {
  let hidden: OAuthError | undefined;
  for (const url of new Set(urls)) {
    const answer = await send(platform, url, { headers: { Accept: 'application/json' } }, step).catch(
      (error: unknown) => {
        if (!isHidden(error)) throw error;
        hidden ??= error;
      },
    );
    if (!answer) continue;
    const { response, json } = answer;
    if (response.ok && json) return json;
    if (response.ok) throw new OAuthError('response_not_json', { at: url, step });
    if (response.status >= 500) throw new OAuthError('unexpected_status', { at: url, step });
  }
  if (hidden) throw hidden;
  return undefined;
}

/** Whether there was an answer that a page may not read, or none at all: a browser tells no difference. */
function isHidden(error: unknown): error is OAuthError {
  return error instanceof OAuthError && error.code === 'unreachable';
}
