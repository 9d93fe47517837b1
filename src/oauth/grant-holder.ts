import type { Dpop } from './dpop.ts';
import { getOrInsert } from './get-or-insert.ts';
import {
  type AccessToken,
  deleteGrant,
  type GrantRecord,
  grantedSessions,
  readGrant,
  saveGrant,
} from './grant-record.ts';
import type { HeldGrant } from './held-grant.ts';
import type { Platform } from './platform.ts';
import { revokeGrant } from './revocation.ts';
import type { SignOuts } from './sign-outs.ts';
import { keepRecord, readRecord } from './stored-record.ts';
import type { TokenResponse } from './token-endpoint.ts';

/** Holds the grant of one session in the memory of its document, and in the tab's storage for the next document. */
export interface GrantHolder {
  /** The grant in memory. */
  held(): HeldGrant | undefined;
  /** The grant of this tab, even before this document continues it. */
  kept(): GrantRecord | undefined;
  /** Replaces the grant. */
  hold(record: GrantRecord, token: TokenResponse, isSignedOut: () => boolean): HeldGrant;
  /** Continues the grant of the previous document, with its access token if that document handed it over. */
  takeOver(): HeldGrant | undefined;
  /**
   * Deletes the grant locally, so that it is gone even if the network fails.
   *
   * @returns a function that revokes its tokens, and deletes the key that they are bound to.
   */
  drop(): () => Promise<void>;
}

/** The access tokens that the previous document handed over. */
const accessTokens = new WeakMap<Platform, Map<string, AccessToken>>();

/** Takes from the storage the access tokens that the previous document handed over, for all servers. */
function takeAccessTokens(platform: Platform): Map<string, AccessToken> {
  const { tab } = platform.storage;
  const received = getOrInsert(accessTokens, platform, () => {
    const handedOver = new Map<string, AccessToken>();
    // If the user leaves a document before it restores a session, the document passes on the access token of that
    // session. Each session with a grant in memory then stores its newer token instead.
    platform.listen('pagehide', () => {
      for (const [sessionKey, accessToken] of handedOver) {
        const record = readGrant(tab, sessionKey);
        if (record) saveGrant(tab, sessionKey, { ...record, accessToken });
      }
      // When this document comes back, the tab may have another grant.
      handedOver.clear();
    });
    return handedOver;
  });
  for (const sessionKey of grantedSessions(tab)) {
    const record = readGrant(tab, sessionKey);
    if (!record?.accessToken) continue;
    received.set(sessionKey, record.accessToken);
    saveGrant(tab, sessionKey, { ...record, accessToken: undefined });
  }
  return received;
}

/** When a document of this tab got its newest access token, for documents in the back/forward cache. */
const RENEWED = 'oauth:renewed:';

/**
 * @param onReplaced called when this document returns from the back/forward cache after another document of this tab
 * has changed the grant.
 */
export function createGrantHolder(
  platform: Platform,
  sessionKey: string,
  signOuts: SignOuts,
  onReplaced: () => void,
  dpop?: Dpop,
): GrantHolder {
  const { tab } = platform.storage;
  takeAccessTokens(platform);
  let held: HeldGrant | undefined;
  let wasStored = false;

  // Hands the access token over to the next document through the storage. So a reload needs no refresh: a second reload
  // could lose the response to a refresh.
  platform.listen('pagehide', () => {
    if (held) saveGrant(tab, sessionKey, { ...held.record, accessToken: held.token });
    wasStored = Boolean(readGrant(tab, sessionKey));
  });
  platform.listen('pageshow', ({ persisted }) => {
    if (!persisted) return;
    takeAccessTokens(platform);
    const stored = readGrant(tab, sessionKey);
    // A grant that was not stored exists only in memory, until another document of this tab gets a token.
    const renewed = readRecord(tab, RENEWED + sessionKey);
    const isNewest = !held || !renewed || held.token?.renewedAtMs === renewed.atMs;
    if (!stored && !wasStored && isNewest) return;
    if (held && stored && stored.refreshToken === held.record.refreshToken) return;
    held = undefined;
    onReplaced();
  });

  const kept = () => held?.record ?? readGrant(tab, sessionKey);

  return {
    held: () => held,
    kept,
    hold(record, { accessToken: value, expiresAtMs, idToken = held?.idToken }, isSignedOut) {
      const renewedAtMs = platform.now();
      held = { record, token: { value, expiresAtMs, renewedAtMs }, idToken, isSignedOut };
      // If the storage is full, no other document can sign in either, because a sign-in needs the storage.
      keepRecord(tab, RENEWED + sessionKey, { atMs: renewedAtMs });
      saveGrant(tab, sessionKey, record);
      return held;
    },
    takeOver() {
      const received = takeAccessTokens(platform);
      const record = readGrant(tab, sessionKey);
      if (held || !record) return held;
      held = { record, token: received.get(sessionKey), isSignedOut: signOuts.watch(record.signOutMark) };
      return held;
    },
    drop() {
      const record = kept();
      const token = held?.token;
      held = undefined;
      // A document in the back/forward cache may learn of a sign-out. When it comes back, it then shows the sign-out.
      wasStored = false;
      deleteGrant(tab, sessionKey);
      return async () => {
        if (!record) return;
        void dpop?.deleteKey(record.dpopJkt);
        await revokeGrant(platform, record, token?.value);
      };
    },
  };
}
