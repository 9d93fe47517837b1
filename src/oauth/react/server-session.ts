import type { Session, SessionState } from '../index.ts';

/** What a server renders: it has no tab, so nobody is signed in. One object, as React wants a snapshot to be. */
export const SERVER_STATE: SessionState = { status: 'signed-out', reason: 'not-signed-in' };

/**
 * A session for rendering on a server, where there is no `browserPlatform`. It shows nobody signed in, and does
 * nothing else: effects and event handlers, which use a session, run in browsers only.
 */
export const serverSession: Session = {
  getSnapshot: () => SERVER_STATE,
  subscribe: () => () => {},
  restore: async () => {},
  signIn: unavailable,
  stepUp: unavailable,
  completeSignIn: unavailable,
  accessToken: async () => undefined,
  fetch: unavailable,
  refresh: unavailable,
  signOut: unavailable,
};

async function unavailable(): Promise<never> {
  throw new Error('A session is used in a browser, and not while a server renders.');
}
