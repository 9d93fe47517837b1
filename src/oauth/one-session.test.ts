import { afterEach, describe, expect, it, vi } from 'vitest';
import { browserPlatform, createSession } from './index.ts';
import { memoryStorage, testPlatform } from './testing/platform.ts';
import { tokenRequests } from './testing/requests.ts';
import { rotatingServer, signedIn } from './testing/signed-in.ts';
import { afterRedirect, SETTINGS } from './testing/signing-in.ts';

class RefusedChannel {
  constructor() {
    throw new DOMException('The operation is insecure.', 'SecurityError');
  }
}

afterEach(() => vi.unstubAllGlobals());

describe('a second session for the same server in one document, as React creates it,', () => {
  it('completes the sign-in with one request, although the first session has removed the response from the URL', async () => {
    const leaving = testPlatform(rotatingServer());
    await createSession(SETTINGS, leaving).signIn('/tools');
    const platform = afterRedirect(leaving);
    createSession(SETTINGS, platform);
    const session = createSession(SETTINGS, platform);
    expect(await session.completeSignIn()).toEqual({ returnTo: '/tools' });
    expect(session.getSnapshot().status).toBe('signed-in');
    expect(tokenRequests(platform)).toHaveLength(1);
  });

  it('uses no refresh token twice, because a server that rotates tokens would treat the second use as a theft', async () => {
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

  it.each([
    ['', BroadcastChannel],
    [' without channels', undefined],
    [' that refuses a channel', RefusedChannel],
  ])(
    'shares the platform of the first session%s: otherwise, it would take the tab for a copy',
    (_, channel) => {
      vi.stubGlobal('window', {});
      vi.stubGlobal('sessionStorage', memoryStorage());
      vi.stubGlobal('localStorage', memoryStorage());
      vi.stubGlobal('BroadcastChannel', channel);
      for (const document of [{}, {}]) {
        vi.stubGlobal('document', document);
        expect(browserPlatform()).toBe(browserPlatform());
      }
    },
  );
});

it('the platform of a prerendered document waits until the document is shown, and no other platform waits', async () => {
  vi.stubGlobal('window', {});
  vi.stubGlobal('sessionStorage', memoryStorage());
  vi.stubGlobal('localStorage', memoryStorage());
  const prerendered = Object.assign(new EventTarget(), { prerendering: true });
  vi.stubGlobal('document', prerendered);
  const isShown = vi.fn();
  const shown = browserPlatform().whenShown().then(isShown);
  await new Promise((resolve) => setTimeout(resolve));
  expect(isShown).not.toHaveBeenCalled();
  prerendered.dispatchEvent(new Event('prerenderingchange'));
  await shown;
  for (const document of [{ prerendering: false }, {}]) {
    vi.stubGlobal('document', document);
    await browserPlatform().whenShown();
  }
});
