import { describe, expect, it } from 'vitest';
import { createSession, type Session } from './index.ts';
import { MCP, REDIRECT_URI, SERVER, TOKENS } from './testing/examples.ts';
import { type TestPlatform, testPlatform } from './testing/platform.ts';
import { revokedTokens, sentAs, tokenRequests } from './testing/requests.ts';
import { granting, heldResponse, refreshAnswering, testServers } from './testing/servers.ts';
import { rotatingServer, signedIn, stealLock } from './testing/signed-in.ts';
import { afterRedirect, completed, restored, SETTINGS, signInAndReturn } from './testing/signing-in.ts';

const OTHER = 'https://other.example/mcp';

const GRANT = `oauth:grant:${MCP}`;

/** Settings that need no request before the navigation. */
const ELSEWHERE = {
  clientId: 'app',
  redirectUri: REDIRECT_URI,
  server: {
    issuer: 'https://login.example',
    authorizationEndpoint: 'https://login.example/authorize',
    tokenEndpoint: 'https://login.example/token',
  },
  vouched: { codeChallengeMethod: 'S256' },
} as const;

/** The next document of a tab, after a `pagehide`. */
function left(platform: TestPlatform, url?: string): TestPlatform {
  platform.fire('pagehide');
  return platform.reload(url);
}

describe('a reload', () => {
  it('keeps the access token, so that any number of reloads sends no refresh', async () => {
    let { platform } = await signedIn();
    for (let reloads = 0; reloads < 5; reloads += 1) {
      platform = left(platform);
      const session = await restored(platform);
      expect(session.getSnapshot()).toMatchObject({ status: 'signed-in', grant: { refreshable: true } });
      expect(await session.accessToken()).toBe('access-1');
      expect(platform.requests).toEqual([]);
    }
  });

  it('hands the access token on, even if the document has not restored its session', async () => {
    let { platform } = await signedIn();
    for (let reloads = 0; reloads < 3; reloads += 1) {
      platform = left(platform);
      createSession(SETTINGS, platform);
    }
    platform = left(platform);
    const session = await restored(platform);
    expect(await session.accessToken()).toBe('access-1');
    expect(platform.requests).toEqual([]);
  });

  it('during a refresh continues with the token that is still valid', async () => {
    const { session, platform } = await signedIn(refreshAnswering(heldResponse().respond));
    void session.refresh();
    await expect.poll(() => tokenRequests(platform)).toHaveLength(1);
    const again = await restored(left(platform));
    expect(await again.accessToken()).toBe('access-1');
  });

  it('stores the access token only between two documents', async () => {
    const { platform } = await signedIn();
    expect(platform.tab.entries.get(GRANT)).not.toContain('access-1');
    const next = left(platform);
    expect(next.tab.entries.get(GRANT)).toContain('access-1');
    await createSession(SETTINGS, next).restore();
    expect(next.tab.entries.get(GRANT)).not.toContain('access-1');
    expect(next.tab.entries.get(GRANT)).toContain('refresh-1');
  });

  it('removes the access tokens of every server from the storage', async () => {
    const { platform } = await signedIn();
    const next = left(platform);
    createSession({ ...SETTINGS, serverUrl: OTHER }, next);
    expect(next.tab.entries.get(GRANT)).not.toContain('access-1');
    const session = await restored(next);
    expect(await session.accessToken()).toBe('access-1');
    expect(next.requests).toEqual([]);
  });

  it('keeps neither an expired token nor the token of an ended session', async () => {
    const { platform } = await signedIn();
    const late = left(platform);
    late.nowMs += 900_000;
    const session = await restored(late);
    expect(await session.accessToken()).toBe('access-2');
    await session.signOut();
    const after = await restored(left(late));
    expect(after.getSnapshot()).toEqual({ status: 'signed-out', reason: 'signed-out' });
  });

  it('does not keep a token of a session that ended in another tab', async () => {
    const { platform } = await signedIn();
    const { browser } = platform;
    const next = left(platform);
    await createSession(SETTINGS, testPlatform(testServers(), { browser })).signOut();
    const session = await restored(next);
    expect(session.getSnapshot()).toEqual({ status: 'signed-out', reason: 'signed-out-in-another-tab' });
    expect(revokedTokens(next)).toEqual(['refresh-1']);
  });

  it('does not keep the access token of a grant that has no refresh token', async () => {
    const { platform } = await signedIn(
      testServers({ [SERVER.tokenEndpoint]: granting({ refresh_token: undefined }) }),
    );
    expect([...left(platform).tab.entries.values()].join()).not.toContain('access-1');
  });

  it('reads the grant only when the previous document is gone, because that document may have renewed it', async () => {
    const { session, platform } = await signedIn();
    platform.freeze();
    const next = testPlatform(rotatingServer(), { browser: platform.browser, tab: platform.tab });
    const again = createSession(SETTINGS, next);
    const restoring = again.restore();
    await session.refresh();
    platform.reload();
    next.fetch = platform.fetch;
    await restoring;
    expect(sentAs('refresh_token', platform)).toEqual(['refresh-1', 'refresh-2']);
    expect(again.getSnapshot().status).toBe('signed-in');
  });
});

it('a prerendered document continues with the access token of the previous document when the browser shows it', async () => {
  const { platform } = await signedIn();
  const { browser, tab } = platform;
  const prerendered = testPlatform(testServers(), { browser, tab, prerendered: true });
  const session = createSession(SETTINGS, prerendered);
  const restoring = session.restore();
  platform.fire('pagehide');
  platform.reload();
  prerendered.show();
  await restoring;
  expect(await session.accessToken()).toBe('access-1');
  expect(prerendered.requests).toEqual([]);
  expect([...tab.entries.values()].join()).not.toContain('access-1');
});

describe('a document that comes back from the back/forward cache', () => {
  it('is ready immediately when the user comes back from a redirect', async () => {
    const platform = testPlatform(testServers());
    const session = createSession(SETTINGS, platform);
    await session.signIn();
    expect(session.getSnapshot()).toEqual({ status: 'redirecting' });
    platform.fire('pagehide');
    platform.fire('pageshow');
    expect(session.getSnapshot()).toEqual({ status: 'signed-out', reason: 'not-signed-in' });
  });

  it('shows the earlier grant, and leaves no access token in the storage', async () => {
    const { session, platform } = await signedIn();
    await session.stepUp(['notes:write']);
    platform.fire('pagehide');
    expect(platform.tab.entries.get(GRANT)).toContain('access-1');
    platform.fire('pageshow');
    expect(session.getSnapshot()).toMatchObject({ status: 'signed-in' });
    expect(platform.tab.entries.get(GRANT)).not.toContain('access-1');
  });

  it('replies to a copy of its tab, although no session has made a call since it came back', async () => {
    const { session, platform } = await signedIn();
    platform.fire('pagehide');
    platform.fire('pageshow');
    const copy = platform.duplicate();
    const copied = createSession(SETTINGS, copy);
    await Promise.all([copied.restore(), copy.elapse(1_000)]);
    expect(copied.getSnapshot()).toEqual({ status: 'signed-out', reason: 'duplicated-tab' });
    expect(session.getSnapshot()).toMatchObject({ status: 'signed-in' });
  });

  it('does not use its grant if the lock was stolen while the document was frozen', async () => {
    const { session, platform } = await signedIn();
    await stealLock(platform);
    await expect(session.refresh()).rejects.toMatchObject({ code: 'signed_out' });
    expect(session.getSnapshot()).toEqual({ status: 'signed-out', reason: 'duplicated-tab' });
    expect(tokenRequests(platform)).toEqual([]);
    // The other document owns the grant now.
    expect(revokedTokens(platform)).toEqual([]);
  });

  it('with a stolen lock is signed out of every server when it signs in to one, because a copy owns the grants', async () => {
    const { session, platform } = await signedIn();
    await stealLock(platform);
    platform.thaw();
    const other = createSession(ELSEWHERE, platform);
    await Promise.all([other.signIn(), platform.elapse(1_000)]);
    expect(session.getSnapshot()).toEqual({ status: 'signed-out', reason: 'duplicated-tab' });
    expect(await session.accessToken()).toBeUndefined();
    expect(other.getSnapshot()).toEqual({ status: 'redirecting' });
    expect(revokedTokens(platform)).toEqual([]);
  });

  it('a document whose lock was stolen can sign in again, and has no grant if that sign-in stops', async () => {
    const { session, platform } = await signedIn();
    await stealLock(platform);
    platform.thaw();
    await Promise.all([session.signIn(), platform.elapse(1_000)]);
    expect(platform.navigations).toHaveLength(1);
    platform.pass(15_000);
    expect(session.getSnapshot()).toEqual({ status: 'signed-out', reason: 'not-signed-in' });
    expect(revokedTokens(platform)).toEqual([]);
  });
});

describe('a second sign-in', () => {
  it('revokes the refresh token of the first sign-in', async () => {
    const { session, platform } = await signedIn();
    await session.signIn();
    const back = afterRedirect(platform);
    const again = await completed(back);
    await expect.poll(() => revokedTokens(back)).toEqual(['refresh-1']);
    expect(await again.accessToken()).toBe('access-2');
  });

  it('for more scopes revokes no token before the sign-out, because the old and the new token may belong to one grant at the server', async () => {
    const { session, platform } = await signedIn();
    await session.stepUp(['notes:write']);
    const back = afterRedirect(platform);
    await completed(back);
    expect(revokedTokens(back)).toEqual([]);
    const reloaded = back.reload('https://app.example/');
    const last = await restored(reloaded);
    await last.signOut();
    expect(revokedTokens(reloaded)).toEqual(['refresh-1', 'refresh-3']);
  });

  it('waits for a running refresh, because the response to the refresh would be lost with the document', async () => {
    const { respond, send } = heldResponse();
    const { session, platform } = await signedIn(refreshAnswering(respond));
    const refreshing = session.refresh();
    await expect.poll(() => tokenRequests(platform)).toHaveLength(1);
    const leaving = session.stepUp(['notes:write']);
    await new Promise((resolve) => setTimeout(resolve));
    expect(platform.navigations).toEqual([]);
    send(Response.json({ ...TOKENS, refresh_token: 'refresh-2' }));
    await Promise.all([leaving, refreshing]);
    expect(platform.navigations).toHaveLength(1);
    expect(platform.tab.entries.get(GRANT)).toContain('refresh-2');
  });
});

describe('a copied tab', () => {
  it.each([
    [MCP, 'duplicated-tab'],
    [OTHER, 'not-signed-in'],
  ])('with a session at %s uses no grant of any server (RFC 9700 §4.14): %s', async (serverUrl, reason) => {
    const { session, platform } = await signedIn();
    const copy = platform.duplicate();
    const copied = createSession({ ...SETTINGS, serverUrl }, copy);
    await Promise.all([copied.restore(), copy.elapse(250)]);
    expect(copied.getSnapshot()).toEqual({ status: 'signed-out', reason });
    expect(copy.tab.entries.has(GRANT)).toBe(false);
    // After a reload, the copy counts as an original, without grants.
    const again = copy.reload();
    expect((await restored(again)).getSnapshot()).toEqual({ status: 'signed-out', reason: 'not-signed-in' });
    expect([...copy.requests, ...again.requests]).toEqual([]);
    expect(await session.refresh()).toBe('access-2');
  });

  it('does not redeem a code of the original tab', async () => {
    const platform = await signInAndReturn(testPlatform(rotatingServer()));
    const url = platform.url;
    const copy = platform.duplicate();
    copy.url = url;
    await completed(platform);
    // The URL of a copy that was made before the response was removed.
    const late = testPlatform(rotatingServer(), { url, browser: platform.browser, tab: copy.tab });
    await Promise.all([
      expect(createSession(SETTINGS, late).completeSignIn()).rejects.toMatchObject({ code: 'unknown_state' }),
      late.elapse(250),
    ]);
    expect(late.requests).toEqual([]);
  });
});

it('a subscriber that throws affects neither the session nor the other subscribers, and its error is reported', async () => {
  const platform = testPlatform(testServers());
  const session: Session = createSession(SETTINGS, platform);
  const seen: string[] = [];
  session.subscribe(() => {
    throw new TypeError('a defect of the app');
  });
  session.subscribe(() => seen.push(session.getSnapshot().status));
  await session.signIn();
  expect(seen).toEqual(['discovering', 'redirecting']);
  expect(platform.navigations).toHaveLength(1);
  expect(() => platform.pass(0)).toThrow('a defect of the app');
});
