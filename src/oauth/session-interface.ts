import type { AuthorizationParameters } from './authorization-parameters.ts';
import type { SessionState } from './session-state.ts';

/**
 * One person's session with one resource server, in one tab. The access token lives in this object alone;
 * the refresh token in the `sessionStorage` of this tab. Made once, where the app is put together.
 */
export interface Session {
  getSnapshot(): SessionState;
  /** @returns a function that unsubscribes. */
  subscribe(listener: () => void): () => void;
  /**
   * Continues the grant that this tab kept over a reload, if any; nothing in a frame. Never rejects: see the
   * snapshot. Where the servers cannot be reached, it goes on by itself later.
   */
  restore(): Promise<void>;
  /**
   * Finds the authorization server and leaves for it. Calls made meanwhile share one sign-in. Never
   * rejects: see the snapshot.
   *
   * @param returnTo the path to come back to; anything but a path of this origin becomes `/`.
   * @param parameters sent besides and in place of those in the settings: `prompt`, `login_hint`, …
   */
  signIn(returnTo?: string, parameters?: AuthorizationParameters): Promise<void>;
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
   * Finishes the sign-in whose response this document was opened with. There is one exchange, and every call has
   * its outcome.
   *
   * @returns where the person was.
   * @throws OAuthError `signed_out` when the person signed out meanwhile; otherwise as the response and the exchange
   * fail. Its `returnTo` says where the person was. A session from before goes on.
   */
  completeSignIn(): Promise<{ returnTo: string }>;
  /**
   * The access token to send now; a new one if the old one is about to expire, or the old one again if a refresh
   * is not possible right now. `undefined` when nobody is signed in.
   *
   * @throws OAuthError when a refresh was needed and failed.
   */
  accessToken(): Promise<string | undefined>;
  /**
   * The Fetch API, with the access token on requests to the addresses in `settings.api`, and on no others. The token
   * replaces an `Authorization` of the caller; a request with one follows no redirect (`manual` shows it). Waits
   * for a session that is being restored. After a 401 the token is renewed once and the request sent once more;
   * where that is not possible, or its body was a stream, the 401 is returned. Otherwise as `fetch`, streams
   * and abort included; the body of a `Request` is read before it is sent.
   *
   * @throws OAuthError `insufficient_scope` with the `scopes` that the API demands, for {@link stepUp}; `unsafe_url`
   * where an address in the settings is none; or as {@link accessToken}. And what `fetch` throws.
   */
  fetch(input: RequestInfo | URL, init?: RequestInit): Promise<Response>;
  /**
   * Gets a new access token. Calls made meanwhile share one request.
   *
   * @param rejected the access token that a server answered with 401; if another one has come since, that
   * one is returned and nothing is sent.
   * @throws OAuthError; `token_request_refused` has ended the session by then, any other failure has not: the
   * refresh is tried again by itself. While the server asks to wait, nothing is sent.
   */
  refresh(rejected?: string): Promise<string>;
  /**
   * Forgets the tokens here and in every other tab, revokes them, and leaves for the authorization server's
   * end-session page if it has one, as `settings.endSession` says. Waits 2 seconds for the revocation at
   * most, and goes nowhere once something else has begun.
   */
  signOut(): Promise<void>;
}

/** A session of chosen parts; see `composeSession`. */
export interface ComposedSession extends Omit<Session, 'fetch'> {
  /**
   * As {@link Session.accessToken}, but waits for a session that is being restored and for a sign-in that is being
   * finished; for `createApiFetch`.
   */
  settledAccessToken(): Promise<string | undefined>;
}
