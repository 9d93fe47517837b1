import { describe, expect, it } from 'vitest';
import { createSession, type Session, type SessionSettings, silentSignIn } from './index.ts';
import { REDIRECT_URI } from './testing/examples.ts';
import { HOME, lastQuery, provider, SETUP, signIn } from './testing/openid-provider.ts';
import { testPlatform } from './testing/platform.ts';
import { afterRedirect, restored } from './testing/signing-in.ts';

const withoutRefreshToken = { refresh_token: undefined };

describe('a silent sign-in (`prompt=none`, OpenID Connect Core §3.1.2.1)', () => {
  const SILENT = { ...SETUP, silentSignIn: true };
  const PAGE = `${HOME}notes?all=1#latest`;

  /** A tab after a reload. Its sign-in yielded no refresh token. */
  async function reloaded(settings: SessionSettings = SILENT, token: object = withoutRefreshToken) {
    const { platform } = await signIn(settings, provider(token));
    const tab = platform.reload(PAGE);
    const session = await restored(tab, settings);
    await left(session);
    return { tab, session };
  }
  /** Waits until a sign-in that `restore` started has left the document. */
  const left = (session: Session) =>
    new Promise<void>((resolve) => {
      const check = () => session.getSnapshot().status !== 'discovering' && resolve();
      session.subscribe(check);
      check();
    });

  it('runs after a reload of a top-level page, and returns to the same page', async () => {
    const { tab, session } = await reloaded();
    expect(session.getSnapshot()).toEqual({ status: 'redirecting' });
    expect(lastQuery(tab)).toMatchObject({ prompt: 'none', code_challenge_method: 'S256' });
    const next = createSession(SILENT, afterRedirect(tab, { code: lastQuery(tab).nonce ?? '' }));
    expect(await next.completeSignIn()).toEqual({ returnTo: '/notes?all=1#latest' });
    expect(next.getSnapshot().status).toBe('signed-in');
  });

  it('runs after a reload, although a sign-out had ended an earlier session', async () => {
    const { session: earlier, platform } = await signIn(SILENT, provider(withoutRefreshToken));
    await earlier.signOut();
    const home = platform.reload(HOME);
    await createSession(SILENT, home).signIn();
    const back = afterRedirect(home, { code: lastQuery(home).nonce ?? '' });
    await createSession(SILENT, back).completeSignIn();
    const session = await restored(back.reload(PAGE), SILENT);
    await left(session);
    expect(session.getSnapshot()).toEqual({ status: 'redirecting' });
  });

  it('is allowed for only one server, and only once', () => {
    const { storage } = testPlatform(provider());
    silentSignIn.allow(storage.tab, 'issuer=a', undefined);
    expect(silentSignIn.take(storage, 'issuer=b')).toBe(false);
    expect(silentSignIn.take(storage, 'issuer=a')).toBe(true);
    expect(silentSignIn.take(storage, 'issuer=a')).toBe(false);
  });

  it('that cannot start leaves the user signed out, without an error', async () => {
    const { platform } = await signIn(SILENT, provider(withoutRefreshToken));
    const tab = platform.reload(PAGE);
    const session = createSession(SILENT, tab);
    tab.tab.refuse = true;
    await session.restore();
    await left(session);
    await expect.poll(() => session.getSnapshot()).toEqual({ status: 'signed-out', reason: 'not-signed-in' });
    expect(tab.navigations).toEqual([]);
  });

  it('ends without a token request if the user signs out in another tab while this tab is at the provider', async () => {
    const { tab } = await reloaded();
    await createSession(SILENT, testPlatform(provider(), { browser: tab.browser })).signOut();
    const back = afterRedirect(tab, { code: lastQuery(tab).nonce ?? '' });
    const session = createSession(SILENT, back);
    await expect(session.completeSignIn()).rejects.toMatchObject({ code: 'signed_out' });
    expect(session.getSnapshot()).toEqual({ status: 'signed-out', reason: 'signed-out-in-another-tab' });
    expect(back.requests).toEqual([]);
  });

  it.each(['login_required', 'interaction_required', 'consent_required', 'account_selection_required'])(
    'that the provider refuses with %s leaves the user signed out on the same page, without an error, and does not run again',
    async (error) => {
      const { tab } = await reloaded();
      const back = afterRedirect(tab, { error });
      const session = createSession(SILENT, back);
      expect(await session.completeSignIn()).toEqual({ returnTo: '/notes?all=1#latest' });
      expect(session.getSnapshot()).toEqual({ status: 'signed-out', reason: 'not-signed-in' });
      const again = back.reload(PAGE);
      const later = await restored(again, SILENT);
      expect([later.getSnapshot().status, again.navigations, again.requests]).toEqual(['signed-out', [], []]);
    },
  );

  it('leaves the user signed out if the refusal lacks the promised `iss` (as with Keycloak 23), and fails if `iss` has the wrong value', async () => {
    const promising = { ...SILENT, vouched: { ...SILENT.vouched, issParameter: true } } as const;
    for (const [iss, status] of [
      ['', 'signed-out'],
      ['https://evil.example', 'failed'],
    ] as const) {
      const { tab } = await reloaded(promising);
      const state = lastQuery(tab).state ?? '';
      const query = new URLSearchParams({ error: 'login_required', state, ...(iss && { iss }) });
      const session = createSession(promising, tab.reload(`${REDIRECT_URI}?${query}`));
      await session.completeSignIn().catch(() => {});
      expect(session.getSnapshot().status).toBe(status);
    }
  });

  it('that the provider refuses with another error fails like any other sign-in', async () => {
    const { tab } = await reloaded();
    const session = createSession(SILENT, afterRedirect(tab, { error: 'invalid_request' }));
    await expect(session.completeSignIn()).rejects.toMatchObject({ code: 'authorization_refused' });
  });

  it('that the app requests with `prompt=none` fails like any other sign-in', async () => {
    const platform = testPlatform(provider());
    await createSession(SILENT, platform).signIn('/', { prompt: 'none' });
    const session = createSession(SILENT, afterRedirect(platform, { error: 'login_required' }));
    await expect(session.completeSignIn()).rejects.toMatchObject({ code: 'authorization_refused' });
  });

  it.each<[string, SessionSettings, object]>([
    ['if the settings do not ask for it', SETUP, withoutRefreshToken],
    ['if a refresh token continues the session', SILENT, {}],
  ])('does not run %s', async (_when, settings, token) => {
    const { tab } = await reloaded(settings, token);
    expect(tab.navigations).toEqual([]);
    expect([...tab.tab.entries.keys()].join()).not.toContain('silent');
  });

  it('does not run in a tab that was not signed in', async () => {
    const platform = testPlatform(provider());
    const session = await restored(platform, SILENT);
    expect([session.getSnapshot().status, platform.navigations]).toEqual(['signed-out', []]);
  });

  it('does not run after a sign-out in this tab or in another tab', async () => {
    for (const other of [false, true]) {
      const { session, platform } = await signIn(
        { ...SILENT, endSession: 'none' },
        provider(withoutRefreshToken),
      );
      const { browser } = platform;
      if (other) {
        platform.freeze();
        await createSession(SILENT, testPlatform(provider(), { browser })).signOut();
      } else await session.signOut();
      const tab = platform.reload(PAGE);
      const next = await restored(tab, SILENT);
      expect([next.getSnapshot().status, tab.navigations]).toEqual(['signed-out', []]);
    }
  });

  it('does not run after a sign-out, even if the browser could not store the mark of that sign-out', async () => {
    const { session, platform } = await signIn(SILENT, provider(withoutRefreshToken));
    platform.browser.shared.refuse = true;
    platform.browser.shared.entries.clear();
    await session.signOut();
    const tab = platform.reload(PAGE);
    expect([(await restored(tab, SILENT)).getSnapshot().status, tab.navigations]).toEqual(['signed-out', []]);
  });

  it('does not run in a frame that shares the storage of the tab, and can then still run in the tab', async () => {
    const { platform } = await signIn(SILENT, provider(withoutRefreshToken));
    const frame = platform.reload(PAGE);
    frame.framed = true;
    await createSession(SILENT, frame).restore();
    const tab = frame.reload(PAGE);
    const session = await restored(tab, SILENT);
    await left(session);
    expect([frame.navigations.length, tab.navigations.length]).toEqual([0, 1]);
  });

  it('does not run in a copy of the tab, even in a frame of the copy', async () => {
    const { platform } = await signIn(SILENT, provider(withoutRefreshToken));
    const copy = platform.duplicate();
    const framed = platform.duplicate();
    framed.framed = true;
    for (const tab of [copy, framed]) {
      const session = createSession(SILENT, tab);
      await Promise.all([session.restore(), tab.elapse(250)]);
      expect([session.getSnapshot().status, tab.navigations]).toEqual(['signed-out', []]);
    }
  });
});
