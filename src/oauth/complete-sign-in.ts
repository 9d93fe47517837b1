import { type AuthorizationCode, validateAuthorizationResponse } from './authorization-response.ts';
import { type DocumentSession, hold } from './document-session.ts';
import { asOAuthError, OAuthError } from './errors.ts';
import { continuesGrant, refreshTokens, saveGrant } from './grant-record.ts';
import { type HeldGrant, signedIn } from './held-grant.ts';
import { presentToken } from './present-token.ts';
import { captureAuthorizationResponse } from './redirect-uri.ts';
import { adoptGrant, restoreGrant } from './restore.ts';
import { sameOriginPath } from './return-to.ts';
import { revokeGrant } from './revocation.ts';
import { endByUser } from './session-end.ts';
import { redeem } from './sign-in.ts';
import { track } from './single-flight.ts';
import { deleteRecord, keepRecord, readRecord } from './stored-record.ts';
import { ownsTab } from './tab-ownership.ts';
import { earlierSessionKey } from './where-to-sign-in.ts';

/** The maximum number of replaced refresh tokens in a grant, because the storage of a tab is small. */
const MOST_REPLACED = 10;

/** See `Session.completeSignIn`. */
export async function completeSignIn(session: DocumentSession): Promise<{ returnTo: string }> {
  const { platform, settings } = session;
  session.response ??= captureAuthorizationResponse(platform, settings.redirectUri, true);
  if (session.response === undefined) {
    // After a reload of the callback page, the user may still be signed in.
    void restoreGrant(session);
    throw new OAuthError('no_authorization_response', { returnTo: keptReturnTo(session) });
  }
  session.completed ??= track(platform, exchange(session, session.response));
  return session.completed;
}

async function exchange(session: DocumentSession, opened: string): Promise<{ returnTo: string }> {
  const { platform, settings, key, grant, signOuts } = session;
  session.show({ status: 'exchanging' });
  const signOutMark = signOuts.latest();
  const isSignedOut = signOuts.watch(signOutMark);
  let code: AuthorizationCode | undefined;
  try {
    if (platform.framed) throw new OAuthError('framed');
    // A prerendered document has a copy of the storage of its tab, so a deleted record would come back.
    await platform.whenShown();
    // Begun before any refusal: a document of this tab in Chromium's back/forward cache has an old copy of the storage, so
    // Back would bring the deleted record back. The message of `ownsTab` makes the browser discard such a document.
    void ownsTab(platform);
    code = validateAuthorizationResponse(platform, opened);
    keepReturnTo(session, code.returnTo);
    const { pending } = code;
    // The sign-in may belong to another session, for example a session with this issuer whose settings name no client.
    // It may also belong to the tab from which this tab was copied.
    const earlier = pending.clientId === settings.clientId && earlierSessionKey(key);
    if (![key, earlier].includes(pending.sessionKey) || !(await ownsTab(platform))) {
      throw new OAuthError('unknown_state');
    }
    // The new grant also replaces a grant that an earlier version of the app stored.
    adoptGrant(session);
    // A sign-out ends a silent sign-in that began before it, because the user did not start that sign-in.
    if (pending.silent && signOuts.watch(pending.signOutMark)()) throw new OAuthError('signed_out');
    const [record, token] = await redeem(session, code);
    if (isSignedOut()) {
      void revokeGrant(platform, record, token.accessToken);
      throw new OAuthError('signed_out');
    }
    const current = pending.stepUp && grant.kept();
    const continued =
      current && !signOuts.watch(current.signOutMark)() && continuesGrant(current, record)
        ? current
        : undefined;
    const replaced = continued && refreshTokens(continued).slice(0, MOST_REPLACED);
    const revokeEarlier = grant.drop();
    const held = hold(session, { ...record, signOutMark, replaced }, token, isSignedOut);
    void addUserinfo(session, held, token.accessToken);
    if (continued) void settings.dpop?.deleteKey(continued.dpopJkt);
    else void revokeEarlier();
    deleteRecord(platform.storage.tab, RETURN_TO);
    return { returnTo: code.returnTo };
  } catch (error) {
    const failure = isSignedOut() ? new OAuthError('signed_out') : asOAuthError(error);
    failure.returnTo ??= code?.returnTo ?? keptReturnTo(session);
    const { returnTo } = failure;
    if (failure.code === 'interaction_required' && returnTo) {
      session.show({ status: 'signed-out', reason: 'not-signed-in' });
      return { returnTo };
    }
    if (returnTo) keepReturnTo(session, returnTo);
    const showFailure = () => {
      if (session.is('exchanging')) session.show({ status: 'failed', error: failure });
    };
    if (failure.code === 'signed_out' && session.is('exchanging')) void endByUser(session);
    // An earlier grant, if any, continues.
    else if (grant.kept()) void restoreGrant(session).then(showFailure);
    else showFailure();
    throw failure;
  }
}

/**
 * The key of the record that keeps `returnTo` until a sign-in succeeds. The response has been removed from the URL, so
 * after a reload, `returnTo` is only in this record.
 */
const RETURN_TO = 'oauth:return-to';

function keepReturnTo({ platform }: DocumentSession, returnTo: string): void {
  // If the storage is full, `returnTo` is lost only at a reload.
  keepRecord(platform.storage.tab, RETURN_TO, { returnTo });
}

function keptReturnTo({ platform, settings }: DocumentSession): string | undefined {
  const record = readRecord(platform.storage.tab, RETURN_TO);
  return record && sameOriginPath(record.returnTo, settings.redirectUri);
}

/** Adds further claims of the user to the grant. The sign-in neither depends on these claims nor waits for them. */
async function addUserinfo(session: DocumentSession, held: HeldGrant, accessToken: string): Promise<void> {
  const { platform, parts, grant } = session;
  // A subscriber of the session may have signed the user out.
  if (grant.held() !== held) return;
  const fetch = presentToken(session, accessToken);
  const identity = await parts.userinfo?.({ ...platform, fetch }, held.record, accessToken);
  if (!identity || grant.held() !== held) return;
  // The object stays the same, because a running refresh compares the grant by identity.
  held.record = { ...held.record, identity };
  saveGrant(platform.storage.tab, session.key, held.record);
  if (session.is('signed-in')) session.show(signedIn(held));
}
