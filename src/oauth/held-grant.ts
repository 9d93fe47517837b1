import type { AccessToken, GrantRecord } from './grant-record.ts';
import type { SignedIn } from './session-state.ts';

/** A grant in the memory of this document. */
export interface HeldGrant {
  record: GrantRecord;
  /** Absent until the first refresh, if the previous document handed over no token. */
  token?: AccessToken | undefined;
  /** The ID token for `id_token_hint`. Never stored. */
  idToken?: string | undefined;
  /** Whether the user has signed out since the grant was received. */
  isSignedOut(): boolean;
}

/** A token is renewed this long before its expiry, so that it does not expire in transit. */
const RENEW_AHEAD_MS = 10_000;
/** The minimum time between two early renewals, even if the lifetime of the tokens is shorter. */
const RENEW_INTERVAL_MS = 5_000;

/**
 * @returns the access token; `undefined` when it is missing or has to be renewed first. If the clock was set back,
 * the expiry of the token says nothing.
 */
export function usableAccessToken({ token, record }: HeldGrant, nowMs: number): string | undefined {
  if (!token) return undefined;
  const ageMs = nowMs - token.renewedAtMs;
  // `NaN` if the server does not say when the token expires.
  const expires = ageMs < 0 || nowMs > Number(token.expiresAtMs) - RENEW_AHEAD_MS;
  const fresh = Math.abs(ageMs) <= RENEW_INTERVAL_MS;
  return expires && !fresh && record.refreshToken ? undefined : token.value;
}

/** The public part of a grant. */
export function signedIn({ record, token }: HeldGrant): SignedIn {
  const { server, resource, clientId, scopes, identity, refreshToken } = record;
  return {
    status: 'signed-in',
    grant: {
      issuer: server.issuer,
      resource,
      clientId,
      scopes,
      identity,
      expiresAtMs: token?.expiresAtMs,
      refreshable: Boolean(refreshToken),
    },
  };
}
