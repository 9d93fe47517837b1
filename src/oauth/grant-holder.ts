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
import type { Identity } from './id-token.ts';
import type { KeyValueStorage, Platform } from './platform.ts';
import { revokeGrant } from './revocation.ts';
import type { SignOuts } from './sign-outs.ts';
import { readRecord, writeRecord } from './stored-record.ts';
import type { TokenResponse } from './token-endpoint.ts';

/**
 * Holds the grant of one session in the memory of its document, and in the storage of its tab for the next document.
 */
export interface GrantHolder {
  /** The grant in memory. */
  held(): HeldGrant | undefined;
  /** The grant of this tab, even before this document continues it. */
  kept(): Pick<HeldGrant, 'record' | 'token'> | undefined;
  /** Replaces the grant. */
  hold(record: GrantRecord, token: TokenResponse, isSignedOut: () => boolean): HeldGrant;
  /** Adds claims to the identity of a grant. @returns whether the grant is still in memory. */
  identify(grant: HeldGrant, identity: Identity): boolean;
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
    // session.
    platform.listen('pagehide', () => handOver(platform, handedOver));
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

/** Passes access tokens on. Each session with a grant in memory then stores its newer token instead. */
function handOver({ storage }: Platform, received: Map<string, AccessToken>): void {
  for (const [sessionKey, accessToken] of received) {
    const record = readGrant(storage.tab, sessionKey);
    if (record) saveGrant(storage.tab, sessionKey, { ...record, accessToken });
  }
  // When this document comes back, the tab may have another grant.
  received.clear();
}

const RENEWED = 'oauth:renewed:';

/** Stores when a document of this tab got its newest access token, for documents in the back/forward cache. */
function noteRenewal(tab: KeyValueStorage, sessionKey: string, atMs: number): void {
  try {
    writeRecord(tab, RENEWED + sessionKey, { atMs });
  } catch {
    // If the storage is full, no other document can sign in either, because a sign-in needs the storage.
  }
}

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

  function kept(): Pick<HeldGrant, 'record' | 'token'> | undefined {
    const record = readGrant(tab, sessionKey);
    return held ?? (record && { record });
  }

  return {
    held: () => held,
    kept,
    hold(record, { accessToken: value, expiresAtMs, idToken = held?.idToken }, isSignedOut) {
      const renewedAtMs = platform.now();
      held = { record, token: { value, expiresAtMs, renewedAtMs }, idToken, isSignedOut };
      noteRenewal(tab, sessionKey, renewedAtMs);
      saveGrant(tab, sessionKey, record);
      return held;
    },
    identify(grant, identity) {
      if (grant !== held) return false;
      // The object stays the same, because a running refresh compares the grant by identity.
      grant.record = { ...grant.record, identity };
      saveGrant(tab, sessionKey, grant.record);
      return true;
    },
    takeOver() {
      const received = takeAccessTokens(platform);
      const record = readGrant(tab, sessionKey);
      if (held || !record) return held;
      held = { record, token: received.get(sessionKey), isSignedOut: signOuts.watch(record.signOutMark) };
      return held;
    },
    drop() {
      const grant = kept();
      held = undefined;
      // A document in the back/forward cache may learn of a sign-out. When it comes back, it then shows the sign-out.
      wasStored = false;
      deleteGrant(tab, sessionKey);
      return async () => {
        if (!grant) return;
        void dpop?.deleteKey(grant.record.dpopJkt);
        await revokeGrant(platform, grant.record, grant.token?.value);
      };
    },
  };
}
