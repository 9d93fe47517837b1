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
import type { Platform } from './platform.ts';
import { revokeGrant } from './revocation.ts';
import type { SignOuts } from './sign-outs.ts';
import type { TokenResponse } from './token-endpoint.ts';

/** The grant of one server in one document: in its memory, and in the storage of its tab for the next document. */
export interface GrantHolder {
  /** The grant in memory. */
  held(): HeldGrant | undefined;
  /** The grant of this tab, also while it is still to be continued. */
  kept(): Pick<HeldGrant, 'record' | 'token'> | undefined;
  /** Replaces the grant. */
  hold(record: GrantRecord, token: TokenResponse, isSignedOut: () => boolean): HeldGrant;
  /** Says more of whose grant it is. */
  identify(identity: Identity): void;
  /**
   * Continues the grant as the document before this one left it, its access token included if that one had the
   * time to hand it over.
   */
  takeOver(): HeldGrant | undefined;
  /**
   * Forgets the grant, before a server is told: whatever the network does, this tab has none any more.
   *
   * @returns a function that gives its tokens back.
   */
  letGo(): () => Promise<void>;
}

/** The access tokens that the document before this one handed over, and that no session has taken yet. */
const accessTokens = new WeakMap<Platform, Map<string, AccessToken>>();

/** Takes the access tokens that the document before this one handed over out of the storage, of every server. */
function receiveAccessTokens(platform: Platform): Map<string, AccessToken> {
  const { tab } = platform.storage;
  const received = getOrInsert(accessTokens, platform, () => {
    const handedOver = new Map<string, AccessToken>();
    // A document that is left before it has restored a session hands on what it received for it.
    platform.listen('pagehide', () => handOn(platform, handedOver));
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

function handOn({ storage }: Platform, received: ReadonlyMap<string, AccessToken>): void {
  for (const [sessionKey, accessToken] of received) {
    const record = readGrant(storage.tab, sessionKey);
    if (record) saveGrant(storage.tab, sessionKey, { ...record, accessToken });
  }
}

/**
 * @param onReplaced called when this document comes back from the back/forward cache and finds that another
 * one of this tab has got, renewed, replaced or ended a grant.
 */
export function createGrantHolder(
  platform: Platform,
  sessionKey: string,
  signOuts: SignOuts,
  onReplaced: () => void,
): GrantHolder {
  const { tab } = platform.storage;
  receiveAccessTokens(platform);
  let held: HeldGrant | undefined;
  let wasStored = false;

  // By way of the storage, for as long as the change of documents takes: a reload needs no refresh then, and a
  // second one right after it does not lose the response to the first.
  platform.listen('pagehide', () => {
    if (held?.token) saveGrant(tab, sessionKey, { ...held.record, accessToken: held.token });
    // There may be no room for both.
    if (held && !readGrant(tab, sessionKey)) saveGrant(tab, sessionKey, held.record);
    wasStored = Boolean(readGrant(tab, sessionKey));
  });
  platform.listen('pageshow', ({ persisted }) => {
    if (persisted) receiveAccessTokens(platform);
    const stored = readGrant(tab, sessionKey);
    // What the storage had no room for is in memory alone.
    if (!persisted || !(stored || wasStored)) return;
    if (held && stored?.refreshToken === held.record.refreshToken) saveGrant(tab, sessionKey, held.record);
    else {
      held = undefined;
      onReplaced();
    }
  });

  function kept(): Pick<HeldGrant, 'record' | 'token'> | undefined {
    const record = readGrant(tab, sessionKey);
    return held ?? (record && { record });
  }

  return {
    held: () => held,
    kept,
    hold(record, { accessToken: value, expiresAtMs, idToken = held?.idToken }, isSignedOut) {
      held = { record, token: { value, expiresAtMs, renewedAtMs: platform.now() }, idToken, isSignedOut };
      saveGrant(tab, sessionKey, record);
      return held;
    },
    identify(identity) {
      if (!held) return;
      // In place: a refresh that is under way goes on with this very grant.
      held.record = { ...held.record, identity };
      saveGrant(tab, sessionKey, held.record);
    },
    takeOver() {
      const received = receiveAccessTokens(platform);
      const record = readGrant(tab, sessionKey);
      if (held || !record) return held;
      held = { record, token: received.get(sessionKey), isSignedOut: signOuts.watch(record.signOutMark) };
      received.delete(sessionKey);
      return held;
    },
    letGo() {
      const grant = kept();
      held = undefined;
      deleteGrant(tab, sessionKey);
      return async () => {
        if (grant) await revokeGrant(platform, grant.record, grant.token?.value);
      };
    },
  };
}
