import type { DocumentSession } from './document-session.ts';
import { signedIn } from './held-grant.ts';

/** A navigation that has not happened by then was stopped by the person. */
const REDIRECT_PATIENCE_MS = 15_000;

/** Leaves the document for a page of the authorization server. */
export function leave(session: DocumentSession, url: string): void {
  session.cancelStay?.();
  session.cancelStay = session.platform.schedule(() => stay(session), REDIRECT_PATIENCE_MS);
  session.platform.navigate(url);
}

/** The navigation did not happen, or the person came back from it; what was granted before still is. */
export function stay(session: DocumentSession): void {
  const held = session.grant.held();
  if (session.is('signing-out')) session.show({ status: 'signed-out', reason: 'signed-out' });
  else if (session.is('redirecting'))
    session.show(held ? signedIn(held) : { status: 'signed-out', reason: 'not-signed-in' });
}
