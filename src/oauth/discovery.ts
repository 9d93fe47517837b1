import type { BearerChallenge } from './bearer-challenge.ts';
import { type Provoked, provokeChallenge } from './challenge-request.ts';
import { OAuthError } from './errors.ts';
import { hasShape, isObject, textOf, type WireObject } from './json.ts';
import type { Requester } from './json-request.ts';
import {
  type AuthorizationServerMetadata,
  type ProtectedResourceMetadata,
  readAuthorizationServerMetadata,
  readProtectedResourceMetadata,
  withOthers,
} from './metadata.ts';
import { fetchServerMetadata } from './metadata-document.ts';
import type { KeyValueStorage } from './platform.ts';
import { type FoundResource, fetchResource } from './resource-metadata.ts';
import { isSafeFrom, isSafeWithoutQuery, isSerialized, requireUrl } from './safe-url.ts';
import { readScopes } from './scope.ts';
import type { AppSettings } from './settings.ts';
import { deleteRecord, MOST_OF_A_SERVER, readRecord, writeRecord } from './stored-record.ts';
import type { ByResource } from './where-to-sign-in.ts';

/** The result of {@link discover}: the metadata of an MCP server and of its authorization server. */
export interface Discovery extends Found {
  resource: ProtectedResourceMetadata;
  server: AuthorizationServerMetadata;
}

/** What the discovery learned in addition to the metadata. */
interface Found {
  /** The scopes in the challenge; empty when the challenge names no scope or could not be read. */
  challengedScopes: string[];
  /** Whether the challenge could be read; if not, it is missing or not exposed to this origin. */
  challengeRead: boolean;
  /** The result of a call without a token. */
  withoutToken: Provoked['withoutToken'];
  /** See {@link FoundResource}. */
  unusableHint?: string | undefined;
}

/** Options that change what {@link discover} does by default. */
export interface DiscoveryOptions extends Pick<ByResource, 'authorizationServer' | 'missingMetadata'> {
  /**
   * The challenge of a call that the server refused. If set, the metadata is fetched again. If absent, discovery makes
   * a call without a token to get a challenge.
   */
  challenge?: BearerChallenge | undefined;
}

/**
 * Finds the authorization server of an MCP server: challenge → protected resource metadata (RFC 9728) → authorization
 * server metadata (RFC 8414). Usually sends three requests and at most one CORS preflight. The result is stored in this
 * tab, and is validated at each use. With a stored result, no request is sent.
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
  options: DiscoveryOptions = {},
): Promise<Discovery> {
  const { tab } = platform.storage;
  const { authorizationServer, challenge } = options;
  const key = discoveryKey(serverUrl);
  const stored: unknown = challenge ? undefined : readRecord(tab, key);
  const isUsable = isDocuments(stored) && stored.authorizationServer === authorizationServer;
  const found = isUsable ? stored : await findResource(platform, serverUrl, options);
  const resource = readProtectedResourceMetadata(found.resource, serverUrl, accepted, authorizationServer);
  const [issuer, ...others] = resource.authorizationServers;
  let document: WireObject;
  let server: AuthorizationServerMetadata;
  try {
    // Users see the issuer, so it is in its serialised form.
    const isAccepted = isSafeFrom(issuer, serverUrl) && isSafeWithoutQuery(issuer) && isSerialized(issuer);
    requireUrl(issuer, isAccepted, 'authorization_servers');
    document = isUsable ? stored.server : await fetchServerMetadata(platform, issuer);
    server = readAuthorizationServerMetadata(document, issuer);
  } catch (error) {
    throw withOthers(error, others);
  }
  // Metadata that is too long to store is refused: a later fetch could return metadata that the app has not shown.
  const record = { ...found, authorizationServer, server: document };
  if (!isUsable && !writeRecord(tab, key, record, MOST_OF_A_SERVER))
    throw new OAuthError('response_too_large', { at: serverUrl });
  return {
    resource,
    server,
    challengedScopes: readScopes(found.challengedScopes),
    challengeRead: found.challengedScopes !== undefined,
    withoutToken: WITHOUT_TOKEN.find((kind) => kind === found.withoutToken) ?? 'refused',
    unusableHint: textOf(found.unusableHint),
  };
}

/**
 * The scopes that a sign-in to a discovered server requests, unless the user chooses other scopes.
 *
 * @param scopes the scopes to request in addition if the authorization server lists them, or if it lists no scopes at
 * all.
 * @param scopesIfListed the scopes to request in addition only if the authorization server lists them.
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

/** The resource metadata as fetched, before validation, and what else the discovery learned. */
interface FoundDocument extends Partial<Record<Exclude<keyof Found, 'challengeRead'>, unknown>> {
  resource: WireObject;
}

/** The stored result: the metadata as fetched, and the authorization server that the user or the app had chosen. */
interface Documents extends FoundDocument {
  server: WireObject;
  authorizationServer?: unknown;
}

function isDocuments(record: unknown): record is Documents {
  return hasShape({ resource: isObject, server: isObject })(record);
}

async function findResource(
  platform: Requester,
  serverUrl: string,
  { challenge: given, missingMetadata }: DiscoveryOptions,
): Promise<FoundDocument> {
  requireUrl(serverUrl);
  const { withoutToken, isMcp, challenge }: Partial<Provoked> = given
    ? { challenge: given }
    : await provokeChallenge(platform, serverUrl);
  const open = withoutToken === 'served';
  const lookup = fetchResource(platform, serverUrl, challenge?.resourceMetadata);
  // A server that needs no token, and a server of an earlier version, may return anything at an unknown address.
  const { resource: published, unusableHint }: FoundResource = await (open || missingMetadata
    ? lookup.catch(() => ({}))
    : lookup);
  if (open && !published?.authorization_servers) {
    throw new OAuthError(isMcp ? 'authorization_not_required' : 'not_an_mcp_server', { at: serverUrl });
  }
  const resource = published ?? (await missingMetadata?.(platform, serverUrl));
  if (!resource) throw new OAuthError('resource_metadata_not_found', { at: serverUrl });
  return { resource, challengedScopes: challenge?.scopes, withoutToken, unusableHint };
}
