import type { registerClient } from './client-registration.ts';
import type { Locate } from './locate.ts';
import type { silentSignIn } from './silent-sign-in.ts';
import type { fetchUserinfo } from './userinfo.ts';
import type { WhereToSignIn } from './where-to-sign-in.ts';

/** What a session can do besides, as values: a bundler leaves out what an app does not name. */
export interface SessionParts<Where extends WhereToSignIn = WhereToSignIn> {
  /** Where to sign in: `byResource`, `byIssuer` or `byConfiguration`. */
  locate: Locate<Where>;
  /** Gets the app known to a server where the settings name no `clientId`: `registerClient`. */
  register?: typeof registerClient | undefined;
  /** `silentSignIn`: where there is no refresh token, a tab that was signed in signs in by `prompt=none`, once. */
  silentSignIn?: typeof silentSignIn | undefined;
  /** `fetchUserinfo`: asks for more claims after a sign-in with `openid` and without `resource`. */
  userinfo?: typeof fetchUserinfo | undefined;
}
