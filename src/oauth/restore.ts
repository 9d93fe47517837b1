import { type DocumentSession, isLeaving } from './document-session.ts';
import { asOAuthError } from './errors.ts';
import { signedIn, usableAccessToken } from './held-grant.ts';
import { endByPerson } from './session-end.ts';
import { startSignIn } from './start-sign-in.ts';
import { acquireTab } from './tab-ownership.ts';

/** Continues the grant that the tab kept. One at a time: `session.restore` is for callers. */
export async function restoreGrant(session: DocumentSession): Promise<void> {
  const { platform, grant, signOuts } = session;
  const isRestoring = () => session.is('restoring');
  // A sign-in that is being finished replaces what the tab keeps.
  await session.completed?.catch(() => {});
  await platform.whenShown();
  // What a sign-out has ended is given back by any document that finds it, the original or a copy.
  session.sweep();
  const kept = grant.kept();
  if (kept && signOuts.watch(kept.record.signOutMark)()) return endByPerson(session);
  try {
    const isOriginal = await acquireTab(platform);
    const held = isOriginal ? grant.takeOver() : undefined;
    if (held && (held.isSignedOut() || !usableAccessToken(held, platform.now()))) await session.refresh();
    else if (held && !isLeaving(session)) session.show(signedIn(held));
    else if (isRestoring() && !(isOriginal && signsInSilently(session))) {
      const isCopy = kept && !platform.framed;
      session.show({ status: 'signed-out', reason: isCopy ? 'duplicated-tab' : 'not-signed-in' });
    }
  } catch (error) {
    // A refusal has signed out by now; anything else may pass, and the grant is kept for it.
    if (isRestoring()) session.show({ status: 'failed', error: asOAuthError(error) });
  }
}

/** @returns whether the tab may, and so leaves. */
function signsInSilently(session: DocumentSession): boolean {
  const { platform, parts, key } = session;
  if (!parts.silentSignIn?.take(platform.storage, key)) return false;
  const { pathname, search, hash } = new URL(platform.href());
  // Not waited for: it waits for what is under way here.
  void startSignIn(session, { returnTo: pathname + search + hash, silent: true }).catch(() =>
    session.show({ status: 'signed-out', reason: 'not-signed-in' }),
  );
  return true;
}
