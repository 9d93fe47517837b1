import type { AuthorizationParameters } from './authorization-parameters.ts';
import type { ClientIdentification } from './client-identification.ts';
import type { EndSession } from './end-session.ts';
import type { WhereToSignIn } from './where-to-sign-in.ts';

/** As which client a person signs in, and what is asked for: the settings of every session. */
export interface AppSettings extends ClientIdentification {
  /**
   * By resource: asked for besides what the resource server wants, those that the authorization server lists, or
   * all where it lists none. Otherwise: exactly these, `openid` and `offline_access` included or not.
   */
  scopes?: readonly string[] | undefined;
  /** By resource: asked for besides, those that the authorization server lists, and none where it lists none. */
  scopesIfListed?: readonly string[] | undefined;
  /** Sent in every authorization request; see {@link AuthorizationParameters}. */
  authorizationParameters?: AuthorizationParameters | undefined;
  /** How the provider ends its own session; `client_id` unless set. */
  endSession?: EndSession | undefined;
}

/** Where a person signs in, and what the session does besides. */
export type SessionSettings = AppSettings &
  WhereToSignIn & {
    /**
     * The addresses that get the access token from `session.fetch`: origins and path prefixes, in whole segments, as
     * URLs or as paths of the app's own origin.
     */
    api?: readonly string[] | undefined;
    /**
     * Where the provider gave no refresh token: a tab that was signed in signs in again by `prompt=none` when its next
     * document restores the session, once, leaving the page and coming back. Off unless set.
     */
    silentSignIn?: boolean | undefined;
    /** Ask the provider's userinfo endpoint for more claims after a sign-in with `openid` and without `resource`. */
    userinfo?: boolean | undefined;
  };
