import type { Dpop } from './dpop.ts';
import { getOrInsert } from './get-or-insert.ts';
import { deleteGrant, grantedSessions, readGrant } from './grant-record.ts';
import type { Platform } from './platform.ts';
import { revokeGrant } from './revocation.ts';
import { isSignedOutSince } from './sign-outs.ts';

/** The session keys of each document, by platform. */
const sessionKeys = new WeakMap<object, Set<string>>();

/**
 * Handles the stored grants of this tab that no session of this document owns. A session ends its own grant.
 *
 * @returns a function that deletes and revokes such grants if the user has signed out of their servers. The function
 * also runs at each broadcast.
 */
export function watchSignedOutGrants(platform: Platform, ownKey: string, dpop?: Dpop): () => void {
  const { storage, broadcast } = platform;
  const own = getOrInsert(sessionKeys, platform, () => new Set()).add(ownKey);
  function cleanUp(): void {
    for (const sessionKey of grantedSessions(storage.tab)) {
      const record = own.has(sessionKey) ? undefined : readGrant(storage.tab, sessionKey);
      if (!record || !isSignedOutSince(storage, sessionKey, record.signOutMark)) continue;
      deleteGrant(storage.tab, sessionKey);
      void dpop?.deleteKey(record.dpopJkt);
      void revokeGrant(platform, record, undefined);
    }
  }
  broadcast.addEventListener('message', cleanUp);
  return cleanUp;
}
