import type { DocumentSession } from './document-session.ts';
import { endSessionUrl } from './end-session.ts';
import { leave, stay } from './leave.ts';

const REVOCATION_PATIENCE_MS = 2_000;

/** See `Session.signOut`. */
export async function signOut(session: DocumentSession): Promise<void> {
  const { settings, parts, platform, key, grant, retry, signOuts } = session;
  const { endSession = 'client_id', postLogoutRedirectUri } = settings;
  const { record } = grant.kept() ?? {};
  const idToken = grant.held()?.idToken;
  parts.silentSignIn?.take(platform.storage, key);
  const revoke = grant.letGo();
  retry.cancel();
  signOuts.announce();
  session.show({ status: 'signing-out' });
  const patience = new Promise<void>((resolve) => platform.schedule(resolve, REVOCATION_PATIENCE_MS));
  await Promise.race([revoke(), patience]);
  if (!session.is('signing-out')) return;
  const url = record && endSessionUrl(endSession, record, postLogoutRedirectUri, idToken);
  if (url) leave(session, url);
  else if (endSession === 'client_id') stay(session);
  else session.show({ status: 'signed-out', reason: 'signed-out-locally' });
}
