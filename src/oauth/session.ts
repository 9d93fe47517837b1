import { createApiFetch } from './api-fetch.ts';
import { validateAuthorizationResponse } from './authorization-response.ts';
import { forgetRegistration } from './client-registration.ts';
import { forgetDiscovery } from './discovery.ts';
import { type EndSession, endSessionUrl } from './end-session.ts';
import { asOAuthError, OAuthError } from './errors.ts';
import { createGrantHolder } from './grant-holder.ts';
import { type GrantRecord, renewedGrant, replacedTokens } from './grant-record.ts';
import { type HeldGrant, shownGrant, unexpiredAccessToken, usableAccessToken } from './held-grant.ts';
import type { Platform } from './platform.ts';
import { captureAuthorizationResponse } from './redirect-uri.ts';
import { createRetry } from './retry.ts';
import type { Session } from './session-interface.ts';
import { type SessionEvent, type SessionState, type SignedOutReason, transition } from './session-state.ts';
import {
  finishSignIn,
  isClientRefusal,
  isSamePerson,
  prepareSignIn,
  type SignInOptions,
  type SignInSettings,
} from './sign-in.ts';
import { isSignedOutSince, watchSignOuts } from './sign-outs.ts';
import { allowSilentSignIn, takeSilentSignIn } from './silent-sign-in.ts';
import { idle, singleFlight, track } from './single-flight.ts';
import { createSweep } from './sweep.ts';
import { acquireTab, listenForCopy, reacquireTab } from './tab-ownership.ts';
import { refreshToken, revokeGrant, type TokenResponse } from './token-endpoint.ts';
import { fetchUserinfo } from './userinfo.ts';
import { sessionKey } from './where-to-sign-in.ts';

/** Where a person signs in, and what the session does besides. */
export type SessionSettings = SignInSettings & {
  /**
   * The addresses that get the access token from `session.fetch`: origins and path prefixes, in whole segments, as
   * URLs or as paths of the app's own origin.
   */
  api?: readonly string[] | undefined;
  /** How the provider ends its own session; `client_id` unless set. */
  endSession?: EndSession | undefined;
  /**
   * Where the provider gave no refresh token: a tab that was signed in signs in again by `prompt=none` when its next
   * document restores the session, once, leaving the page and coming back. Off unless set.
   */
  silentSignIn?: boolean | undefined;
  /** Ask the provider's userinfo endpoint for more claims after a sign-in with `openid` and without `resource`. */
  userinfo?: boolean | undefined;
};

/** Sign-ins in a row that were to bring more scopes: with the first one, a person is asked three times at most. */
const MOST_STEP_UPS = 2;
/** A navigation that has not happened by then was stopped by the person. */
const REDIRECT_PATIENCE_MS = 15_000;
const REVOCATION_PATIENCE_MS = 2_000;

/** @throws nothing; `platform` has done so already if the browser lacks what is needed. */
export function createSession(settings: SessionSettings, platform: Platform): Session {
  const { redirectUri, postLogoutRedirectUri, endSession = 'client_id' } = settings;
  const key = sessionKey(settings);
  const { tab } = platform.storage;
  const listeners = new Set<() => void>();
  const signOuts = watchSignOuts(platform, key, () => void endByPerson());
  const refresh = singleFlight(platform, renew);
  const restore = singleFlight(platform, restoreGrant);
  const sweep = createSweep(platform, key);
  const grant = createGrantHolder(platform, key, signOuts, () => {
    dispatch({ type: 'restore-started' });
    void restore();
  });
  const retry = createRetry(platform, () => {
    // A failure shows in the snapshot.
    if (!isLeaving()) void refresh().catch(() => {});
  });
  let state: SessionState = { status: 'restoring' };
  let signingIn: Promise<void> | undefined;
  let cancelStay = () => {};
  let completed: Promise<{ returnTo: string }> | undefined;
  let response = captureAuthorizationResponse(platform, redirectUri);

  listenForCopy(platform, () => {
    // A sign-in that is under way brings a grant of its own.
    if (isLeaving()) grant.letGo();
    else if (grant.held()) end('duplicated-tab');
  });
  platform.listen('online', lookUp);
  platform.listen('visibilitychange', lookUp);
  platform.listen('pageshow', ({ persisted }) => {
    if (!persisted) return;
    stay();
    lookUp();
  });

  function dispatch(event: SessionEvent): void {
    state = transition(state, event);
    for (const listener of listeners) {
      try {
        listener();
      } catch (error) {
        // Reported as what it is, an uncaught error of the listener; the session and the other listeners go on.
        platform.schedule(() => {
          throw error;
        }, 0);
      }
    }
  }

  function show(held: HeldGrant): void {
    dispatch({ type: 'granted', grant: shownGrant(held) });
  }

  function isLeaving(): boolean {
    return state.status === 'discovering' || state.status === 'redirecting';
  }

  function hold(record: GrantRecord, token: TokenResponse, isSignedOut: () => boolean): void {
    const idToken = endSession === 'id_token_hint' ? token.idToken : undefined;
    const held = grant.hold(record, { ...token, idToken }, isSignedOut);
    if (settings.silentSignIn && !record.refreshToken) allowSilentSignIn(tab, key, record.signOutMark);
    retry.cancel();
    if (state.status !== 'discovering') show(held);
  }

  /** @returns a function that gives the tokens back. */
  function end(reason: SignedOutReason): () => Promise<void> {
    const revoke = grant.letGo();
    retry.cancel();
    dispatch({ type: 'ended', reason });
    return revoke;
  }

  /** The person signed out in another tab. */
  function endByPerson(): Promise<void> {
    return end('signed-out-in-another-tab')();
  }

  /** The server's last word, or the end of an access token that nothing renews. */
  function endByServer(refusal?: OAuthError): void {
    const revoke = end('session-ended');
    // The server may have changed; it is discovered again at the next sign-in.
    forgetDiscovery(tab, key);
    // Whatever shape the refusal had, the tokens may live on.
    if (!isClientRefusal(refusal)) void revoke();
  }

  /** A document that was asleep may have missed a sign-out, and the time of a retry. */
  function lookUp(): void {
    if (grant.held()?.isSignedOut()) void endByPerson();
    else retry.now();
  }

  async function leave(options: SignInOptions): Promise<void> {
    dispatch({ type: 'sign-in-started' });
    const isSignedOut = signOuts.watch(signOuts.latest());
    try {
      // A copy that is made while the person is at the server is told by the id.
      if (!(await ownsTab())) await reacquireTab(platform);
      const url = await prepareSignIn(platform, settings, options);
      // A response would be lost with this document, and the refresh token in it: of this session or another one.
      await idle(platform);
      if (isSignedOut()) return;
      dispatch({ type: 'redirect-started' });
      navigate(url);
    } catch (error) {
      forgetDiscovery(tab, key);
      if (!isSignedOut()) throw asOAuthError(error);
    } finally {
      // Found by the mark alone: a broadcast has ended the session by now.
      if (isSignedOut() && isLeaving()) void endByPerson();
    }
  }

  /** Two clicks are one sign-in. */
  function leaveOnce(options: SignInOptions): Promise<void> {
    signingIn = isLeaving() && signingIn ? signingIn : leave(options);
    return signingIn;
  }

  function navigate(url: string): void {
    cancelStay();
    cancelStay = platform.schedule(stay, REDIRECT_PATIENCE_MS);
    platform.navigate(url);
  }

  /** The navigation did not happen, or the person came back from it; what was granted before still is. */
  function stay(): void {
    const held = grant.held();
    if (state.status === 'signing-out') dispatch({ type: 'ended', reason: 'signed-out' });
    else if (state.status === 'redirecting' && held) show(held);
    else dispatch({ type: 'redirect-stalled' });
  }

  async function exchange(opened: string): Promise<{ returnTo: string }> {
    dispatch({ type: 'exchange-started' });
    const signOutMark = signOuts.latest();
    const isSignedOut = signOuts.watch(signOutMark);
    let returnTo: string | undefined;
    try {
      if (platform.framed) throw new OAuthError('framed');
      const code = validateAuthorizationResponse(platform, opened);
      returnTo = code.returnTo;
      // It may be of the session with another server, or of the tab that this one is a copy of.
      if (code.pending.sessionKey !== key || !(await ownsTab())) throw new OAuthError('unknown_state');
      const { record, token } = await finishSignIn(platform, code);
      if (isSignedOut()) {
        void revokeGrant(platform, record, token.accessToken);
        throw new OAuthError('signed_out');
      }
      const earlier = grant.kept()?.record;
      // Only what the same server gave the same client for the same person may go on in a new grant.
      const goesOn =
        code.pending.stepUp &&
        earlier &&
        !signOuts.watch(earlier.signOutMark)() &&
        earlier.server.issuer === record.server.issuer &&
        earlier.clientId === record.clientId &&
        earlier.identity?.subject === record.identity?.subject;
      const giveBack = grant.letGo();
      const replaced = goesOn ? replacedTokens(earlier) : undefined;
      hold({ ...record, signOutMark, replaced }, token, isSignedOut);
      if (settings.userinfo) void addUserinfo();
      if (!goesOn) void giveBack();
      return { returnTo };
    } catch (error) {
      const failure = isSignedOut() ? new OAuthError('signed_out') : asOAuthError(error);
      failure.returnTo ??= returnTo;
      if (failure.code === 'interaction_required') {
        dispatch({ type: 'ended', reason: 'not-signed-in' });
        return { returnTo: failure.returnTo ?? '/' };
      }
      fail(failure);
      throw failure;
    }
  }

  async function addUserinfo(): Promise<void> {
    const held = grant.held();
    const identity = held?.token && (await fetchUserinfo(platform, held.record, held.token.value));
    if (!identity || grant.held() !== held) return;
    grant.identify(identity);
    if (state.status === 'signed-in') show(held);
  }

  /** A sign-in was not finished: what was granted before it goes on, if anything was. */
  function fail(error: OAuthError): void {
    const failIfNothingElse = () => {
      if (state.status === 'exchanging') dispatch({ type: 'failed', error });
    };
    if (error.code === 'signed_out' && state.status === 'exchanging') void endByPerson();
    else if (grant.kept()) void restore().then(failIfNothingElse);
    else failIfNothingElse();
  }

  /** A storage that is too full for the id of a tab is too full for a grant that could be copied. */
  function ownsTab(): Promise<boolean> {
    return acquireTab(platform).catch(() => true);
  }

  async function renew(): Promise<string> {
    const isOwner = await ownsTab();
    // What a reload left is renewed also where nothing has restored it yet.
    const before = isOwner ? grant.takeOver() : grant.held();
    // A call that was under way at a sign-out. The sign-out has already told the person why.
    if (!before) throw new OAuthError('no_refresh_token');
    const postponed = retry.waiting();
    if (postponed) throw postponed;
    if (!isOwner) {
      end('duplicated-tab');
      throw new OAuthError('signed_out');
    }
    if (before.isSignedOut()) {
      await endByPerson();
      throw new OAuthError('signed_out');
    }
    const current = before.record.refreshToken;
    if (!current) {
      endByServer();
      throw new OAuthError('no_refresh_token');
    }
    dispatch({ type: 'refresh-started' });
    try {
      const token = await refreshToken(platform, { ...before.record, refreshToken: current });
      const record = renewedGrant(before.record, token);
      const goesOn = grant.held() === before && !before.isSignedOut();
      if (goesOn && isSamePerson(record, token, platform.now())) {
        hold(record, token, before.isSignedOut);
        return token.accessToken;
      }
      if (goesOn) endByServer();
      else if (grant.held() === before) void endByPerson();
      await revokeGrant(platform, record, token.accessToken);
      throw new OAuthError(goesOn ? 'id_token_invalid' : 'signed_out');
    } catch (error) {
      const failure = asOAuthError(error);
      if (isClientRefusal(failure)) forgetRegistration(platform, before.record.server.issuer);
      if (grant.held() === before) {
        if (failure.code === 'token_request_refused') endByServer(failure);
        else dispatch({ type: 'refresh-postponed', error: failure, retryAtMs: retry.postpone(failure) });
      }
      throw failure;
    }
  }

  function isSignedOutAfter(mark: string | undefined): boolean {
    return isSignedOutSince(platform.storage, key, mark);
  }

  async function accessToken(): Promise<string | undefined> {
    const before = grant.held();
    if (before?.isSignedOut()) await endByPerson();
    if (!before || grant.held() !== before) return undefined;
    const usable = usableAccessToken(before, platform.now());
    if (usable) return usable;
    return refresh().catch((error: unknown) => {
      const unexpired = grant.held() === before && unexpiredAccessToken(before, platform.now());
      if (unexpired) return unexpired;
      throw error;
    });
  }

  /** A call may be made before the app has restored the session, or finished the sign-in. */
  async function settledAccessToken(): Promise<string | undefined> {
    await completed?.catch(() => {});
    if (state.status === 'restoring' && !response) await restore();
    return accessToken();
  }

  async function refreshRejected(rejected?: string): Promise<string> {
    const current = grant.held()?.token?.value;
    return rejected && current && current !== rejected ? current : refresh();
  }

  async function restoreGrant(): Promise<void> {
    // A sign-in that is being finished replaces what the tab keeps.
    await completed?.catch(() => {});
    await platform.whenShown();
    // What a sign-out has ended is given back by any document that finds it, the original or a copy.
    sweep();
    const kept = grant.kept();
    if (kept && signOuts.watch(kept.record.signOutMark)()) return endByPerson();
    try {
      const isOriginal = await acquireTab(platform);
      const held = isOriginal ? grant.takeOver() : undefined;
      if (held && (held.isSignedOut() || !usableAccessToken(held, platform.now()))) await refresh();
      else if (held && !isLeaving()) show(held);
      else if (state.status !== 'restoring') return;
      else if (isOriginal && settings.silentSignIn && takeSilentSignIn(tab, key, isSignedOutAfter)) {
        const { pathname, search, hash } = new URL(platform.href());
        // Not waited for: it waits for what is under way here.
        void leaveOnce({ returnTo: pathname + search + hash, silent: true }).catch(() =>
          dispatch({ type: 'ended', reason: 'not-signed-in' }),
        );
      } else {
        dispatch({ type: 'ended', reason: kept && !platform.framed ? 'duplicated-tab' : 'not-signed-in' });
      }
    } catch (error) {
      // A refusal has signed out by now; anything else may pass, and the grant is kept for it.
      if (state.status === 'restoring') dispatch({ type: 'failed', error: asOAuthError(error) });
    }
  }

  return {
    getSnapshot: () => state,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    restore,
    signIn: (returnTo = '/', authorizationParameters) =>
      leaveOnce({ returnTo, authorizationParameters }).catch((error: OAuthError) =>
        dispatch({ type: 'failed', error }),
      ),
    async stepUp(scopes, returnTo = '/') {
      const { scopes: granted = [], stepUps = 0 } = grant.held()?.record ?? {};
      const pointless = scopes.every((scope) => granted.includes(scope));
      if (pointless || stepUps >= MOST_STEP_UPS) throw new OAuthError('step_up_exhausted');
      try {
        await leaveOnce({ returnTo, stepUp: { scopes, granted, attempt: stepUps + 1 } });
      } catch (error) {
        const held = grant.held();
        if (held) show(held);
        else dispatch({ type: 'failed', error: asOAuthError(error) });
        throw error;
      }
    },
    async completeSignIn() {
      response ??= captureAuthorizationResponse(platform, redirectUri, true);
      if (response === undefined) throw new OAuthError('no_authorization_response');
      completed ??= track(platform, exchange(response));
      return completed;
    },
    accessToken,
    fetch: createApiFetch(platform, settings.api ?? [], {
      accessToken: settledAccessToken,
      refresh: refreshRejected,
    }),
    refresh: refreshRejected,
    async signOut() {
      const { record } = grant.kept() ?? {};
      const idToken = grant.held()?.idToken;
      takeSilentSignIn(tab, key, isSignedOutAfter);
      const revoke = grant.letGo();
      retry.cancel();
      signOuts.announce();
      dispatch({ type: 'sign-out-started' });
      const patience = new Promise<void>((resolve) => platform.schedule(resolve, REVOCATION_PATIENCE_MS));
      await Promise.race([revoke(), patience]);
      if (state.status !== 'signing-out') return;
      const url = record && endSessionUrl(endSession, record, postLogoutRedirectUri, idToken);
      if (url) navigate(url);
      else if (endSession === 'client_id') stay();
      else dispatch({ type: 'ended', reason: 'signed-out-locally' });
    },
  };
}
