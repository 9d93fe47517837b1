import { type ClientSecret, isClientSecret } from './client-authentication.ts';
import { hasShape, isText, optional } from './json.ts';
import { type AuthorizationServerMetadata, isAuthorizationServerMetadata } from './metadata.ts';
import type { KeyValueStorage } from './platform.ts';
import { readScopes } from './scope.ts';
import { deleteRecord, readRecord, recordKeys, writeRecord } from './stored-record.ts';
import { isResourceOf } from './where-to-sign-in.ts';

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
  /** Whose session this is, see `sessionKey`. */
  sessionKey: string;
  /** Sent as `resource`; by resource, what that server calls itself. Absent when none was sent. */
  resource?: string | undefined;
  /** What was asked for; absent when the parameter was omitted. */
  scope?: string | undefined;
  /** What a 403 demanded, where this sign-in answers one, and how many such sign-ins there were in a row. */
  stepUp?: { scopes: readonly string[]; attempt: number } | undefined;
  /** Asked without a page of the server (`prompt=none`): that this is not possible is no failure. */
  silent?: boolean | undefined;
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
    const other = readPendingAuthorization(storage, key.slice(PREFIX.length));
    if (!other || isExpired(other, pending.createdAtMs)) deleteRecord(storage, key);
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
  const pending = readPendingAuthorization(storage, state);
  deleteRecord(storage, PREFIX + state);
  return pending && isExpired(pending, nowMs) ? 'expired' : pending;
}

/**
 * Which session the sign-in that `state` belongs to is of, as `sessionKey` names it, without using its record up:
 * a document that has several finds the one to finish it with.
 */
export function pendingSessionKey(storage: KeyValueStorage, state: string): string | undefined {
  return readPendingAuthorization(storage, state)?.sessionKey;
}

/** The sign-in that `state` belongs to, without using its record up, however old it is. */
export function readPendingAuthorization(
  storage: KeyValueStorage,
  state: string,
): PendingAuthorization | undefined {
  const { serverUrl, ...members } = readRecord(storage, PREFIX + state) ?? {};
  // As the versions before this one called it: a sign-in may be under way while the app is updated.
  const record: unknown = { sessionKey: serverUrl, ...members };
  return isPendingAuthorization(record) && record.state === state ? record : undefined;
}

function isExpired({ createdAtMs }: PendingAuthorization, nowMs: number): boolean {
  return nowMs - createdAtMs > PENDING_LIFETIME_MS;
}

function isPendingAuthorization(record: unknown): record is PendingAuthorization {
  const { nonce, scope, sessionKey, resource }: Partial<Record<string, unknown>> = Object(record);
  return (
    hasShape({
      state: isText,
      codeVerifier: (value) => isText(value) && CODE_VERIFIER.test(value),
      server: isAuthorizationServerMetadata,
      clientId: isText,
      clientSecret: isClientSecret,
      redirectUri: isText,
      sessionKey: isText,
      stepUp: optional(hasShape({ scopes: Array.isArray })),
      createdAtMs: Number.isFinite,
    })(record) &&
    isResourceOf(String(sessionKey), resource) &&
    // The ID token that this sign-in asked for is not taken without it.
    isText(nonce) === readScopes(scope).includes('openid')
  );
}
