import { createSession, type Platform, pendingSessionKey, type SessionState } from '../../oauth/index.ts';
import type { OpenListener } from './listener.ts';
import { nodePlatform } from './node-platform.ts';

export interface SignInOptions {
  serverUrl: string;
  /** A registered client. If absent, the program registers itself. */
  clientId?: string | undefined;
  path: string;
  fetch: Platform['fetch'];
  openListener: OpenListener;
  visit(url: string): Promise<void>;
}

/**
 * Signs in as a command line program does (RFC 8252 §7.3): listens at a port of 127.0.0.1, takes the user's browser
 * to the authorization server, and redeems the returned code. The code verifier stays in the memory of the program.
 * Except for the listener and the platform, the sign-in is the code of `src/oauth`.
 *
 * @returns the session, which holds the tokens until its sign-out.
 * @throws OAuthError; NoSignIn if the program cannot listen.
 */
export async function signIn({ serverUrl, clientId, path, fetch, openListener, visit }: SignInOptions) {
  const listener = await openListener({ port: 0, path });
  let opened = '';
  let callback = listener.redirectUri;
  const platform = nodePlatform({
    fetch,
    navigate(url) {
      opened = url;
    },
    href: () => callback,
  });
  const session = createSession(
    {
      serverUrl,
      clientId,
      clientName: 'pkce-lab',
      scopesIfListed: ['openid', 'profile'],
      redirectUri: listener.redirectUri,
    },
    platform,
  );
  try {
    await session.signIn('/');
    if (!opened) throw failureOf(session.getSnapshot());
    // If the request was pushed, its address has no `state` (RFC 9126 §4), but the session knows the `state`.
    const arriving = listener.responseTo(
      (state) => pendingSessionKey(platform.storage.tab, state) !== undefined,
    );
    await visit(opened);
    callback = await arriving;
    await session.completeSignIn();
  } finally {
    listener.close();
  }
  return session;
}

function failureOf(state: SessionState): Error {
  return state.status === 'failed'
    ? state.error
    : new Error(`The sign-in did not begin: the session is ${state.status}.`);
}
