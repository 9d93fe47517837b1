import type { AuthorizationParameters } from './authorization-parameters.ts';
import { forgetDiscovery } from './discovery.ts';
import { type DocumentSession, isLeaving } from './document-session.ts';
import { asOAuthError, OAuthError } from './errors.ts';
import { signedIn } from './held-grant.ts';
import { leave } from './leave.ts';
import { endByUser } from './session-end.ts';
import { prepareSignIn, type SignInOptions } from './sign-in.ts';
import { idle } from './single-flight.ts';
import { reacquireTab } from './tab-ownership.ts';

/** The maximum number of consecutive step-ups: with the first sign-in, the user is asked at most three times. */
const MOST_STEP_UPS = 2;

/** Finds the authorization server and navigates to it. Concurrent calls share one sign-in. */
export function startSignIn(session: DocumentSession, options: SignInOptions): Promise<void> {
  if (session.signingIn && isLeaving(session)) return session.signingIn;
  const started = leaveForSignIn(session, options, () => session.signingIn !== started);
  session.signingIn = started;
  return started;
}

async function leaveForSignIn(
  session: DocumentSession,
  options: SignInOptions,
  isReplaced: () => boolean,
): Promise<void> {
  const { platform, settings, signOuts, key } = session;
  session.show({ status: 'discovering' });
  signOuts.forget();
  const isSignedOut = signOuts.watch(signOuts.latest());
  // Once the session has ended, a newer sign-in may be running. Only the newest sign-in changes the state and
  // navigates.
  const isEnded = () => isReplaced() || isSignedOut();
  try {
    // The tab needs its id before the sign-in leaves this document, so that a copy made meanwhile is detected.
    await reacquireTab(platform);
    const url = await prepareSignIn(session, options);
    // A pending response, of this or another session, and its refresh token would be lost with this document.
    await idle(platform);
    if (isEnded()) return;
    session.show({ status: 'redirecting' });
    leave(session, url);
  } catch (error) {
    if (!isEnded()) throw asOAuthError(error);
  } finally {
    // The server may change, so the next sign-in fetches its metadata again.
    if (!settings.keepDiscovery) forgetDiscovery(platform.storage.tab, key);
    // Only the stored mark shows this sign-out, because a broadcast would already have ended the session.
    if (isSignedOut() && !isReplaced() && isLeaving(session)) void endByUser(session);
  }
}

/** See {@link Session.signIn}. */
export function signIn(
  session: DocumentSession,
  returnTo?: string,
  authorizationParameters?: AuthorizationParameters,
): Promise<void> {
  return startSignIn(session, { returnTo, authorizationParameters }).catch((error: OAuthError) =>
    showFailure(session, error, error),
  );
}

/** Shows that a sign-in failed. An earlier session continues, with `signInError` if the caller does not throw it. */
function showFailure(session: DocumentSession, error: OAuthError, signInError?: OAuthError): void {
  const held = session.grant.held();
  session.show(held ? { ...signedIn(held), signInError } : { status: 'failed', error });
}

/** See {@link Session.stepUp}. */
export async function stepUp(
  session: DocumentSession,
  scopes: readonly string[],
  returnTo?: string,
): Promise<void> {
  const { scopes: granted = [], stepUps = 0 } = session.grant.held()?.record ?? {};
  const alreadyGranted = scopes.every((scope) => granted.includes(scope));
  if (alreadyGranted || stepUps >= MOST_STEP_UPS) throw new OAuthError('step_up_exhausted');
  const demand = { scopes, granted, attempt: stepUps + 1 };
  await startSignIn(session, { returnTo, stepUp: demand }).catch((error: OAuthError) => {
    showFailure(session, error);
    throw error;
  });
}
