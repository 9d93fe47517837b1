import { type ClientRegistration, isClientSecret } from './client-registration.ts';
import type { Identity } from './id-token.ts';
import { nonEmptyString } from './json-request.ts';
import { type AuthorizationServerMetadata, isAuthorizationServerMetadata } from './metadata.ts';
import type { KeyValueStorage } from './platform.ts';
import { deleteRecord, readRecord, writeRecord } from './stored-record.ts';

/**
 * A grant as this tab keeps it: which server gave it, for what, and the refresh token that continues it.
 * The access token is never part of it; that stays in memory.
 */
export interface GrantRecord extends ClientRegistration {
  server: AuthorizationServerMetadata;
  resource: string;
  scopes: readonly string[];
  identity?: Identity | undefined;
  refreshToken?: string | undefined;
  /** Sign-ins in a row that were to bring more scopes and did not. */
  stepUps?: number | undefined;
  /** The newest sign-out that this grant came after; see `sign-out-mark.ts`. */
  signOutMark?: string | undefined;
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

const key = (serverUrl: string) => `oauth:grant:${serverUrl}`;

/**
 * Keeps a grant in this tab so that it survives a reload; one without a refresh token would be of no use. A
 * storage that has become full costs the reload and nothing else: the person is signed in by then.
 */
export function saveGrant(storage: KeyValueStorage, serverUrl: string, record: GrantRecord): void {
  // Whatever lies there is older, and its refresh token may be void.
  deleteGrant(storage, serverUrl);
  try {
    if (record.refreshToken) writeRecord(storage, key(serverUrl), record);
  } catch {
    // It lives as long as this document.
  }
}

/** The grant of this tab for a server; a record that is damaged is deleted and counts as none. */
export function readGrant(
  storage: KeyValueStorage,
  serverUrl: string,
): (GrantRecord & { refreshToken: string }) | undefined {
  const record: unknown = readRecord(storage, key(serverUrl));
  if (isGrant(record)) return record;
  deleteGrant(storage, serverUrl);
  return undefined;
}

export function deleteGrant(storage: KeyValueStorage, serverUrl: string): void {
  deleteRecord(storage, key(serverUrl));
}

function isGrant(value: unknown): value is GrantRecord & { refreshToken: string } {
  const record: Partial<Record<keyof GrantRecord, unknown>> = Object(value);
  const { server, clientId, clientSecret, resource, scopes, refreshToken } = record;
  return (
    isClientSecret(clientSecret) &&
    [clientId, resource, refreshToken].every(nonEmptyString) &&
    Array.isArray(scopes) &&
    isAuthorizationServerMetadata(server)
  );
}
