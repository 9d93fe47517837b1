import { type ClientSecret, isClientSecret } from './client-authentication.ts';
import { hasShape, isText, optional } from './json.ts';
import { type AuthorizationServerMetadata, isAuthorizationServerMetadata } from './metadata.ts';
import type { KeyValueStorage } from './platform.ts';
import { deleteRecord, readRecord, recordKeys, writeRecord } from './stored-record.ts';
import { isResourceOf } from './where-to-sign-in.ts';

/**
 * The state of one sign-in until its callback, in one `sessionStorage` record per `state`, so that concurrent
 * sign-ins cannot overwrite each other. The callback needs no other source.
 */
export interface PendingAuthorization {
  state: string;
  codeVerifier: string;
  /** Ties the ID token to this request (OIDC Core §3.1.2.1); absent when the request has no nonce. */
  nonce?: string | undefined;
  /** Validated before the redirect. Only this issuer may respond, and only its token endpoint gets the code. */
  server: AuthorizationServerMetadata;
  clientId: string;
  clientSecret?: ClientSecret | undefined;
  redirectUri: string;
  /** The session that the sign-in belongs to; see the function `sessionKey`. */
  sessionKey: string;
  /** The `resource` that was sent, if any; in a sign-in by resource, the identifier in the metadata. */
  resource?: string | undefined;
  /** The requested `scope`, if any. */
  scope?: string | undefined;
  /** For a step-up: the scopes that a 403 demanded, and the number of consecutive step-ups. */
  stepUp?: { scopes: readonly string[]; attempt: number } | undefined;
  /** The thumbprint of the key that the code is bound to (RFC 9449 §10); absent when it is not bound. */
  dpopJkt?: string | undefined;
  /** Whether the session signs in silently after a reload. A demand for interaction is then no failure. */
  silent?: boolean | undefined;
  /** For a silent sign-in: the newest sign-out before it; see `sign-outs.ts`. A later sign-out ends the sign-in. */
  signOutMark?: string | undefined;
  returnTo: string;
  createdAtMs: number;
}

/** How long a sign-in may take at the authorization server: 15 minutes, our policy. */
export const PENDING_LIFETIME_MS = 900_000;

const PREFIX = 'oauth:pending:';
const CODE_VERIFIER = /^[\w.~-]{43,128}$/;

/**
 * Stores a sign-in before the redirect, and deletes expired sign-ins.
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
 * Deletes the record of `state`, then returns its sign-in, so that no second callback can use it.
 *
 * @returns the record, even an expired one, see {@link isExpired}; `undefined` when this tab has no valid record.
 */
export function takePendingAuthorization(
  storage: KeyValueStorage,
  state: string,
): PendingAuthorization | undefined {
  const pending = readPendingAuthorization(storage, state);
  deleteRecord(storage, PREFIX + state);
  return pending;
}

/**
 * Returns the `sessionKey` of the sign-in with this `state`. A document with several sessions can thus find the session
 * that has to complete the sign-in. The record is kept.
 */
export function pendingSessionKey(storage: KeyValueStorage, state: string): string | undefined {
  return readPendingAuthorization(storage, state)?.sessionKey;
}

function readPendingAuthorization(storage: KeyValueStorage, state: string): PendingAuthorization | undefined {
  const record = readRecord(storage, PREFIX + state);
  return isPendingAuthorization(record) && record.state === state ? record : undefined;
}

/** Whether a sign-in took longer than {@link PENDING_LIFETIME_MS}. */
export function isExpired({ createdAtMs }: PendingAuthorization, nowMs: number): boolean {
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
    // An ID token without a nonce is not accepted.
    isText(nonce) === (isText(scope) && scope.split(' ').includes('openid'))
  );
}
