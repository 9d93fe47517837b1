import { forgetDiscovery } from './discovery.ts';
import { type DocumentSession, isLeaving } from './document-session.ts';
import { asOAuthError, OAuthError } from './errors.ts';
import { signedIn } from './held-grant.ts';
import { leave } from './leave.ts';
import { endByPerson } from './session-end.ts';
import type { Session } from './session-interface.ts';
import { prepareSignIn, type SignInOptions } from './sign-in.ts';
import { idle } from './single-flight.ts';
import { ownsTab, reacquireTab } from './tab-ownership.ts';

/** Sign-ins in a row that were to bring more scopes: with the first one, a person is asked three times at most. */
const MOST_STEP_UPS = 2;

/** Finds the authorization server and leaves for it. Two clicks are one sign-in. */
export function startSignIn(session: DocumentSession, options: SignInOptions): Promise<void> {
  const underWay = isLeaving(session) ? session.signingIn : undefined;
  session.signingIn = underWay ?? leaveForSignIn(session, options);
  return session.signingIn;
}

async function leaveForSignIn(session: DocumentSession, options: SignInOptions): Promise<void> {
  const { platform, key, signOuts } = session;
  session.show({ status: 'discovering' });
  const isSignedOut = signOuts.watch(signOuts.latest());
  try {
    // A copy that is made while the person is at the server is told by the id.
    if (!(await ownsTab(platform))) await reacquireTab(platform);
    const url = await prepareSignIn(session, options);
    // A response would be lost with this document, and the refresh token in it: of this session or another one.
    await idle(platform);
    if (isSignedOut()) return;
    session.show({ status: 'redirecting' });
    leave(session, url);
  } catch (error) {
    forgetDiscovery(platform.storage.tab, key);
    if (!isSignedOut()) throw asOAuthError(error);
  } finally {
    // Found by the mark alone: a broadcast has ended the session by now.
    if (isSignedOut() && isLeaving(session)) void endByPerson(session);
  }
}

/** See {@link Session.signIn}. */
export function signIn(
  session: DocumentSession,
  ...[returnTo = '/', authorizationParameters]: Parameters<Session['signIn']>
): Promise<void> {
  return startSignIn(session, { returnTo, authorizationParameters }).catch((error: OAuthError) =>
    session.show({ status: 'failed', error }),
  );
}

/** See {@link Session.stepUp}. */
export async function stepUp(
  session: DocumentSession,
  ...[scopes, returnTo = '/']: Parameters<Session['stepUp']>
): Promise<void> {
  const { grant } = session;
  const { scopes: granted = [], stepUps = 0 } = grant.held()?.record ?? {};
  const pointless = scopes.every((scope) => granted.includes(scope));
  if (pointless || stepUps >= MOST_STEP_UPS) throw new OAuthError('step_up_exhausted');
  try {
    await startSignIn(session, { returnTo, stepUp: { scopes, granted, attempt: stepUps + 1 } });
  } catch (error) {
    const held = grant.held();
    if (held) session.show(signedIn(held));
    else session.show({ status: 'failed', error: asOAuthError(error) });
    throw error;
  }
}
