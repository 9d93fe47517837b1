import { afterEach, describe, expect, it, vi } from 'vitest';
import { browserPlatform, createSession } from './index.ts';
import { memoryStorage, testPlatform } from './testing/platform.ts';
import { afterRedirect, rotatingServer, SETTINGS, signedIn, tokenRequests } from './testing/signed-in.ts';

afterEach(() => vi.unstubAllGlobals());

describe('a second session for the same server in one document, as React creates one', () => {
  it('completes the sign-in whose response the first one took out of the URL, with one request', async () => {
    const leaving = testPlatform(rotatingServer());
    await createSession(SETTINGS, leaving).signIn('/tools');
    const platform = afterRedirect(leaving);
    createSession(SETTINGS, platform);
    const session = createSession(SETTINGS, platform);
    expect(await session.completeSignIn()).toEqual({ returnTo: '/tools' });
    expect(session.getSnapshot().status).toBe('signed-in');
    expect(tokenRequests(platform)).toHaveLength(1);
  });

  it('uses no refresh token twice, because a server that rotates them would take the second use for a theft', async () => {
    const { platform } = await signedIn();
    const tab = platform.reload('https://app.example/');
    const sessions = [createSession(SETTINGS, tab), createSession(SETTINGS, tab)];
    await Promise.all(sessions.map((session) => session.restore()));
    expect(sessions.map((session) => session.getSnapshot().status)).toEqual(['signed-in', 'signed-in']);
    expect(tokenRequests(tab)).toHaveLength(1);
    tab.pass(1_000_000);
    await Promise.all(sessions.map((session) => session.accessToken()));
    expect(tokenRequests(tab)).toHaveLength(2);
  });

  it('has the same platform, so that the document is not taken for a copy of its own tab', () => {
    vi.stubGlobal('window', {});
    vi.stubGlobal('sessionStorage', memoryStorage());
    vi.stubGlobal('localStorage', memoryStorage());
    for (const document of [{}, {}]) {
      vi.stubGlobal('document', document);
      expect(browserPlatform()).toBe(browserPlatform());
    }
  });
});
