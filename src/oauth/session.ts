import { captureAuthorizationResponse } from './authorization-response.ts';
import { forgetRegistration } from './client-registration.ts';
import { forgetDiscovery } from './discovery.ts';
import { endSessionUrl } from './end-session.ts';
import { asOAuthError, OAuthError } from './errors.ts';
import { deleteGrant, type GrantRecord, readGrant, renewedGrant, saveGrant } from './grant-record.ts';
import { type HeldGrant, heldGrant, shownGrant, usableAccessToken } from './held-grant.ts';
import type { Platform } from './platform.ts';
import { type SessionEvent, type SessionState, type SignedOutReason, transition } from './session-state.ts';
import { finishSignIn, isClientRefusal, prepareSignIn, type SignInSettings, type StepUp } from './sign-in.ts';
import { leaveSignOutMark, signOutMark, signOutMessage } from './sign-out-mark.ts';
import { singleFlight } from './single-flight.ts';
import { claimTab } from './tab-ownership.ts';
import { refreshToken, revokeGrant, type TokenResponse } from './token-endpoint.ts';

export type SessionSettings = SignInSettings;

/**
 * One person's session with one resource server, in one tab. The access token lives in this object alone;
 * the refresh token in the `sessionStorage` of this tab. Made once, where the app is put together.
 */
export interface Session {
  getSnapshot(): SessionState;
  /** @returns a function that unsubscribes. */
  subscribe(listener: () => void): () => void;
  /** Continues the grant that this tab kept over a reload, if any. Never rejects: see the snapshot. */
  restore(): Promise<void>;
  /**
   * Finds the authorization server and leaves for it. Calls made meanwhile share one sign-in. Never
   * rejects: see the snapshot.
   *
   * @param returnTo the path to come back to; anything but a path of this origin becomes `/`.
   */
  signIn(returnTo?: string): Promise<void>;
  /**
   * Signs in again for more, after a 403 `insufficient_scope`: asks for the union of what the grant holds and
   * what the server demands (RFC 6750 §3.1). The grant at hand stays until the new one is there.
   *
   * @param scopes as the challenge named them.
   * @throws OAuthError `step_up_exhausted` when the scopes are granted already, or two sign-ins in a row
   * brought no more; otherwise as a sign-in fails. The session stands as it was.
   */
  stepUp(scopes: readonly string[], returnTo?: string): Promise<void>;
  /**
   * Finishes the sign-in whose answer this document was opened with. Repeated calls share one exchange.
   *
   * @returns where the person was.
   * @throws OAuthError `signed_out` when a sign-out overtook it; otherwise as the answer and the exchange fail, and
   * a session that stood before still stands.
   */
  completeSignIn(): Promise<{ returnTo: string }>;
  /**
   * The access token to send now; a new one if the old one has expired. `undefined` when nobody is signed in.
   *
   * @throws OAuthError when a refresh was needed and failed.
   */
  accessToken(): Promise<string | undefined>;
  /**
   * Gets a new access token. Calls made meanwhile share one request.
   *
   * @param rejected the access token that a server answered with 401; if another one has come since, that
   * one is returned and nothing is sent.
   * @throws OAuthError; a refusal has ended the session by then, a network failure has not.
   */
  refresh(rejected?: string): Promise<string>;
  /**
   * Forgets the tokens here and in every other tab, revokes them, and leaves for the authorization server's
   * end-session page if it has one (OpenID Connect RP-Initiated Logout 1.0).
   */
  signOut(): Promise<void>;
}

/** Sign-ins in a row that were to bring more scopes: with the first one, a person is asked three times at most. */
const MOST_STEP_UPS = 2;
/** A navigation that has not happened by then was stopped by the person. */
const REDIRECT_PATIENCE_MS = 15_000;

/** @throws nothing; `platform` has done so already if the browser lacks what is needed. */
export function createSession(settings: SessionSettings, platform: Platform): Session {
  const { serverUrl, redirectUri } = settings;
  const { tab } = platform.storage;
  const listeners = new Set<() => void>();
  let state: SessionState = { status: 'restoring' };
  let held: HeldGrant | undefined;
  let signOuts = 0;
  let response = captureAuthorizationResponse(platform, redirectUri);
  let signingIn: Promise<void> | undefined;
  const refresh = singleFlight(renew);
  const restore = singleFlight(restoreGrant);

  platform.broadcast.addEventListener('message', ({ data }) => {
    if (data === signOutMessage(serverUrl)) void end('signed-out-in-another-tab');
  });

  function dispatch(event: SessionEvent): void {
    state = transition(state, event);
    for (const listener of listeners) listener();
  }

  function hold(record: GrantRecord, token: TokenResponse): void {
    held = heldGrant(record, token, platform.now());
    saveGrant(tab, serverUrl, record);
    show(held);
  }

  function show(grant: HeldGrant): void {
    dispatch({ type: 'granted', grant: shownGrant(grant) });
  }

  /** The grant of this tab, also while it is still to be continued. */
  function currentRecord(): GrantRecord | undefined {
    return held?.record ?? readGrant(tab, serverUrl);
  }

  /** Forgets first, tells the server second: whatever the network does, this tab is signed out. */
  async function end(reason: SignedOutReason): Promise<void> {
    const ended = currentRecord();
    const accessToken = held?.accessToken;
    held = undefined;
    deleteGrant(tab, serverUrl);
    dispatch({ type: 'ended', reason });
    if (reason === 'session-ended') {
      // Whoever refused may not be the one to ask any more: the servers are asked again.
      forgetDiscovery(tab, serverUrl);
      return;
    }
    signOuts += 1;
    if (ended) await revokeGrant(platform, ended, accessToken);
  }

  async function leave(returnTo: string, stepUp?: StepUp): Promise<void> {
    dispatch({ type: 'sign-in-started' });
    const before = signOuts;
    try {
      const url = await prepareSignIn(platform, settings, returnTo, stepUp);
      // Whoever has signed out meanwhile does not want to go there any more.
      if (signOuts !== before) return;
      dispatch({ type: 'redirect-started' });
      platform.schedule(stay, REDIRECT_PATIENCE_MS);
      platform.navigate(url);
    } catch (error) {
      forgetDiscovery(tab, serverUrl);
      if (signOuts === before) throw asOAuthError(error);
    }
  }

  /** Two clicks are one sign-in. */
  function leaveOnce(returnTo: string, stepUp?: StepUp): Promise<void> {
    const leaving = state.status === 'discovering' || state.status === 'redirecting';
    signingIn = leaving && signingIn ? signingIn : leave(returnTo, stepUp);
    return signingIn;
  }

  /** The navigation did not happen; whatever was granted before still is. */
  function stay(): void {
    if (held && state.status === 'redirecting') show(held);
    else dispatch({ type: 'redirect-stalled' });
  }

  async function exchange(): Promise<{ returnTo: string }> {
    const url = response;
    response = undefined;
    if (url === undefined) throw new OAuthError('no_authorization_response');
    dispatch({ type: 'exchange-started' });
    const before = signOuts;
    try {
      const [{ record, token, returnTo }] = await Promise.all([
        finishSignIn(platform, settings, url),
        // The tab must be held before a refresh token lies in its storage, or a copy made at once would take it.
        // A storage that is too full for the tab's id is too full for the grant.
        claimTab(platform).catch(() => false),
      ]);
      // The broadcast may have been missed, and the mark not been stored; either will do.
      if (signOuts === before && signedOutElsewhere(record)) void end('signed-out-in-another-tab');
      if (signOuts === before) {
        const earlier = readGrant(tab, serverUrl);
        // Ended elsewhere while this tab was away to sign in again; nobody has told its server yet.
        if (earlier && signedOutElsewhere(earlier)) void revokeGrant(platform, earlier, undefined);
        hold(record, token);
        return { returnTo };
      }
      void revokeGrant(platform, record, token.accessToken);
    } catch (error) {
      const failure = asOAuthError(error);
      const fail = () => {
        if (state.status === 'exchanging') dispatch({ type: 'failed', error: failure });
      };
      if (signOuts === before) {
        if (readGrant(tab, serverUrl)) void restore().then(fail);
        else fail();
        throw failure;
      }
    }
    // Whatever became of the answer.
    throw new OAuthError('signed_out');
  }

  /** A tab that slept through a sign-out heard nothing of it. */
  function signedOutElsewhere({ signOutMark: mark }: GrantRecord): boolean {
    return signOutMark(platform, serverUrl) !== mark;
  }

  async function renew(): Promise<string> {
    const before = held;
    // A call that was under way at a sign-out is refused after it, and has no reason of its own to tell.
    if (!before) throw new OAuthError('no_refresh_token');
    if (signedOutElsewhere(before.record)) {
      await end('signed-out-in-another-tab');
      throw new OAuthError('signed_out');
    }
    const refreshable = before.record.refreshToken;
    if (!refreshable) {
      await end('session-ended');
      throw new OAuthError('no_refresh_token');
    }
    dispatch({ type: 'refresh-started' });
    try {
      const token = await refreshToken(platform, { ...before.record, refreshToken: refreshable });
      const renewed = renewedGrant(before.record, token);
      if (held === before && signedOutElsewhere(before.record)) void end('signed-out-in-another-tab');
      if (held !== before) {
        await revokeGrant(platform, renewed, token.accessToken);
        throw new OAuthError('signed_out');
      }
      hold(renewed, token);
      return token.accessToken;
    } catch (error) {
      const refused = error instanceof OAuthError && error.code === 'token_request_refused';
      if (isClientRefusal(error)) forgetRegistration(platform, before.record.server.issuer);
      if (held === before && refused) await end('session-ended');
      else dispatch({ type: 'refresh-postponed' });
      throw error;
    }
  }

  async function restoreGrant(): Promise<void> {
    try {
      const original = await claimTab(platform);
      const record = readGrant(tab, serverUrl);
      if (!original) deleteGrant(tab, serverUrl);
      if (!original || !record) {
        const reason = record ? 'duplicated-tab' : 'not-signed-in';
        if (state.status === 'restoring') dispatch({ type: 'ended', reason });
        return;
      }
      held ??= { record };
      if (!held.accessToken) await refresh();
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
    signIn: (returnTo = '/') =>
      leaveOnce(returnTo).catch((error: OAuthError) => dispatch({ type: 'failed', error })),
    async stepUp(scopes, returnTo = '/') {
      const { scopes: granted = [], stepUps = 0 } = held?.record ?? {};
      const pointless = scopes.every((scope) => granted.includes(scope));
      if (pointless || stepUps >= MOST_STEP_UPS) throw new OAuthError('step_up_exhausted');
      try {
        await leaveOnce(returnTo, { scopes, granted, attempt: stepUps + 1 });
      } catch (error) {
        if (held) show(held);
        else dispatch({ type: 'failed', error: asOAuthError(error) });
        throw error;
      }
    },
    completeSignIn: singleFlight(exchange),
    async accessToken() {
      if (held && signedOutElsewhere(held.record)) await end('signed-out-in-another-tab');
      if (!held) return undefined;
      return usableAccessToken(held, platform.now()) ?? refresh();
    },
    async refresh(rejected) {
      const current = held?.accessToken;
      return rejected && current && current !== rejected ? current : refresh();
    },
    async signOut() {
      const { clientId, server } = currentRecord() ?? {};
      leaveSignOutMark(platform, serverUrl);
      platform.broadcast.postMessage(signOutMessage(serverUrl));
      await end('signed-out');
      if (clientId && server?.endSessionEndpoint) {
        platform.navigate(endSessionUrl(server.endSessionEndpoint, clientId, settings.postLogoutRedirectUri));
      }
    },
  };
}
