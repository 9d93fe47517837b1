import type { DocumentSession } from './document-session.ts';
import { endSessionUrl } from './end-session.ts';
import { leave } from './leave.ts';

const REVOCATION_TIMEOUT_MS = 2_000;

/** See `Session.signOut`. */
export async function signOut(session: DocumentSession): Promise<void> {
  const { settings, parts, platform, key, grant, retry, signOuts } = session;
  const { endSession = 'client_id', postLogoutRedirectUri } = settings;
  const record = grant.kept();
  const idToken = grant.held()?.idToken;
  parts.silentSignIn?.take(platform.storage, key);
  const revoke = grant.drop();
  retry.cancel();
  signOuts.announce();
  // A second call finds no grant. It must not stop the first call from opening the end-session page.
  if (session.is('signing-out')) return revoke();
  session.show({ status: 'signing-out' });
  const timeout = new Promise<void>((resolve) => platform.schedule(resolve, REVOCATION_TIMEOUT_MS));
  await Promise.race([revoke(), timeout]);
  if (!session.is('signing-out')) return;
  const url = record && endSessionUrl(endSession, record, postLogoutRedirectUri, idToken);
  if (url) leave(session, url);
  // Without a grant, there is no provider whose session could remain.
  else session.show({ status: 'signed-out', reason: record ? 'signed-out-locally' : 'signed-out' });
}
