import { describe, expect, it } from 'vitest';
import { createSession, type Session } from './index.ts';
import type { Locks } from './platform.ts';
import { MCP, SERVER, TOKENS } from './testing/examples.ts';
import { type TestPlatform, testBrowser, testPlatform } from './testing/platform.ts';
import { revocations, revokedTokens, tokenRequests } from './testing/requests.ts';
import { testServers } from './testing/servers.ts';
import { rotatingServer, signedIn } from './testing/signed-in.ts';
import { afterRedirect, completed, restored, SETTINGS, signInAndReturn } from './testing/signing-in.ts';

describe('with several tabs,', () => {
  it('each tab has a separate grant, and a sign-out in one tab signs the user out in all tabs', async () => {
    const browser = testBrowser();
    const answer = testServers();
    const tabs: { session: Session; platform: TestPlatform }[] = [];
    for (let tab = 0; tab < 2; tab += 1) tabs.push(await signedIn(answer, browser));
    await tabs[0]?.session.signOut();
    expect(tabs[1]?.session.getSnapshot()).toEqual({
      status: 'signed-out',
      reason: 'signed-out-in-another-tab',
    });
    await expect.poll(() => tabs.map(({ platform }) => revocations(platform).length)).toEqual([1, 1]);
  });

  it('a refresh right after a sign-out in another tab does not change the reported reason', async () => {
    const browser = testBrowser();
    const answer = testServers();
    const { session, platform } = await signedIn(answer, browser);
    const sentWith = await session.accessToken();
    await createSession(SETTINGS, testPlatform(answer, { browser })).signOut();
    await expect(session.refresh(sentWith)).rejects.toMatchObject({ code: 'no_refresh_token' });
    expect(session.getSnapshot()).toEqual({ status: 'signed-out', reason: 'signed-out-in-another-tab' });
    expect(tokenRequests(platform)).toEqual([]);
  });

  it('a duplicated tab with an error response reports the error, and keeps no record of the original', async () => {
    const { session, platform } = await signedIn();
    await session.stepUp(['notes:write']);
    // Copied while the tab was at the server. The original returns first and holds its lock.
    const copied = platform.duplicate();
    await createSession(SETTINGS, afterRedirect(platform)).completeSignIn();
    copied.navigations.push(...platform.navigations);
    const copy = afterRedirect(copied, { error: 'access_denied' });
    const refused = createSession(SETTINGS, copy);
    const returned = refused.completeSignIn();
    await Promise.all([expect(returned).rejects.toMatchObject({ code: 'access_denied' }), copy.elapse(250)]);
    await expect
      .poll(() => refused.getSnapshot())
      .toMatchObject({ status: 'failed', error: { code: 'access_denied' } });
    expect(copy.tab.entries.has(`oauth:grant:${MCP}`)).toBe(false);
  });

  it('a tab stores no refresh token before it holds its lock, because a copy could get both the token and the lock', async () => {
    const platform = await signInAndReturn(testPlatform(rotatingServer()));
    let grant = () => {};
    const request = (_name: string, _options: LockOptions, granted: () => void) =>
      new Promise(() => {
        grant = granted;
      });
    // Only one signature of the overloaded method is called.
    platform.locks = { request } as unknown as Locks;
    const returned = createSession(SETTINGS, platform).completeSignIn();
    // Without a wait for the lock, the session and its copy would have sent the code before the next task.
    await new Promise((resolve) => setTimeout(resolve));
    expect(tokenRequests(platform)).toHaveLength(0);
    grant();
    await returned;
    expect(tokenRequests(platform)).toHaveLength(1);
    expect(platform.tab.entries.get(`oauth:grant:${MCP}`)).toContain('refresh-1');
  });
});
describe('a tab that was suspended during a sign-out', () => {
  it.each(['visible', 'online', 'pageshow'] as const)('drops the grant immediately at %s', async (event) => {
    const { session, platform } = await signedIn();
    platform.storage.shared.setItem(`oauth:sign-out:${MCP}`, '{"mark":"unheard"}');
    platform.fire(event);
    expect(session.getSnapshot()).toEqual({ status: 'signed-out', reason: 'signed-out-in-another-tab' });
    await expect.poll(() => revokedTokens(platform)).toEqual(['refresh-1']);
  });

  it('revokes its refresh token and reports the reason, even without its lock', async () => {
    const { session, platform } = await signedIn();
    expect(session.getSnapshot().status).toBe('signed-in');
    // A copy does not hold the lock of the tab.
    const copy = platform.duplicate();
    copy.storage.shared.setItem(`oauth:sign-out:${MCP}`, '{"mark":"unheard"}');
    const copied = await restored(copy);
    expect(copied.getSnapshot()).toEqual({ status: 'signed-out', reason: 'signed-out-in-another-tab' });
    expect(revokedTokens(copy)).toEqual(['refresh-1']);
  });

  it('reports the sign-out, and not the missing refresh token, if the server has issued none', async () => {
    const respond = () => Response.json({ ...TOKENS, refresh_token: undefined });
    const { session, platform } = await signedIn(testServers({ [SERVER.tokenEndpoint]: respond }));
    platform.storage.shared.setItem(`oauth:sign-out:${MCP}`, '{"mark":"unheard"}');
    await expect(session.refresh()).rejects.toMatchObject({ code: 'signed_out' });
    expect(session.getSnapshot()).toEqual({ status: 'signed-out', reason: 'signed-out-in-another-tab' });
  });

  it('keeps its grant in a prerendered document until the browser shows the document', async () => {
    const { platform } = await signedIn();
    const { browser, tab } = platform;
    browser.shared.setItem(`oauth:sign-out:${MCP}`, '{"mark":"unheard"}');
    const prerendered = testPlatform(testServers(), { browser, tab, prerendered: true });
    const restoring = createSession(SETTINGS, prerendered).restore();
    await new Promise((resolve) => setTimeout(resolve));
    expect(tab.entries.has(`oauth:grant:${MCP}`)).toBe(true);
    prerendered.show();
    await restoring;
    expect(tab.entries.has(`oauth:grant:${MCP}`)).toBe(false);
  });

  it('stays signed in if the stored mark of a sign-out is damaged', async () => {
    const platform = await signInAndReturn(testPlatform(testServers()));
    platform.storage.shared.setItem(`oauth:sign-out:${MCP}`, '{"mark":{}}');
    const session = await completed(platform);
    expect(await session.accessToken()).toBe('access-1');
  });
});
