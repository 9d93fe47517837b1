import { type ClientRegistration, isClientSecret } from './client-authentication.ts';
import type { Identity } from './id-token.ts';
import { hasShape, isText, optional } from './json.ts';
import { type AuthorizationServerMetadata, isAuthorizationServerMetadata } from './metadata.ts';
import type { KeyValueStorage } from './platform.ts';
import { deleteRecord, keepRecord, MOST_OF_A_SERVER, readRecord, recordKeys } from './stored-record.ts';
import type { TokenResponse } from './token-endpoint.ts';
import { isResourceOf } from './where-to-sign-in.ts';

/** A grant as this tab stores it: its server, resource and scopes, and the refresh token that continues it. */
export interface GrantRecord extends ClientRegistration {
  server: AuthorizationServerMetadata;
  /** The audience of the tokens; absent when no `resource` was sent. */
  resource?: string | undefined;
  scopes: readonly string[];
  /** The thumbprint of the key that the tokens are bound to (RFC 9449 §6); absent for bearer tokens. */
  dpopJkt?: string | undefined;
  identity?: Identity | undefined;
  refreshToken?: string | undefined;
  /** The number of consecutive step-ups whose grants lack a demanded scope. */
  stepUps?: number | undefined;
  /** The newest sign-out before this grant; see `sign-outs.ts`. */
  signOutMark?: string | undefined;
  /**
   * Refresh tokens that a step-up has replaced. They are revoked together with this grant and not before: a server
   * with one grant per user and client, such as oidc-provider, would revoke the new tokens, too.
   */
  replaced?: readonly string[] | undefined;
  /** Present only between two documents of this tab; see `grant-holder.ts`. */
  accessToken?: AccessToken | undefined;
}

/** An access token and its lifetime, by the clock of this device. */
export interface AccessToken {
  value: string;
  expiresAtMs?: number | undefined;
  /** When it was received. */
  renewedAtMs: number;
}

/**
 * Applies a refresh to a grant. The refresh may rotate the refresh token and narrow the scopes, but never widen them
 * (RFC 6749 §6). If the response contains none of the granted scopes, the server uses other names for these scopes, and
 * the scopes stay the same.
 */
export function renewedGrant(
  record: GrantRecord,
  { refreshToken, scopes }: Pick<TokenResponse, 'refreshToken' | 'scopes'>,
): GrantRecord {
  const narrowed = scopes?.filter((scope) => record.scopes.includes(scope));
  return {
    ...record,
    refreshToken: refreshToken ?? record.refreshToken,
    scopes: narrowed?.length ? narrowed : record.scopes,
  };
}

/**
 * Whether a new grant continues an earlier grant: same server, client and user. The revocation endpoint must be the
 * same, too, because it gets the tokens of both grants. The metadata of a hostile issuer may name the endpoints of
 * another server at the first sign-in, and its own endpoints later.
 */
export function continuesGrant(earlier: GrantRecord, { server, clientId, identity }: GrantRecord): boolean {
  return (
    earlier.server.issuer === server.issuer &&
    earlier.server.revocationEndpoint === server.revocationEndpoint &&
    earlier.clientId === clientId &&
    earlier.identity?.subject === identity?.subject
  );
}

/** The refresh token of a grant, and those that step-ups have replaced, newest first; see {@link GrantRecord.replaced}. */
export function refreshTokens({ refreshToken, replaced }: GrantRecord): readonly string[] {
  return [refreshToken, replaced].flat().filter(isText);
}

const PREFIX = 'oauth:grant:';
const key = (sessionKey: string) => PREFIX + sessionKey;

/**
 * Stores a grant in this tab, so that it survives a reload. A grant without any refresh token is not stored: no later
 * document could continue it. If the storage is full, or the grant is very long, it does not survive a reload, but
 * the user stays signed in.
 */
export function saveGrant(storage: KeyValueStorage, sessionKey: string, record: GrantRecord): void {
  // Deletes the earlier record, whose refresh token may be invalid.
  deleteGrant(storage, sessionKey);
  const isContinued = refreshTokens(record).length;
  const isKept = isContinued && keepRecord(storage, key(sessionKey), record, MOST_OF_A_SERVER);
  // Perhaps everything except the access token fits. If not, the grant lives as long as this document.
  if (!isKept && record.accessToken) saveGrant(storage, sessionKey, { ...record, accessToken: undefined });
}

/** Reads the grant of a session in this tab. Deletes an invalid record. */
export function readGrant(storage: KeyValueStorage, sessionKey: string): GrantRecord | undefined {
  const record: unknown = readRecord(storage, key(sessionKey));
  if (isGrant(record) && isResourceOf(sessionKey, record.resource)) return record;
  deleteGrant(storage, sessionKey);
  return undefined;
}

export function deleteGrant(storage: KeyValueStorage, sessionKey: string): void {
  deleteRecord(storage, key(sessionKey));
}

/** The keys of the sessions that have a grant in this tab; see `sessionKey`. */
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
