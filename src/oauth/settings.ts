import type { AuthorizationParameters } from './authorization-parameters.ts';
import type { ClientIdentification } from './client-identification.ts';
import type { Dpop } from './dpop.ts';
import type { EndSession } from './end-session.ts';
import type { WhereToSignIn } from './where-to-sign-in.ts';

/** The settings that every session has: the client, and what it requests. */
export interface AppSettings extends ClientIdentification {
  /**
   * By resource: requested in addition to the scopes of the resource server, if the authorization server lists them or
   * lists no scopes. By issuer or by configuration: exactly these scopes are requested; `openid` and `offline_access`
   * are not added.
   */
  scopes?: readonly string[] | undefined;
  /** By resource: requested in addition, only if the authorization server lists them. */
  scopesIfListed?: readonly string[] | undefined;
  /** By resource: requested instead of the scopes above and the scopes of the resource server. */
  exactScopes?: readonly string[] | undefined;
  /** Sent in every authorization request; see {@link AuthorizationParameters}. */
  authorizationParameters?: AuthorizationParameters | undefined;
  /**
   * For an app that shows the user the result of `discover` before a sign-in: sign-ins use this result until the app
   * discovers again. By default, each sign-in fetches the metadata again.
   */
  keepDiscovery?: boolean | undefined;
  /** How to end the session at the provider; `client_id` by default. */
  endSession?: EndSession | undefined;
  /** Binds the tokens to a key of this browser: `dpop('required')` or `dpop('when supported')`. Off by default. */
  dpop?: Dpop | undefined;
}

/** The settings of a session with all features. */
export type SessionSettings = AppSettings &
  WhereToSignIn & {
    /**
     * The addresses to which `session.fetch` sends the access token: origins and path prefixes, in whole segments, as
     * URLs or as paths of this origin. A prefix does not cover a path that hides `..`, as in `..%2f`.
     */
    api?: readonly string[] | undefined;
    /**
     * After a reload of a signed-in tab without a refresh token, starts a new sign-in: once, by a redirect with
     * `prompt=none`. Off by default.
     */
    silentSignIn?: boolean | undefined;
    /** Fetches further claims from the userinfo endpoint after a sign-in with `openid` and without `resource`. */
    userinfo?: boolean | undefined;
  };
