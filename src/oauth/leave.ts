import type { DocumentSession } from './document-session.ts';
import { signedIn } from './held-grant.ts';

/** After this time, the user is assumed to have stopped the navigation. */
const NAVIGATION_TIMEOUT_MS = 15_000;

/** Navigates to a page of the authorization server. */
export function leave(session: DocumentSession, url: string): void {
  session.cancelTimer?.();
  session.cancelTimer = session.platform.schedule(() => stayOnPage(session), NAVIGATION_TIMEOUT_MS);
  session.platform.navigate(url);
}

/** Handles a navigation that did not happen, or from which the user came back. An earlier grant is still valid. */
export function stayOnPage(session: DocumentSession): void {
  const held = session.grant.held();
  if (session.is('signing-out')) session.show({ status: 'signed-out', reason: 'signed-out' });
  else if (session.is('redirecting'))
    session.show(held ? signedIn(held) : { status: 'signed-out', reason: 'not-signed-in' });
}
