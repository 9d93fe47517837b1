import { renderToString } from 'react-dom/server';
import { describe, expect, it } from 'vitest';
import type { SessionState } from '../index.ts';
import { memoryStorage } from '../testing/platform.ts';
import { signedIn } from '../testing/signed-in.ts';
import { RequireScopes } from './RequireScopes.tsx';
import { SessionProvider } from './SessionProvider.tsx';
import { isLoop, mayLeave, SignInAutomatically } from './SignInAutomatically.tsx';
import { serverSession } from './server-session.ts';

const guards = (
  <>
    <RequireScopes
      scopes={['notes:read']}
      missing={(lacking) => `lacks ${lacking}`}
      otherwise={(state) => `scopes: ${state.status}; `}
    >
      {() => 'allowed'}
    </RequireScopes>
    <SignInAutomatically otherwise={(state) => `sign-in: ${state.status}`}>
      {() => 'shown'}
    </SignInAutomatically>
  </>
);
const text = (html: string) => html.replaceAll('<!-- -->', '');

describe('server rendering', () => {
  it('is signed out, does not throw, and does not need a browser', () => {
    expect('document' in globalThis || 'location' in globalThis).toBe(false);
    const html = renderToString(<SessionProvider session={serverSession}>{guards}</SessionProvider>);
    expect(text(html)).toBe('scopes: signed-out; sign-in: signed-out');
  });

  it('shows a signed-in session as signed out, because its output is for every user', async () => {
    const { session } = await signedIn();
    expect(session.getSnapshot().status).toBe('signed-in');
    const html = renderToString(<SessionProvider session={session}>{guards}</SessionProvider>);
    expect(text(html)).toBe('scopes: signed-out; sign-in: signed-out');
  });

  it('cannot start a sign-in', async () => {
    await serverSession.restore();
    expect(await serverSession.accessToken()).toBeUndefined();
    await expect(serverSession.signIn()).rejects.toThrow('in a browser');
    await expect(serverSession.fetch('https://api.example/')).rejects.toThrow('in a browser');
    expect(Object.keys(serverSession).sort()).toEqual(Object.keys((await signedIn()).session).sort());
  });
});

describe('an automatic sign-in', () => {
  it.each<[string, SessionState, boolean]>([
    ['is allowed for a user who has not signed in', { status: 'signed-out', reason: 'not-signed-in' }, true],
    ['is allowed after the session has ended', { status: 'signed-out', reason: 'session-ended' }, true],
    ['is not allowed after a sign-out', { status: 'signed-out', reason: 'signed-out' }, false],
    [
      'is not allowed after a sign-out in another tab',
      { status: 'signed-out', reason: 'signed-out-in-another-tab' },
      false,
    ],
    ['is not allowed after a local sign-out', { status: 'signed-out', reason: 'signed-out-locally' }, false],
    ['is not allowed during a restore', { status: 'restoring' }, false],
    ['is not allowed during a sign-in', { status: 'redirecting' }, false],
  ])('%s', (_when, state, expected) => expect(mayLeave(state)).toBe(expected));

  it('is started at most three times in half a minute in a tab', () => {
    const tab = memoryStorage();
    const loops = [0, 1, 2, 3, 29, 31, 32, 33, 34].map((seconds) => isLoop(tab, seconds * 1000));
    expect(loops).toEqual([false, false, false, true, true, false, false, false, true]);
    expect(isLoop(tab, -24 * 3600_000), 'the clock was set back').toBe(false);
    tab.refuse = true;
    expect(isLoop(tab, 60_000), 'the storage is full').toBe(false);
  });
});
