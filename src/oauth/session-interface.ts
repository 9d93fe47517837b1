import type { AuthorizationParameters } from './authorization-parameters.ts';
import type { Platform } from './platform.ts';
import type { SessionState } from './session-state.ts';

/**
 * The session of one user with one resource server, in one tab. The refresh token is in the `sessionStorage` of the tab.
 * The access token is in memory, and in the storage only between two documents. Create the session once, at the start of
 * the app.
 */
export interface Session {
  getSnapshot(): SessionState;
  /** @returns a function that unsubscribes. */
  subscribe(listener: () => void): () => void;
  /**
   * Continues the stored grant of this tab after a reload, but not in a frame. Never rejects: see the snapshot. If
   * a server is unreachable, the session retries automatically.
   */
  restore(): Promise<void>;
  /**
   * Finds the authorization server and navigates to it. Concurrent calls share one sign-in. Never rejects: see the
   * snapshot. If the sign-in fails, an earlier session continues.
   *
   * @param returnTo the path to return to, or a URL of this origin; anything else becomes `/`.
   * @param parameters of this sign-in, such as `prompt` or `login_hint`. Each is sent in addition to the parameters in
   * the settings, or replaces the parameter with the same name.
   */
  signIn(returnTo?: string, parameters?: AuthorizationParameters): Promise<void>;
  /**
   * Signs in again for more scopes, after a 403 `insufficient_scope`: requests the scopes of the grant and those that
   * the server demands (RFC 6750 §3.1). The current grant stays until the new one replaces it.
   *
   * @param scopes the scopes in the challenge.
   * @throws OAuthError `step_up_exhausted` when the scopes are already granted, or when the grants of two
   * consecutive step-ups each lack a demanded scope. For any other failure, throws the OAuthError with which a sign-in would fail.
   * An earlier session continues.
   */
  stepUp(scopes: readonly string[], returnTo?: string): Promise<void>;
  /**
   * Completes the sign-in whose response is in the URL of this document. All calls share one exchange and its result.
   *
   * @returns the path to return to.
   * @throws OAuthError `signed_out` if the user has signed out meanwhile; `framed` in a frame; otherwise with a code
   * from one of these groups of {@link OAuthErrorCode}: authorization response, token endpoint, proof of possession,
   * any request. If the response belongs to a sign-in, the error has its `returnTo`. An earlier session continues.
   */
  completeSignIn(): Promise<{ returnTo: string }>;
  /**
   * Returns the access token. If it is about to expire and there is a refresh token, first refreshes it; if that is not
   * possible now, returns the old token until it expires. Returns `undefined` when no user is signed in.
   *
   * @throws OAuthError when a required refresh failed.
   */
  accessToken(): Promise<string | undefined>;
  /**
   * The Fetch API, with the access token only on requests to the addresses in `settings.api`. The token replaces the
   * `Authorization` header of the caller. A request with a token follows no redirect: it fails, or with the redirect
   * mode `manual` returns the redirect response. Waits for a session that is being restored. After a 401, renews the
   * token and sends the request again, once; if that is not possible, if the renewed token is refused, too, or if the
   * body is a stream, returns the 401.
   * Otherwise works like `fetch`, even with streams and aborts. The body of a `Request` is read before it is sent.
   *
   * @throws OAuthError `insufficient_scope` with the `scopes` that the API demands, for {@link stepUp}; `unsafe_url`
   * for an invalid address in the settings. Also throws the errors of {@link accessToken} and of `fetch`.
   */
  fetch(input: RequestInfo | URL, init?: RequestInit): Promise<Response>;
  /**
   * Returns a `fetch` that presents an access token of this session: as a bearer token (RFC 6750 §2.1), or with a proof
   * for each request if the token is bound to a key (RFC 9449 §7.1). Unlike {@link fetch}, it checks no address: use it
   * only where a library decides where a token goes.
   *
   * @param fetch sends the requests; by default, the `fetch` of the platform.
   * @returns a function that still works after the session has ended. Its calls reject with OAuthError `signed_out` if
   * no user was signed in when `presenting` was called, and `settings.dpop` is set.
   */
  presenting(accessToken: string, fetch?: Platform['fetch']): Platform['fetch'];
  /**
   * Gets a new access token. Concurrent calls share one request.
   *
   * @param rejected the access token that caused a 401. If there is a newer token, it is returned without a request.
   * @throws OAuthError. After `token_request_refused`, `dpop_key_unavailable`, `id_token_invalid`, `no_refresh_token`
   * or `signed_out`, the session has ended. After any other failure, the refresh is retried automatically; if the
   * server has responded, no request is sent before the retry is due.
   */
  refresh(rejected?: string): Promise<string>;
  /**
   * Deletes the tokens in every tab, revokes them, and, depending on `settings.endSession`, navigates to the
   * end-session page of the authorization server. Waits at most 2 seconds for the revocation, and does not navigate if
   * another operation starts meanwhile.
   */
  signOut(): Promise<void>;
}

/** A session of selected parts; see `composeSession`. */
export interface ComposedSession extends Omit<Session, 'fetch'> {
  /** Like {@link Session.accessToken}, but first waits for a pending restore or sign-in. `createApiFetch` uses it. */
  settledAccessToken(): Promise<string | undefined>;
}
