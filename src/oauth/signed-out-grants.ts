import type { Dpop } from './dpop.ts';
import { deleteGrant, grantedSessions, readGrant } from './grant-record.ts';
import type { Platform } from './platform.ts';
import { revokeGrant } from './revocation.ts';
import { isSignedOutSince } from './sign-outs.ts';

/**
 * Handles the stored grants of this tab that no session of this document owns. A session ends its own grant.
 *
 * @param isOwned whether a session of this document has this key.
 * @returns a function that deletes and revokes such grants if the user has signed out of their servers. The function
 * also runs at each broadcast.
 */
export function watchSignedOutGrants(
  platform: Platform,
  isOwned: (sessionKey: string) => boolean,
  dpop?: Dpop,
): () => void {
  const { storage, broadcast } = platform;
  function cleanUp(): void {
    for (const sessionKey of grantedSessions(storage.tab)) {
      const record = isOwned(sessionKey) ? undefined : readGrant(storage.tab, sessionKey);
      if (!record || !isSignedOutSince(storage, sessionKey, record.signOutMark)) continue;
      deleteGrant(storage.tab, sessionKey);
      void dpop?.deleteKey(record.dpopJkt);
      void revokeGrant(platform, record, undefined);
    }
  }
  broadcast.addEventListener('message', cleanUp);
  return cleanUp;
}
