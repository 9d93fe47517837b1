import { type DocumentSession, isLeaving } from './document-session.ts';
import { asOAuthError } from './errors.ts';
import { deleteGrant, readGrant, saveGrant } from './grant-record.ts';
import { signedIn, usableAccessToken } from './held-grant.ts';
import { endByUser } from './session-end.ts';
import { startSignIn } from './start-sign-in.ts';
import { acquireTab } from './tab-ownership.ts';
import { earlierSessionKey } from './where-to-sign-in.ts';

/** Continues the stored grant of the tab. Concurrent calls share one refresh. */
export async function restoreGrant(session: DocumentSession): Promise<void> {
  const { platform, grant, signOuts } = session;
  // A sign-in that is being completed replaces the stored grant.
  await session.completed?.catch(() => {});
  await platform.whenShown();
  adoptGrant(session);
  const kept = grant.kept();
  if (kept && signOuts.watch(kept.signOutMark)()) return endByUser(session);
  try {
    const isOriginal = await acquireTab(platform);
    const held = isOriginal ? grant.takeOver() : undefined;
    if (held && (held.isSignedOut() || !usableAccessToken(held, platform.now()))) await session.refresh();
    else if (held && !isLeaving(session)) session.show(signedIn(held));
    else if (session.is('restoring') && !(isOriginal && startSilentSignIn(session))) {
      const isCopy = kept && !platform.framed;
      const reason = isCopy ? 'duplicated-tab' : signOuts.isHere() ? 'signed-out' : 'not-signed-in';
      session.show({ status: 'signed-out', reason });
    }
  } catch (error) {
    // A refusal has already ended the session. Any other failure may be temporary, so the grant is kept.
    if (session.is('restoring')) session.show({ status: 'failed', error: asOAuthError(error) });
  }
}

/**
 * Renames a grant that an earlier version of the app has stored. If the earlier version was deployed again, its sign-in
 * is newer than the grant of this version, and replaces that grant.
 */
export function adoptGrant({ platform, key, settings, grant, cleanUp }: DocumentSession): void {
  // Any document, original or copy, revokes the grants that a sign-out has ended.
  cleanUp();
  const { tab } = platform.storage;
  const earlier = earlierSessionKey(key);
  const record = earlier !== key && readGrant(tab, earlier);
  if (!record || record.clientId !== settings.clientId) return;
  deleteGrant(tab, earlier);
  void grant.drop()();
  saveGrant(tab, key, record);
}

/** Starts a silent sign-in, if the tab has a record that allows one. @returns whether it started. */
function startSilentSignIn(session: DocumentSession): boolean {
  const { platform, parts, key } = session;
  if (!parts.silentSignIn?.take(platform.storage, key)) return false;
  const { pathname, search, hash } = new URL(platform.href());
  // Not awaited, because the sign-in waits for this restore.
  void startSignIn(session, { returnTo: pathname + search + hash, silent: true }).catch(() =>
    session.show({ status: 'signed-out', reason: 'not-signed-in' }),
  );
  return true;
}
