import type { Session, SessionState } from '../index.ts';

/** The state during server rendering: signed out. It is always the same object: React compares by identity. */
export const SERVER_STATE: SessionState = { status: 'signed-out', reason: 'not-signed-in' };

/**
 * A session for server rendering, without `browserPlatform`. It is signed out, and the methods that would send a request
 * fail: effects and event handlers run only in browsers.
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
  presenting: () => unavailable,
  refresh: unavailable,
  signOut: unavailable,
};

async function unavailable(): Promise<never> {
  throw new Error('A session can be used only in a browser, not during server rendering.');
}
