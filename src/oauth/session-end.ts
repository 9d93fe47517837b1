import { forgetDiscovery } from './discovery.ts';
import type { DocumentSession } from './document-session.ts';
import { isClientRefusal, type OAuthError } from './errors.ts';
import type { SignedOutReason } from './session-state.ts';

/** @returns a function that gives the tokens back. */
export function end(session: DocumentSession, reason: SignedOutReason): () => Promise<void> {
  const revoke = session.grant.letGo();
  session.retry.cancel();
  session.show({ status: 'signed-out', reason });
  return revoke;
}

/** The person signed out in another tab. */
export function endByPerson(session: DocumentSession): Promise<void> {
  return end(session, 'signed-out-in-another-tab')();
}

/** The server's last word, or the end of an access token that nothing renews. */
export function endByServer(session: DocumentSession, refusal?: OAuthError): void {
  const revoke = end(session, 'session-ended');
  // The server may have changed; it is discovered again at the next sign-in.
  forgetDiscovery(session.platform.storage.tab, session.key);
  // Whatever shape the refusal had, the tokens may live on.
  if (!isClientRefusal(refusal)) void revoke();
}
