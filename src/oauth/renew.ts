import { forgetRegistration } from './client-registration.ts';
import { type DocumentSession, hold } from './document-session.ts';
import { asOAuthError, isClientRefusal, OAuthError, type OAuthErrorCode } from './errors.ts';
import { renewedGrant } from './grant-record.ts';
import { usableAccessToken } from './held-grant.ts';
import { requestTokens } from './present-token.ts';
import { restoreGrant } from './restore.ts';
import { revokeGrant } from './revocation.ts';
import { end, endByServer, endByUser } from './session-end.ts';
import { requireSameUser } from './sign-in.ts';
import { ownsTab } from './tab-ownership.ts';
import { refreshToken } from './token-endpoint.ts';

/** Renews the grant. Call `session.refresh` instead: it prevents concurrent runs. */
export async function renew(session: DocumentSession): Promise<string> {
  const { platform, settings, grant, retry } = session;
  const isOwner = await ownsTab(platform);
  // If the session is not restored yet, this loads its stored grant into memory, so that the grant can be renewed.
  const before = isOwner ? grant.takeOver() : grant.held();
  if (!before) throw new OAuthError('no_refresh_token');
  const postponed = retry.waiting();
  if (postponed) throw postponed;
  const requireHeld = () => {
    if (grant.held() !== before) throw new OAuthError('signed_out');
  };
  if (!isOwner) end(session, 'duplicated-tab');
  else if (before.isSignedOut()) await endByUser(session);
  requireHeld();
  const current = before.record.refreshToken;
  if (!current) {
    endByServer(session);
    throw new OAuthError('no_refresh_token');
  }
  session.show({ status: 'refreshing' });
  const fetch: typeof platform.fetch = (url, init) => {
    // Another document of this tab may have renewed the grant while this document created a proof.
    requireHeld();
    return platform.fetch(url, init);
  };
  const token = await requestTokens(settings, { ...platform, fetch }, before.record.dpopJkt, (proving) =>
    refreshToken(proving, { ...before.record, refreshToken: current }),
  ).catch((error) => {
    const failure = asOAuthError(error);
    if (isClientRefusal(failure)) forgetRegistration(platform, before.record.server.issuer);
    // A final refusal ends the session; after any other failure, the refresh is retried.
    if (grant.held() === before) {
      if (FINAL.includes(failure.code)) endByServer(session, failure);
      else session.show({ status: 'postponed', postponed: retry.postpone(failure) });
    }
    throw failure;
  });
  const record = renewedGrant(before.record, token);
  try {
    if (grant.held() === before && before.isSignedOut()) void endByUser(session);
    requireHeld();
    requireSameUser(record, token);
  } catch (error) {
    if (grant.held() === before) endByServer(session);
    await revokeGrant(platform, record, token.accessToken);
    throw error;
  }
  hold(session, record, token, before.isSignedOut);
  return token.accessToken;
}

/** The final refusal of the server, or the loss of the key that the grant is bound to. */
const FINAL: readonly OAuthErrorCode[] = ['token_request_refused', 'dpop_key_unavailable'];

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
  if (!before) return undefined;
  if (before.isSignedOut()) await endByUser(session);
  if (grant.held() !== before) return undefined;
  return (
    usableAccessToken(before, platform.now()) ??
    session.refresh().catch((error: unknown) => {
      // The old token works until it expires.
      if (grant.held() === before && platform.now() < Number(before.token?.expiresAtMs))
        return before.token?.value;
      throw error;
    })
  );
}

/** Waits for the session to be restored, or for the sign-in to complete, before it returns {@link accessToken}. */
export async function settledAccessToken(session: DocumentSession): Promise<string | undefined> {
  await session.completed?.catch(() => {});
  if (session.is('restoring') && !session.response) await restoreGrant(session);
  return accessToken(session);
}
