import { forgetRegistration } from './client-registration.ts';
import { type DocumentSession, hold } from './document-session.ts';
import { asOAuthError, isClientRefusal, OAuthError } from './errors.ts';
import { renewedGrant } from './grant-record.ts';
import { type HeldGrant, unexpiredAccessToken, usableAccessToken } from './held-grant.ts';
import { revokeGrant } from './revocation.ts';
import { end, endByPerson, endByServer } from './session-end.ts';
import { isSamePerson } from './sign-in.ts';
import { ownsTab } from './tab-ownership.ts';
import { refreshToken } from './token-endpoint.ts';

/** Renews the grant. One at a time: `session.refresh` is for callers. */
export async function renew(session: DocumentSession): Promise<string> {
  const { platform, grant, retry } = session;
  const isOwner = await ownsTab(platform);
  // What a reload left is renewed also where nothing has restored it yet.
  const before = isOwner ? grant.takeOver() : grant.held();
  // A call that was under way at a sign-out. The sign-out has already told the person why.
  if (!before) throw new OAuthError('no_refresh_token');
  const postponed = retry.waiting();
  if (postponed) throw postponed;
  if (!isOwner) {
    end(session, 'duplicated-tab');
    throw new OAuthError('signed_out');
  }
  if (before.isSignedOut()) {
    await endByPerson(session);
    throw new OAuthError('signed_out');
  }
  const current = before.record.refreshToken;
  if (!current) {
    endByServer(session);
    throw new OAuthError('no_refresh_token');
  }
  session.show({ status: 'refreshing' });
  const token = await refreshToken(platform, { ...before.record, refreshToken: current }).catch((error) => {
    throw notRenewed(session, before, asOAuthError(error));
  });
  const record = renewedGrant(before.record, token);
  const goesOn = grant.held() === before && !before.isSignedOut();
  if (goesOn && isSamePerson(record, token, platform.now())) {
    hold(session, record, token, before.isSignedOut);
    return token.accessToken;
  }
  if (goesOn) endByServer(session);
  else if (grant.held() === before) void endByPerson(session);
  await revokeGrant(platform, record, token.accessToken);
  throw new OAuthError(goesOn ? 'id_token_invalid' : 'signed_out');
}

/** Ends the session on the server's last word; anything else is tried again. */
function notRenewed(session: DocumentSession, before: HeldGrant, failure: OAuthError): OAuthError {
  const { platform, grant, retry } = session;
  if (isClientRefusal(failure)) forgetRegistration(platform, before.record.server.issuer);
  if (grant.held() === before) {
    if (failure.code === 'token_request_refused') endByServer(session, failure);
    else session.show({ status: 'postponed', error: failure, retryAtMs: retry.postpone(failure) });
  }
  return failure;
}

/** See `Session.refresh`. */
export async function refreshRejected(
  { grant, refresh }: DocumentSession,
  rejected: string | undefined,
): Promise<string> {
  const current = grant.held()?.token?.value;
  return rejected && current && current !== rejected ? current : refresh();
}

/** See `Session.accessToken`. */
export async function accessToken(session: DocumentSession): Promise<string | undefined> {
  const { platform, grant } = session;
  const before = grant.held();
  if (before?.isSignedOut()) await endByPerson(session);
  if (!before || grant.held() !== before) return undefined;
  const usable = usableAccessToken(before, platform.now());
  if (usable) return usable;
  return session.refresh().catch((error: unknown) => {
    const unexpired = grant.held() === before && unexpiredAccessToken(before, platform.now());
    if (unexpired) return unexpired;
    throw error;
  });
}

/** A call may be made before the app has restored the session, or finished the sign-in. */
export async function settledAccessToken(session: DocumentSession): Promise<string | undefined> {
  await session.completed?.catch(() => {});
  if (session.is('restoring') && !session.response) await session.restore();
  return accessToken(session);
}
