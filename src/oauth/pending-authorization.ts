import { type ClientSecret, isClientSecret } from './client-registration.ts';
import { nonEmptyString } from './json-request.ts';
import { type AuthorizationServerMetadata, isAuthorizationServerMetadata } from './metadata.ts';
import type { KeyValueStorage } from './platform.ts';
import { readScopes } from './scope.ts';
import { deleteRecord, readRecord, recordKeys, writeRecord } from './stored-record.ts';

/**
 * Everything one sign-in must remember until its callback, kept in one `sessionStorage` record per `state`:
 * several sign-ins in flight cannot clobber each other, and the callback asks nobody anything twice.
 */
export interface PendingAuthorization {
  state: string;
  codeVerifier: string;
  /** Ties the ID token to this request (OIDC Core §3.1.2.1); absent when none was sent. */
  nonce?: string | undefined;
  /** Validated before the redirect; only this issuer may answer, and only its token endpoint gets the code. */
  server: AuthorizationServerMetadata;
  clientId: string;
  clientSecret?: ClientSecret | undefined;
  redirectUri: string;
  /** The resource server as the person named it: whose session this is. */
  serverUrl: string;
  /** What that server calls itself; sent as `resource`. */
  resource: string;
  /** What was asked for; absent when the parameter was omitted. */
  scope?: string | undefined;
  /** What a 403 demanded, where this sign-in answers one, and how many such sign-ins there were in a row. */
  stepUp?: { scopes: readonly string[]; attempt: number } | undefined;
  returnTo: string;
  createdAtMs: number;
}

/** How long a sign-in may take at the authorization server: 15 minutes, our policy. */
export const PENDING_LIFETIME_MS = 15 * 60_000;

const PREFIX = 'oauth:pending:';
const CODE_VERIFIER = /^[\w.~-]{43,128}$/;

/**
 * Saves a sign-in before the redirect and drops those that nobody came back from.
 *
 * @throws OAuthError `storage_unavailable`.
 */
export function savePendingAuthorization(storage: KeyValueStorage, pending: PendingAuthorization): void {
  for (const key of recordKeys(storage, PREFIX)) {
    if (typeof read(storage, key, pending.createdAtMs) !== 'object') deleteRecord(storage, key);
  }
  writeRecord(storage, PREFIX + pending.state, pending);
}

/**
 * Hands out the sign-in that `state` belongs to, once: the record is deleted before anything else happens,
 * so that no second callback can use it.
 *
 * @returns the record, `'expired'`, or `undefined` when this tab has no such sign-in or the record is damaged.
 */
export function takePendingAuthorization(
  storage: KeyValueStorage,
  state: string,
  nowMs: number,
): PendingAuthorization | 'expired' | undefined {
  const key = PREFIX + state;
  const pending = read(storage, key, nowMs);
  deleteRecord(storage, key);
  return pending;
}

/**
 * Which resource server the sign-in that `state` belongs to is for, without using its record up: a document
 * that serves several finds the session to finish it with.
 */
export function pendingServerUrl(storage: KeyValueStorage, state: string): string | undefined {
  return readPendingAuthorization(storage, state)?.serverUrl;
}

/** The sign-in that `state` belongs to, without using its record up, however old it is. */
export function readPendingAuthorization(
  storage: KeyValueStorage,
  state: string,
): PendingAuthorization | undefined {
  const record = readRecord(storage, PREFIX + state);
  return isPendingAuthorization(record) ? record : undefined;
}

function read(
  storage: KeyValueStorage,
  key: string,
  nowMs: number,
): PendingAuthorization | 'expired' | undefined {
  const record: unknown = readRecord(storage, key);
  if (!isPendingAuthorization(record) || key !== PREFIX + record.state) return undefined;
  return nowMs - record.createdAtMs > PENDING_LIFETIME_MS ? 'expired' : record;
}

/** Another version of this app, or another script of this origin, may have written what we find. */
function isPendingAuthorization(value: unknown): value is PendingAuthorization {
  const record: Partial<Record<keyof PendingAuthorization, unknown>> = Object(value);
  const {
    codeVerifier,
    createdAtMs,
    server,
    state,
    clientId,
    redirectUri,
    serverUrl,
    resource,
    nonce,
    scope,
  } = record;
  return (
    [state, clientId, redirectUri, serverUrl, resource].every(nonEmptyString) &&
    isClientSecret(record.clientSecret) &&
    (record.stepUp === undefined || Array.isArray(Object(record.stepUp).scopes)) &&
    // The ID token that this sign-in asked for is not taken without it.
    Boolean(nonEmptyString(nonce)) === readScopes(scope).includes('openid') &&
    typeof codeVerifier === 'string' &&
    CODE_VERIFIER.test(codeVerifier) &&
    typeof createdAtMs === 'number' &&
    isAuthorizationServerMetadata(server)
  );
}
