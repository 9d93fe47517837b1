import { type AuthorizationCode, validateAuthorizationResponse } from './authorization-response.ts';
import { type DocumentSession, hold } from './document-session.ts';
import { asOAuthError, OAuthError } from './errors.ts';
import { continues, type GrantRecord, replacedTokens } from './grant-record.ts';
import { signedIn } from './held-grant.ts';
import { captureAuthorizationResponse } from './redirect-uri.ts';
import { revokeGrant } from './revocation.ts';
import { endByPerson } from './session-end.ts';
import { redeem } from './sign-in.ts';
import { track } from './single-flight.ts';
import { ownsTab } from './tab-ownership.ts';

/** See `Session.completeSignIn`. */
export async function completeSignIn(session: DocumentSession): Promise<{ returnTo: string }> {
  const { platform, settings } = session;
  session.response ??= captureAuthorizationResponse(platform, settings.redirectUri, true);
  if (session.response === undefined) throw new OAuthError('no_authorization_response');
  session.completed ??= track(platform, exchange(session, session.response));
  return session.completed;
}

async function exchange(session: DocumentSession, opened: string): Promise<{ returnTo: string }> {
  const { platform, parts, key, grant, signOuts } = session;
  session.show({ status: 'exchanging' });
  const signOutMark = signOuts.latest();
  const isSignedOut = signOuts.watch(signOutMark);
  let code: AuthorizationCode | undefined;
  try {
    if (platform.framed) throw new OAuthError('framed');
    code = validateAuthorizationResponse(platform, opened);
    // It may be of the session with another server, or of the tab that this one is a copy of.
    if (code.pending.sessionKey !== key || !(await ownsTab(platform))) throw new OAuthError('unknown_state');
    const { record, token } = await redeem(platform, code);
    if (isSignedOut()) {
      void revokeGrant(platform, record, token.accessToken);
      throw new OAuthError('signed_out');
    }
    const earlier = code.pending.stepUp && unendedGrant(session);
    const replaced = earlier && continues(earlier, record) ? replacedTokens(earlier) : undefined;
    const giveBack = grant.letGo();
    hold(session, { ...record, signOutMark, replaced }, token, isSignedOut);
    if (parts.userinfo) void addUserinfo(session);
    if (!replaced) void giveBack();
    return { returnTo: code.returnTo };
  } catch (error) {
    const failure = isSignedOut() ? new OAuthError('signed_out') : asOAuthError(error);
    failure.returnTo ??= code?.returnTo;
    if (failure.code === 'interaction_required') {
      session.show({ status: 'signed-out', reason: 'not-signed-in' });
      return { returnTo: failure.returnTo ?? '/' };
    }
    fail(session, failure);
    throw failure;
  }
}

/** The grant of this tab, unless the person has signed out of it. */
function unendedGrant({ grant, signOuts }: DocumentSession): GrantRecord | undefined {
  const record = grant.kept()?.record;
  return record && !signOuts.watch(record.signOutMark)() ? record : undefined;
}

/** More claims are no condition of a sign-in: nothing waits for them. */
async function addUserinfo(session: DocumentSession): Promise<void> {
  const { platform, parts, grant } = session;
  const held = grant.held();
  const identity = held?.token && (await parts.userinfo?.(platform, held.record, held.token.value));
  if (!identity || grant.held() !== held) return;
  grant.identify(identity);
  if (session.is('signed-in')) session.show(signedIn(held));
}

/** A sign-in was not finished: what was granted before it goes on, if anything was. */
function fail(session: DocumentSession, error: OAuthError): void {
  const { grant, restore } = session;
  const isExchanging = () => session.is('exchanging');
  const failIfNothingElse = () => {
    if (isExchanging()) session.show({ status: 'failed', error });
  };
  if (error.code === 'signed_out' && isExchanging()) void endByPerson(session);
  else if (grant.kept()) void restore().then(failIfNothingElse);
  else failIfNothingElse();
}
