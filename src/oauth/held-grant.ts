import type { GrantRecord } from './grant-record.ts';
import type { Grant } from './session-state.ts';
import type { TokenResponse } from './token-endpoint.ts';

/** A grant while this document lives: what the tab keeps of it, and the access token, which is kept nowhere else. */
export interface HeldGrant {
  record: GrantRecord;
  /** Absent between a reload and the refresh that follows it. */
  accessToken?: string;
  expiresAtMs?: number | undefined;
  /** When the access token came. */
  renewedAtMs?: number;
}

/** A token is renewed this long before it expires, so that it does not expire on its way. */
const RENEW_AHEAD_MS = 10_000;
/** Renewals ahead of a refusal come no closer together, however short the server makes its tokens. */
const RENEW_INTERVAL_MS = 5_000;

export function heldGrant(
  record: GrantRecord,
  { accessToken, expiresAtMs }: TokenResponse,
  nowMs: number,
): HeldGrant {
  return { record, accessToken, expiresAtMs, renewedAtMs: nowMs };
}

/** @returns the access token; `undefined` when there is none, or when it is to be renewed before it is sent. */
export function usableAccessToken(
  { accessToken, expiresAtMs, renewedAtMs, record }: HeldGrant,
  nowMs: number,
): string | undefined {
  const expires = nowMs > (expiresAtMs ?? Number.POSITIVE_INFINITY) - RENEW_AHEAD_MS;
  const fresh = Math.abs(nowMs - (renewedAtMs ?? Number.NEGATIVE_INFINITY)) <= RENEW_INTERVAL_MS;
  return expires && !fresh && record.refreshToken ? undefined : accessToken;
}

/** What may be shown of it. */
export function shownGrant({ record, expiresAtMs }: HeldGrant): Grant {
  const { server, resource, clientId, scopes, identity, refreshToken } = record;
  const refreshable = Boolean(refreshToken);
  return { issuer: server.issuer, resource, clientId, scopes, identity, expiresAtMs, refreshable };
}
