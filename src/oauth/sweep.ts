import { getOrInsert } from './get-or-insert.ts';
import { deleteGrant, grantedSessions, readGrant } from './grant-record.ts';
import type { Platform } from './platform.ts';
import { revokeGrant } from './revocation.ts';
import { isSignedOutSince } from './sign-outs.ts';

/** The sessions that a document has, by its platform. */
const sessionKeys = new WeakMap<object, Set<string>>();

/**
 * Sees to the grants that this tab keeps for servers which this document has no session with: a session ends its
 * own grant by itself, and must not find it gone.
 *
 * @returns a function that ends those grants which the person has signed out of; a broadcast calls it, too.
 */
export function createSweep(platform: Platform, ownKey: string): () => void {
  const { storage, broadcast } = platform;
  const own = getOrInsert(sessionKeys, platform, () => new Set()).add(ownKey);
  function sweep(): void {
    for (const sessionKey of grantedSessions(storage.tab)) {
      const record = own.has(sessionKey) ? undefined : readGrant(storage.tab, sessionKey);
      if (!record || !isSignedOutSince(storage, sessionKey, record.signOutMark)) continue;
      deleteGrant(storage.tab, sessionKey);
      void revokeGrant(platform, record, undefined);
    }
  }
  broadcast.addEventListener('message', sweep);
  return sweep;
}
