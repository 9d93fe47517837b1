import { createAuthorizationRequest } from './authorization-request.ts';
import { validateAuthorizationResponse } from './authorization-response.ts';
import { discover, forgetDiscovery } from './discovery.ts';
import { OAuthError } from './errors.ts';
import { deleteGrant, type GrantRecord, readGrant, saveGrant } from './grant-record.ts';
import { readIdToken } from './id-token.ts';
import { savePendingAuthorization } from './pending-authorization.ts';
import { requireWebCrypto } from './pkce.ts';
import type { Platform } from './platform.ts';
import { sameOriginPath } from './return-to.ts';
import { joinScopes } from './scope.ts';
import { type SessionEvent, type SessionState, type SignedOutReason, transition } from './session-state.ts';
import { claimTab } from './tab-ownership.ts';
import { exchangeCode, refreshToken, revokeToken, type TokenResponse } from './token-endpoint.ts';

export interface SessionSettings {
  /** The MCP server (or any resource server with RFC 9728 metadata) to get tokens for. */
  serverUrl: string;
  clientId: string;
  /** The callback route, absolute, exactly as it is registered. */
  redirectUri: string;
  /** Asked for besides what the resource server wants, if the authorization server lists them: `openid`, … */
  scopes?: readonly string[];
  /** Where the authorization server may send the person after signing out, as registered. */
  postLogoutRedirectUri?: string;
}

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
   * Finishes the sign-in whose answer this document was opened with. Repeated calls share one exchange.
   *
   * @returns where the person was.
   * @throws OAuthError; a session that stood before still stands.
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

/** A token is renewed this long before it expires, so that it does not expire on its way. */
const RENEW_AHEAD_MS = 10_000;
/** Renewals ahead of a refusal come no closer together, however short the server makes its tokens. */
const RENEW_INTERVAL_MS = 5_000;
/** A navigation that has not happened by then was stopped by the person. */
const REDIRECT_PATIENCE_MS = 15_000;

/** @throws nothing; `platform` has done so already if the browser lacks what is needed. */
export function createSession(settings: SessionSettings, platform: Platform): Session {
  const { serverUrl, clientId, redirectUri } = settings;
  const { tab } = platform.storage;
  const listeners = new Set<() => void>();
  let state: SessionState = { status: 'restoring' };
  let held: { record: GrantRecord; accessToken?: string; expiresAtMs?: number | undefined } | undefined;
  let renewedAtMs = Number.NEGATIVE_INFINITY;
  let response = captureAuthorizationResponse(platform, redirectUri);
  let ownership: Promise<boolean> | undefined;
  let signingIn: Promise<void> | undefined;
  let completing: Promise<{ returnTo: string }> | undefined;
  const refresh = singleFlight(renew);
  const restore = singleFlight(restoreGrant);

  platform.broadcast.onmessage = ({ data }) => {
    if (data === signOutMessage(serverUrl)) void end('signed-out-in-another-tab');
  };

  function dispatch(event: SessionEvent): void {
    state = transition(state, event);
    for (const listener of listeners) listener();
  }

  function hold(record: GrantRecord, token: TokenResponse): void {
    held = { record, accessToken: token.accessToken, expiresAtMs: token.expiresAtMs };
    renewedAtMs = platform.now();
    saveGrant(tab, serverUrl, record);
    dispatch({
      type: 'granted',
      grant: {
        issuer: record.server.issuer,
        resource: record.resource,
        clientId: record.clientId,
        scopes: record.scopes,
        identity: record.identity,
        expiresAtMs: token.expiresAtMs,
        refreshable: Boolean(record.refreshToken),
      },
    });
  }

  /** Forgets first, tells the server second: whatever the network does, this tab is signed out. */
  async function end(reason: SignedOutReason): Promise<void> {
    const ended = held;
    held = undefined;
    deleteGrant(tab, serverUrl);
    dispatch({ type: 'ended', reason });
    if (ended && reason !== 'session-ended') await revoke(ended.record, ended.accessToken);
  }

  async function revoke(record: GrantRecord, accessToken: string | undefined): Promise<void> {
    try {
      if (record.refreshToken) await revokeToken(platform, record, record.refreshToken, 'refresh_token');
      else if (accessToken) await revokeToken(platform, record, accessToken, 'access_token');
    } catch {
      // The tokens are gone from here and expire at the server; signing out must not fail over it.
    }
  }

  async function startSignIn(returnTo: string): Promise<void> {
    dispatch({ type: 'sign-in-started' });
    try {
      requireWebCrypto();
      if (platform.framed) throw new OAuthError('framed');
      if (new URL(redirectUri).origin !== new URL(platform.href()).origin) {
        throw new OAuthError('origin_mismatch');
      }
      const { resource, server, challengedScopes } = await discover(platform, serverUrl);
      const { scopesSupported } = server;
      const extra = [...(settings.scopes ?? []), 'offline_access'];
      const request = await createAuthorizationRequest(platform, {
        server,
        clientId,
        redirectUri,
        resource: resource.resource,
        scope: joinScopes(
          challengedScopes.length ? challengedScopes : resource.scopesSupported,
          extra.filter((scope) => scopesSupported.includes(scope)),
        ),
        returnTo: sameOriginPath(returnTo, redirectUri),
      });
      savePendingAuthorization(tab, request.pending);
      dispatch({ type: 'redirect-started' });
      platform.schedule(() => dispatch({ type: 'redirect-stalled' }), REDIRECT_PATIENCE_MS);
      platform.navigate(request.url);
    } catch (error) {
      forgetDiscovery(tab, serverUrl);
      dispatch({ type: 'failed', error: asOAuthError(error) });
    }
  }

  async function exchange(url: string): Promise<{ returnTo: string }> {
    dispatch({ type: 'exchange-started' });
    try {
      const code = validateAuthorizationResponse(platform, url);
      const { pending } = code;
      void own();
      const token = await exchangeCode(platform, code);
      const { server, resource, nonce } = pending;
      const identity =
        token.idToken === undefined
          ? undefined
          : readIdToken(token.idToken, { ...pending, issuer: server.issuer, nowMs: platform.now(), nonce });
      const scopes = token.scopes ?? pending.scope?.split(' ') ?? [];
      const { clientId } = pending;
      hold({ server, clientId, resource, scopes, identity, refreshToken: token.refreshToken }, token);
      return { returnTo: sameOriginPath(pending.returnTo, redirectUri) };
    } catch (error) {
      const failure = asOAuthError(error);
      if (readGrant(tab, serverUrl)) void restore();
      else dispatch({ type: 'failed', error: failure });
      throw failure;
    }
  }

  async function renew(): Promise<string> {
    const before = held;
    const refreshable = before?.record.refreshToken;
    if (!before || !refreshable) {
      await end('session-ended');
      throw new OAuthError('no_refresh_token');
    }
    dispatch({ type: 'refresh-started' });
    try {
      const token = await refreshToken(platform, { ...before.record, refreshToken: refreshable });
      const { record } = before;
      const renewed = {
        ...record,
        refreshToken: token.refreshToken ?? refreshable,
        // A refresh may narrow a grant, never widen it (RFC 6749 §6).
        scopes: token.scopes?.filter((scope) => record.scopes.includes(scope)) ?? record.scopes,
      };
      if (held !== before) {
        await revoke(renewed, token.accessToken);
        throw new OAuthError('signed_out');
      }
      hold(renewed, token);
      return token.accessToken;
    } catch (error) {
      const refused = error instanceof OAuthError && error.code === 'token_request_refused';
      if (held === before && refused) await end('session-ended');
      else dispatch({ type: 'refresh-postponed' });
      throw error;
    }
  }

  function own(): Promise<boolean> {
    ownership ??= claimTab(platform);
    return ownership;
  }

  async function restoreGrant(): Promise<void> {
    try {
      const original = await own();
      const record = readGrant(tab, serverUrl);
      if (!original) deleteGrant(tab, serverUrl);
      if (!original || !record) {
        const reason = record ? 'duplicated-tab' : 'not-signed-in';
        if (state.status === 'restoring') dispatch({ type: 'ended', reason });
        return;
      }
      held = { record };
      await refresh();
    } catch (error) {
      // A refusal has signed out by now; anything else may pass, and the grant is kept for it.
      if (held || state.status === 'restoring') dispatch({ type: 'failed', error: asOAuthError(error) });
    }
  }

  return {
    getSnapshot: () => state,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    restore,
    signIn(returnTo = '/') {
      if (state.status === 'redirecting' && signingIn) return signingIn;
      signingIn = state.status === 'discovering' && signingIn ? signingIn : startSignIn(returnTo);
      return signingIn;
    },
    completeSignIn() {
      if (response !== undefined) {
        completing = exchange(response).finally(() => {
          completing = undefined;
        });
        response = undefined;
      }
      return completing ?? Promise.reject(new OAuthError('no_authorization_response'));
    },
    async accessToken() {
      if (!held) return undefined;
      const { accessToken, expiresAtMs = Number.POSITIVE_INFINITY, record } = held;
      const now = platform.now();
      const due = now > expiresAtMs - RENEW_AHEAD_MS && Math.abs(now - renewedAtMs) > RENEW_INTERVAL_MS;
      return accessToken && !(due && record.refreshToken) ? accessToken : refresh();
    },
    async refresh(rejected) {
      const current = held?.accessToken;
      return rejected && current && current !== rejected ? current : refresh();
    },
    async signOut() {
      const endSessionEndpoint = held?.record.server.endSessionEndpoint;
      platform.broadcast.postMessage(signOutMessage(serverUrl));
      await end('signed-out');
      if (endSessionEndpoint) platform.navigate(endSessionUrl(endSessionEndpoint, settings));
    },
  };
}

/** Calls made while the work is under way share it. */
function singleFlight<Result>(work: () => Promise<Result>): () => Promise<Result> {
  let running: Promise<Result> | undefined;
  return () => {
    running ??= work().finally(() => {
      running = undefined;
    });
    return running;
  };
}

function signOutMessage(serverUrl: string): string {
  return `sign-out ${serverUrl}`;
}

/**
 * The ID token would tell the server whose session to end without asking, but it would stand in a URL: the
 * client identifier does, and the server asks the person instead.
 */
function endSessionUrl(endpoint: string, { clientId, postLogoutRedirectUri }: SessionSettings): string {
  const url = new URL(endpoint);
  url.searchParams.set('client_id', clientId);
  if (postLogoutRedirectUri) url.searchParams.set('post_logout_redirect_uri', postLogoutRedirectUri);
  return url.href;
}

/**
 * Takes the answer out of the address bar before anything else runs: a code in the address reaches the
 * history, the Referer and every script of the page (RFC 9700 §4.2, §4.3).
 *
 * @returns the callback URL as it was opened; `undefined` anywhere but at the redirect URI.
 */
function captureAuthorizationResponse(platform: Platform, redirectUri: string): string | undefined {
  const opened = platform.href();
  const { pathname, search, hash } = new URL(opened);
  if (pathname !== new URL(redirectUri).pathname || !(search || hash)) return undefined;
  platform.replaceUrl(pathname);
  return opened;
}

/** Anything else that went wrong is a defect; it keeps its cause and gets a code all the same. */
function asOAuthError(error: unknown): OAuthError {
  return error instanceof OAuthError ? error : new OAuthError('unreachable', { cause: error });
}
