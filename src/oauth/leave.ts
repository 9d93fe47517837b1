import { type DocumentSession, show } from './document-session.ts';

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
  const { snapshot, grant } = session;
  const { status } = snapshot.state();
  const held = grant.held();
  if (status === 'signing-out') snapshot.dispatch({ type: 'ended', reason: 'signed-out' });
  else if (status === 'redirecting' && held) show(session, held);
  else snapshot.dispatch({ type: 'redirect-stalled' });
}
