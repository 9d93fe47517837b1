import type { DocumentSession } from './document-session.ts';
import { isClientRefusal, type OAuthError } from './errors.ts';
import type { SignedOutReason } from './session-state.ts';

/** Ends the session locally. @returns a function that revokes the tokens. */
export function end(session: DocumentSession, reason: SignedOutReason): () => Promise<void> {
  const revoke = session.grant.drop();
  session.retry.cancel();
  session.show({ status: 'signed-out', reason });
  return revoke;
}

/** Ends the session because the user signed out in another tab, or in a later document of this tab. */
export function endByUser(session: DocumentSession): Promise<void> {
  return end(session, session.signOuts.isHere() ? 'signed-out' : 'signed-out-in-another-tab')();
}

/** Ends the session because the refusal of the server is final, or because the access token cannot be renewed. */
export function endByServer(session: DocumentSession, refusal?: OAuthError): void {
  const revoke = end(session, 'session-ended');
  // The tokens may still be valid, except when the server no longer knows the client.
  if (!isClientRefusal(refusal)) void revoke();
}
