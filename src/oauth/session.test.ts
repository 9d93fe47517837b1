import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createSession } from './index.ts';
import { ISSUER, MCP, SERVER, TOKENS } from './testing/examples.ts';
import { type TestPlatform, testPlatform } from './testing/platform.ts';
import { revocations, sentAs, tokenRequests } from './testing/requests.ts';
import {
  granting,
  heldResponse,
  refreshAnswering,
  refusing,
  testServers,
  unreachable,
} from './testing/servers.ts';
import { rotatingServer, signedIn } from './testing/signed-in.ts';
import { afterRedirect, completed, restored, SETTINGS, signInAndReturn } from './testing/signing-in.ts';

/** Whether a tab has stored a request. Only then can the tab leave for the authorization server. */
const hasPending = ({ tab }: TestPlatform) =>
  [...tab.entries.keys()].some((key) => key.startsWith('oauth:pending:'));

describe('a session', () => {
  it('is restored after a reload with one refresh', async () => {
    const { platform } = await signedIn();
    const reloaded = platform.reload('https://app.example/tools');
    const session = createSession(SETTINGS, reloaded);
    await Promise.all([session.restore(), session.restore()]);
    expect(session.getSnapshot()).toMatchObject({ status: 'signed-in', grant: { scopes: ['notes:read'] } });
    expect(reloaded.requests).toHaveLength(1);
  });

  it.each([
    ['before', ['refresh', 'restore']],
    ['during', ['restore', 'refresh']],
  ] as const)('is also restored if the app requests a new token %s the restore', async (_, order) => {
    const { platform } = await signedIn();
    const reloaded = platform.reload('https://app.example/tools');
    const session = createSession(SETTINGS, reloaded);
    const [first, second] = order.map((call) => session[call]());
    await expect(Promise.all([first, second])).resolves.toContain('access-2');
    expect(session.getSnapshot().status).toBe('signed-in');
    expect(await session.accessToken()).toBe('access-2');
    expect(tokenRequests(reloaded)).toHaveLength(1);
  });

  it('is restored before a sign-in leaves the page, because the page would lose the response to a refresh', async () => {
    const { platform } = await signedIn();
    const { browser, tab } = platform;
    // A frozen document holds its lock and does not reply, so the next document waits for two seconds.
    platform.freeze();
    const next = testPlatform(testServers(), { browser, tab });
    const session = createSession(SETTINGS, next);
    void session.restore();
    const leaving = session.signIn();
    // After this timer, the pending work waits for another timer or for a response.
    await new Promise((resolve) => setTimeout(resolve));
    expect(next.navigations).toEqual([]);
    await next.elapse(2_000);
    await leaving;
    expect(tokenRequests(next)).toHaveLength(1);
    expect(next.navigations).toHaveLength(1);
    next.pass(15_000);
    expect(session.getSnapshot().status).toBe('signed-in');
  });

  it('gets its tokens before the next sign-in leaves the page, because the response would be lost with the document', async () => {
    const { respond, send } = heldResponse();
    const platform = await signInAndReturn(testPlatform(testServers({ [SERVER.tokenEndpoint]: respond })));
    const session = createSession(SETTINGS, platform);
    const completing = session.completeSignIn();
    const leaving = session.signIn();
    await expect.poll(() => hasPending(platform)).toBe(true);
    expect(platform.navigations).toEqual([]);
    send(Response.json(TOKENS));
    await Promise.all([completing, leaving]);
    expect(platform.navigations).toHaveLength(1);
    platform.pass(15_000);
    expect(session.getSnapshot().status).toBe('signed-in');
  });

  it('continues after a new sign-in fails, and reports why the sign-in failed', async () => {
    const { session, platform } = await signedIn();
    platform.framed = true;
    await session.signIn();
    expect(session.getSnapshot()).toMatchObject({
      status: 'signed-in',
      grant: { clientId: 'app' },
      signInError: { code: 'framed' },
    });
    expect(await session.accessToken()).toBe('access-1');
    platform.framed = false;
    await session.signIn();
    expect(session.getSnapshot()).toEqual({ status: 'redirecting' });
  });

  it('shows the grant that the tab has if a new sign-in fails before the tab has received an access token', async () => {
    const { platform } = await signedIn(refreshAnswering(unreachable));
    const reloaded = platform.reload('https://app.example/');
    const session = await restored(reloaded);
    expect(session.getSnapshot().status).toBe('failed');
    reloaded.tab.refuse = true;
    await session.signIn();
    expect(session.getSnapshot()).toMatchObject({
      status: 'signed-in',
      grant: { clientId: 'app', expiresAtMs: undefined },
      signInError: { code: 'storage_unavailable' },
    });
  });

  it('still shows the progress of a new sign-in when a running refresh ends', async () => {
    let mcp = testServers();
    const { session, platform } = await signedIn(
      refreshAnswering(granting(), { [MCP]: (request) => mcp(request) }),
    );
    platform.tab.removeItem(`oauth:discovery:${MCP}`);
    const { respond, send } = heldResponse();
    mcp = respond;
    const leaving = session.signIn();
    await expect.poll(() => platform.requests.length).toBe(1);
    await session.refresh();
    expect(session.getSnapshot()).toEqual({ status: 'discovering' });
    send(new Response(null, { status: 401 }));
    await leaving;
    expect(session.getSnapshot()).toEqual({ status: 'redirecting' });
  });

  it('ends at a reload if it has no refresh token', async () => {
    const { platform } = await signedIn(
      testServers({ [SERVER.tokenEndpoint]: granting({ refresh_token: undefined }) }),
    );
    const session = await restored(platform.reload('https://app.example/'));
    expect(session.getSnapshot()).toEqual({ status: 'signed-out', reason: 'not-signed-in' });
  });

  it('uses the newest refresh token, and keeps the old refresh token if the server sends no new one', async () => {
    const { session, platform } = await signedIn();
    await session.refresh();
    await session.refresh();
    expect(sentAs('refresh_token', platform)).toEqual(['refresh-1', 'refresh-2']);

    const keeping = await signedIn(refreshAnswering(granting({ refresh_token: undefined })));
    await keeping.session.refresh();
    await keeping.session.refresh();
    expect(sentAs('refresh_token', keeping.platform)).toEqual(['refresh-1', 'refresh-1']);
  });

  it('continues in memory when the storage is full, and leaves no replaced refresh token in the storage', async () => {
    const { session, platform } = await signedIn();
    platform.tab.refuse = true;
    expect(await session.refresh()).toBe('access-2');
    expect(await session.refresh()).toBe('access-3');
    expect(session.getSnapshot().status).toBe('signed-in');
    expect(platform.tab.entries.has(`oauth:grant:${MCP}`)).toBe(false);
  });

  it('starts in memory when the storage is full and the tab has no id yet', async () => {
    const platform = await signInAndReturn(testPlatform(rotatingServer()));
    platform.tab.refuse = true;
    const session = await completed(platform);
    expect(await session.accessToken()).toBe('access-1');
    expect(session.getSnapshot().status).toBe('signed-in');
    expect(await session.refresh()).toBe('access-2');
  });

  it('cannot be restored while the storage is full, but can start once the storage has room', async () => {
    const platform = testPlatform(testServers());
    platform.tab.refuse = true;
    const session = await restored(platform);
    expect(session.getSnapshot()).toMatchObject({ status: 'failed', error: { code: 'storage_unavailable' } });
    platform.tab.refuse = false;
    await session.signIn();
    expect(session.getSnapshot()).toEqual({ status: 'redirecting' });
  });

  it('shows a narrowed scope, and never accepts a wider scope (RFC 6749 §6)', async () => {
    let scope = 'a b';
    const { session } = await signedIn(
      testServers({ [SERVER.tokenEndpoint]: () => Response.json({ ...TOKENS, scope }) }),
    );
    for (scope of ['b c', 'a b c', 'renamed:b']) {
      await session.refresh();
      expect(session.getSnapshot()).toMatchObject({ grant: { scopes: ['b'] } });
    }
  });

  it('sends at most one refresh after each jump of the clock', async () => {
    const jumps = fc.array(fc.integer({ min: -2 * 24 * 3600_000, max: 2 * 24 * 3600_000 }), { maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(jumps, fc.constantFrom(1, 5, 900), async (clock, expires_in) => {
        const { session, platform } = await signedIn(
          testServers({ [SERVER.tokenEndpoint]: granting({ expires_in }) }),
        );
        for (const jump of clock) {
          platform.nowMs += jump;
          for (let asked = 0; asked < 3; asked += 1) await session.accessToken();
        }
        expect(tokenRequests(platform).length).toBeLessThanOrEqual(clock.length);
      }),
      { numRuns: 40 },
    );
  });

  it('sends one refresh for any number of refused calls, in any order of responses', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 12 }), fc.nat({ max: 11 }), async (calls, late) => {
        const { session, platform } = await signedIn();
        const refused = (await session.accessToken()) ?? '';
        const renewed = await Promise.all(Array.from({ length: calls }, () => session.refresh(refused)));
        expect(new Set(renewed)).toEqual(new Set(['access-2']));
        for (let call = 0; call < late; call += 1) await session.refresh(refused);
        expect(tokenRequests(platform)).toHaveLength(1);
      }),
      { numRuns: 40 },
    );
  });

  it('renews its token in the last ten seconds before the expiry, and no earlier', async () => {
    const { session, platform } = await signedIn();
    platform.pass(890_000);
    await session.accessToken();
    expect(tokenRequests(platform)).toHaveLength(0);
    platform.pass(1);
    await session.accessToken();
    expect(tokenRequests(platform)).toHaveLength(1);
  });

  it('does not notify a listener that has unsubscribed', async () => {
    const { session } = await signedIn();
    let told = 0;
    const stop = session.subscribe(() => {
      told += 1;
    });
    stop();
    await session.refresh();
    expect(told).toBe(0);
  });

  it('has no token, and nothing to refresh, before a sign-in', async () => {
    const session = createSession(SETTINGS, testPlatform(testServers()));
    expect(await session.accessToken()).toBeUndefined();
    await expect(session.refresh('any')).rejects.toMatchObject({ code: 'no_refresh_token' });
    await expect(session.completeSignIn()).rejects.toMatchObject({ code: 'no_authorization_response' });
  });

  it('keeps the registration of the client after invalid_grant, and the next sign-in discovers the server again', async () => {
    const { session, platform } = await signedIn(refreshAnswering(refusing('invalid_grant')));
    platform.storage.shared.setItem(`oauth:client:${ISSUER}`, '{"client":{"clientId":"kept"}}');
    await expect(session.refresh()).rejects.toMatchObject({ code: 'token_request_refused' });
    expect(platform.storage.shared.getItem(`oauth:client:${ISSUER}`)).not.toBeNull();
    // The server may have changed; the next sign-in discovers it again.
    await session.signIn();
    expect(platform.requests.map(({ url }) => url)).toContain(MCP);
  });

  it('renews a token that expires in one second only after five seconds, and only once if the clock is set back', async () => {
    const { session, platform } = await signedIn(
      testServers({ [SERVER.tokenEndpoint]: granting({ expires_in: 1 }) }),
    );
    for (const [ms, requests] of [
      [0, 0],
      [5_000, 0],
      [1, 1],
      [-24 * 3600_000, 2],
    ] as const) {
      platform.nowMs += ms;
      for (let asked = 0; asked < 3; asked += 1) await session.accessToken();
      expect(tokenRequests(platform)).toHaveLength(requests);
    }
  });

  it('shares a running refresh with a restore', async () => {
    const { platform } = await signedIn();
    const reloaded = platform.reload('https://app.example/');
    const { fetch } = reloaded;
    reloaded.fetch = () => Promise.reject(new TypeError('Failed to fetch'));
    const session = await restored(reloaded);
    reloaded.fetch = fetch;
    const [token] = await Promise.all([session.accessToken(), session.restore()]);
    expect(token).toBe('access-2');
    expect(session.getSnapshot().status).toBe('signed-in');
    expect(tokenRequests(reloaded)).toHaveLength(1);
    expect(revocations(reloaded)).toEqual([]);
  });

  it('can be restored while a sign-in completes, and does not disturb the sign-in', async () => {
    const { session, platform } = await signedIn();
    await session.signIn();
    const again = createSession(SETTINGS, afterRedirect(platform));
    await Promise.all([again.restore(), again.completeSignIn()]);
    expect(again.getSnapshot().status).toBe('signed-in');
    expect(await again.accessToken()).toBe('access-2');
  });

  it('does not disturb a running sign-in if there is nothing to restore', async () => {
    const session = createSession(SETTINGS, testPlatform(testServers()));
    const leaving = session.signIn();
    await session.restore();
    expect(session.getSnapshot().status).not.toBe('signed-out');
    await leaving;
    expect(session.getSnapshot().status).toBe('redirecting');
  });
});
