import { describe, expect, it } from 'vitest';
import { createSession } from './index.ts';
import { watchSignOuts } from './sign-outs.ts';
import { MCP, SERVER, TOKENS } from './testing/examples.ts';
import { type TestBrowser, testBrowser, testPlatform } from './testing/platform.ts';
import { revokedTokens, tokenRequests } from './testing/requests.ts';
import { testServers } from './testing/servers.ts';
import { rotatingServer, signedIn } from './testing/signed-in.ts';
import { afterRedirect, completed, SETTINGS, signInAndReturn } from './testing/signing-in.ts';

const SIGNED_OUT = { status: 'signed-out', reason: 'signed-out-in-another-tab' };

const signOutElsewhere = (browser: TestBrowser): Promise<void> =>
  createSession(SETTINGS, testPlatform(testServers(), { browser })).signOut();

it('a sign-out is still noticed after another sign-out, even if the browser stores no mark', () => {
  const browser = testBrowser();
  browser.shared.refuse = true;
  const [here, elsewhere] = [browser, browser].map((shared) =>
    watchSignOuts(testPlatform(testServers(), { browser: shared }), MCP, () => {}),
  );
  const isSignedOut = here?.watch(undefined);
  expect(isSignedOut?.()).toBe(false);
  elsewhere?.announce();
  expect(isSignedOut?.()).toBe(true);
  here?.announce();
  expect(isSignedOut?.()).toBe(true);
});

describe('a sign-out in another tab during the exchange', () => {
  /** Signs in again, with a sign-out in another tab before the token response. */
  async function signOutDuringExchange(tokenResponse: () => Response, { marked = true, heard = true } = {}) {
    const browser = testBrowser();
    let exchanges = 0;
    const answer = testServers({
      async [SERVER.tokenEndpoint]() {
        exchanges += 1;
        if (exchanges === 1) return Response.json({ ...TOKENS, refresh_token: 'refresh-1' });
        browser.shared.refuse = !marked;
        if (!heard) browser.tabs.length = 0;
        await createSession(SETTINGS, testPlatform(testServers(), { browser })).signOut();
        return tokenResponse();
      },
    });
    const { platform: before } = await signedIn(answer, browser);
    const platform = await signInAndReturn(before);
    const session = createSession(SETTINGS, platform);
    const states: string[] = [];
    session.subscribe(() => states.push(session.getSnapshot().status));
    const failure: unknown = await session.completeSignIn().catch((error: unknown) => error);
    return { session, platform, states, failure };
  }
  const tokens = () => Response.json({ ...TOKENS, refresh_token: 'refresh-new' });

  it.each([
    ['by its mark and its broadcast', {}],
    ['by the broadcast alone, if the browser stores no mark', { marked: false }],
    ['by the mark alone, if the tab missed the broadcast', { heard: false }],
  ])('is noticed %s: this tab ends and revokes the sign-in and the earlier grant', async (_, how) => {
    const { session, platform, states, failure } = await signOutDuringExchange(tokens, how);
    expect(failure).toMatchObject({ code: 'signed_out' });
    expect(session.getSnapshot()).toEqual(SIGNED_OUT);
    expect(states).not.toContain('signed-in');
    expect(await session.accessToken()).toBeUndefined();
    expect(platform.tab.entries.has(`oauth:grant:${MCP}`)).toBe(false);
    await expect.poll(() => revokedTokens(platform)).toEqual(['refresh-1', 'refresh-new']);
  });

  it('is reported even if the server refused the code', async () => {
    const refused = () => Response.json({ error: 'invalid_grant' }, { status: 400 });
    const { session, platform, failure } = await signOutDuringExchange(refused);
    expect(failure).toMatchObject({ code: 'signed_out' });
    expect(session.getSnapshot()).toEqual(SIGNED_OUT);
    await expect.poll(() => revokedTokens(platform)).toEqual(['refresh-1']);
  });
});

it('a sign-out in another tab while this tab is at the authorization server does not stop the running sign-in; the earlier grant is revoked', async () => {
  const browser = testBrowser();
  const { session, platform: before } = await signedIn(rotatingServer(), browser);
  await session.stepUp(['notes:write']);
  const back = afterRedirect(before);
  browser.tabs.length = 0;
  await signOutElsewhere(browser);
  const again = await completed(back);
  expect(await again.accessToken()).toBe('access-2');
  await expect.poll(() => revokedTokens(back)).toEqual(['refresh-1']);
});

describe('a sign-out in another tab whose message this tab missed', () => {
  it('stops a sign-in that is about to leave the page', async () => {
    const { session, platform } = await signedIn();
    const leaving = session.stepUp(['notes:write']);
    platform.freeze();
    await signOutElsewhere(platform.browser);
    await leaving;
    expect(session.getSnapshot()).toEqual(SIGNED_OUT);
    expect(platform.navigations).toEqual([]);
    await expect.poll(() => revokedTokens(platform)).toEqual(['refresh-1']);
  });

  it('stops a refresh before its token request', async () => {
    const { session, platform } = await signedIn();
    platform.freeze();
    await signOutElsewhere(platform.browser);
    await expect(session.refresh()).rejects.toMatchObject({ code: 'signed_out' });
    expect(session.getSnapshot()).toEqual(SIGNED_OUT);
    expect(tokenRequests(platform)).toEqual([]);
    expect(revokedTokens(platform)).toEqual(['refresh-1']);
  });
});

it('a sign-out in another tab during a refresh is noticed even if only the stored mark shows it: the new token is revoked and not returned to the app', async () => {
  const browser = testBrowser();
  let issued = 0;
  const answer = testServers({
    async [SERVER.tokenEndpoint]() {
      issued += 1;
      if (issued === 2) {
        browser.tabs.length = 0;
        await signOutElsewhere(browser);
      }
      return Response.json({ ...TOKENS, refresh_token: `refresh-${issued}` });
    },
  });
  const { session, platform } = await signedIn(answer, browser);
  await expect(session.refresh()).rejects.toMatchObject({ code: 'signed_out' });
  expect(session.getSnapshot()).toEqual(SIGNED_OUT);
  await expect.poll(() => revokedTokens(platform)).toEqual(['refresh-1', 'refresh-2']);
});

describe('a sign-out in this tab', () => {
  it('during the exchange ends the sign-in and the earlier grant, in this tab and at the server', async () => {
    const { session, platform } = await signedIn();
    await session.stepUp(['notes:write']);
    const back = afterRedirect(platform);
    const again = createSession(SETTINGS, back);
    const completing = again.completeSignIn();
    await again.signOut();
    await expect(completing).rejects.toMatchObject({ code: 'signed_out' });
    expect(again.getSnapshot()).toEqual({ status: 'signing-out' });
    await expect.poll(() => revokedTokens(back)).toEqual(['refresh-1', 'refresh-2']);
    expect(back.navigations.map((url) => new URL(url).pathname)).toEqual(['/t1/end-session']);
  });

  it('navigates to the end-session page once, even if a double click starts it twice', async () => {
    const { session, platform } = await signedIn();
    await Promise.all([session.signOut(), session.signOut()]);
    await session.signOut();
    expect(session.getSnapshot()).toEqual({ status: 'signing-out' });
    expect(platform.navigations.map((url) => new URL(url).pathname)).toEqual(['/t1/end-session']);
    expect(revokedTokens(platform)).toEqual(['refresh-1']);
  });

  it('during discovery cancels the sign-in', async () => {
    const { session, platform } = await signedIn();
    const leaving = session.stepUp(['notes:write']);
    await session.signOut();
    await leaving;
    expect(session.getSnapshot()).toEqual({ status: 'signing-out' });
    expect(platform.navigations.map((url) => new URL(url).pathname)).toEqual(['/t1/end-session']);
  });

  it('is not reported as a failure if the servers are unreachable', async () => {
    const { session, platform } = await signedIn();
    platform.tab.entries.delete(`oauth:discovery:${MCP}`);
    platform.fetch = () => Promise.reject(new TypeError('Failed to fetch'));
    const leaving = session.signIn();
    await session.signOut();
    await leaving;
    expect(session.getSnapshot()).toEqual({ status: 'signing-out' });
  });
});
