import { deleteGrant, grantedServers, readGrant } from './grant-record.ts';
import type { Platform } from './platform.ts';
import { isSignedOutSince } from './sign-outs.ts';
import { revokeGrant } from './token-endpoint.ts';

/**
 * Ends the grants of other servers that this tab keeps and that the person has signed out of: the session that
 * would do so is not made in this document.
 */
export function sweepGrants(platform: Platform, ownServerUrl: string): void {
  const { storage } = platform;
  for (const serverUrl of grantedServers(storage.tab)) {
    if (serverUrl === ownServerUrl) continue;
    const record = readGrant(storage.tab, serverUrl);
    if (!record || !isSignedOutSince(storage, serverUrl, record.signOutMark)) continue;
    deleteGrant(storage.tab, serverUrl);
    void revokeGrant(platform, record, undefined);
  }
}
