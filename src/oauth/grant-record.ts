import { type ClientRegistration, isClientSecret } from './client-authentication.ts';
import type { Identity } from './id-token.ts';
import { hasShape, isText, optional } from './json.ts';
import { type AuthorizationServerMetadata, isAuthorizationServerMetadata } from './metadata.ts';
import type { KeyValueStorage } from './platform.ts';
import { deleteRecord, readRecord, recordKeys, writeRecord } from './stored-record.ts';
import { isResourceOf } from './where-to-sign-in.ts';

/** A grant as this tab keeps it: which server gave it, for what, and the refresh token that continues it. */
export interface GrantRecord extends ClientRegistration {
  server: AuthorizationServerMetadata;
  /** What the tokens are for; absent when no `resource` was sent. */
  resource?: string | undefined;
  scopes: readonly string[];
  identity?: Identity | undefined;
  refreshToken?: string | undefined;
  /** Sign-ins in a row that were to bring more scopes and did not. */
  stepUps?: number | undefined;
  /** The newest sign-out that this grant came after; see `sign-outs.ts`. */
  signOutMark?: string | undefined;
  /**
   * Refresh tokens that a step-up has replaced. They are given back together with this grant and not before: a
   * server that keeps one grant for a person and a client (oidc-provider does) would revoke the new tokens too.
   */
  replaced?: readonly string[] | undefined;
  /** Only from the moment a document is left until the next one of this tab takes it; see {@link handOver}. */
  accessToken?: AccessToken | undefined;
}

/** An access token and what is known of its life, by this device's clock. */
export interface AccessToken {
  value: string;
  expiresAtMs?: number | undefined;
  /** When it came. */
  renewedAtMs: number;
}

/** A grant after a refresh, which may rotate the refresh token, and narrow the grant but never widen it (RFC 6749 §6). */
export function renewedGrant(
  record: GrantRecord,
  { refreshToken, scopes }: Partial<Pick<GrantRecord, 'refreshToken' | 'scopes'>>,
): GrantRecord {
  return {
    ...record,
    refreshToken: refreshToken ?? record.refreshToken,
    scopes: scopes?.filter((scope) => record.scopes.includes(scope)) ?? record.scopes,
  };
}

/** Whether a new grant goes on with an earlier one: the same server gave it the same client for the same person. */
export function continues(earlier: GrantRecord, { server, clientId, identity }: GrantRecord): boolean {
  return (
    earlier.server.issuer === server.issuer &&
    earlier.clientId === clientId &&
    earlier.identity?.subject === identity?.subject
  );
}

const MOST_REPLACED = 10;

/** What a step-up replaces, for {@link GrantRecord.replaced}: the newest tokens, of ten at most. */
export function replacedTokens({ refreshToken, replaced = [] }: GrantRecord): readonly string[] {
  return (refreshToken ? [refreshToken, ...replaced] : replaced).slice(0, MOST_REPLACED);
}

const PREFIX = 'oauth:grant:';
const key = (sessionKey: string) => PREFIX + sessionKey;

/**
 * Keeps a grant in this tab so that it survives a reload; one without a refresh token, of its own or replaced, would
 * be of no use: there is nothing to go on with, and nothing to give back. A storage that has become full costs the
 * reload and nothing else: the person is signed in by then.
 */
export function saveGrant(storage: KeyValueStorage, sessionKey: string, record: GrantRecord): void {
  // An earlier record is not left behind: its refresh token may be void.
  deleteGrant(storage, sessionKey);
  try {
    if (record.refreshToken || record.replaced?.length) writeRecord(storage, key(sessionKey), record);
  } catch {
    // It lives as long as this document.
  }
}

/** The grant of this tab for a session; a record that is damaged is deleted and counts as none. */
export function readGrant(storage: KeyValueStorage, sessionKey: string): GrantRecord | undefined {
  const record: unknown = readRecord(storage, key(sessionKey));
  if (isGrant(record) && isResourceOf(sessionKey, record.resource)) return record;
  deleteGrant(storage, sessionKey);
  return undefined;
}

export function deleteGrant(storage: KeyValueStorage, sessionKey: string): void {
  deleteRecord(storage, key(sessionKey));
}

/** The sessions that this tab keeps a grant for, by `sessionKey`. */
export function grantedSessions(storage: KeyValueStorage): string[] {
  return recordKeys(storage, PREFIX).map((name) => name.slice(PREFIX.length));
}

function isGrant(record: unknown): record is GrantRecord {
  const hasMembers = hasShape({
    server: isAuthorizationServerMetadata,
    clientId: isText,
    clientSecret: isClientSecret,
    refreshToken: optional(isText),
    scopes: Array.isArray,
    replaced: optional(Array.isArray),
    accessToken: optional(hasShape({ value: isText })),
  });
  const { refreshToken, replaced }: Partial<GrantRecord> = Object(record);
  return hasMembers(record) && Boolean(refreshToken ?? replaced);
}
