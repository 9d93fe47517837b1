import type { AccessToken, GrantRecord } from './grant-record.ts';
import type { SessionState } from './session-state.ts';

/** A grant while this document lives. */
export interface HeldGrant {
  record: GrantRecord;
  /** Kept nowhere else. Absent between a reload and the refresh that follows it. */
  token?: AccessToken | undefined;
  /** For `id_token_hint`, where a sign-out needs one. Kept nowhere else. */
  idToken?: string | undefined;
  /** Whether the person has signed out since the grant came. */
  isSignedOut(): boolean;
}

/** A token is renewed this long before it expires, so that it does not expire on its way. */
const RENEW_AHEAD_MS = 10_000;
/** Renewals ahead of a refusal come no closer together, however short the server makes its tokens. */
const RENEW_INTERVAL_MS = 5_000;

/** @returns the access token; `undefined` when there is none, or when it is to be renewed before it is sent. */
export function usableAccessToken({ token, record }: HeldGrant, nowMs: number): string | undefined {
  if (!token) return undefined;
  const expires = nowMs > (token.expiresAtMs ?? Number.POSITIVE_INFINITY) - RENEW_AHEAD_MS;
  const fresh = Math.abs(nowMs - token.renewedAtMs) <= RENEW_INTERVAL_MS;
  return expires && !fresh && record.refreshToken ? undefined : token.value;
}

/** @returns the access token as long as it has not expired, whether or not it is to be renewed. */
export function unexpiredAccessToken({ token }: HeldGrant, nowMs: number): string | undefined {
  return token && nowMs < (token.expiresAtMs ?? 0) ? token.value : undefined;
}

/** What may be shown of it. */
export function signedIn({ record, token }: HeldGrant): SessionState {
  const { server, resource, clientId, scopes, identity, refreshToken } = record;
  const refreshable = Boolean(refreshToken);
  const { issuer } = server;
  const grant = {
    issuer,
    resource,
    clientId,
    scopes,
    identity,
    expiresAtMs: token?.expiresAtMs,
    refreshable,
  };
  return { status: 'signed-in', grant };
}
