import type { registerClient } from './client-registration.ts';
import type { Locate } from './locate.ts';
import type { silentSignIn } from './silent-sign-in.ts';
import type { fetchUserinfo } from './userinfo.ts';
import type { WhereToSignIn } from './where-to-sign-in.ts';

/** The optional parts of a session, as values, so that a bundler leaves out unused ones. */
export interface SessionParts<Where extends WhereToSignIn = WhereToSignIn> {
  /** Finds the authorization server: `byResource`, `byIssuer` or `byConfiguration`. */
  locate: Locate<Where>;
  /** `registerClient`: registers the app when the settings have no `clientId`. */
  register?: typeof registerClient | undefined;
  /** `silentSignIn`: signs in with `prompt=none` after a reload, once, when there is no refresh token. */
  silentSignIn?: typeof silentSignIn | undefined;
  /** `fetchUserinfo`: fetches further claims after a sign-in with `openid` and without `resource`. */
  userinfo?: typeof fetchUserinfo | undefined;
}
