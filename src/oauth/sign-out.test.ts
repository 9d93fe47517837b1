import { describe, expect, it } from 'vitest';
import { createSession } from './index.ts';
import { SERVER_METADATA, SERVER_METADATA_URL } from './testing/documents.ts';
import { ISSUER, MCP, SERVER, TOKENS } from './testing/examples.ts';
import { type TestPlatform, testBrowser, testPlatform } from './testing/platform.ts';
import { revocations, revokedTokens, tokenRequests } from './testing/requests.ts';
import { formOf, granting, heldResponse, refreshAnswering, testServers } from './testing/servers.ts';
import { rotatingServer, signedIn } from './testing/signed-in.ts';
import { completed, restored, SETTINGS, signInAndReturn } from './testing/signing-in.ts';

const OTHER = 'https://other.example/mcp';

const GRANT = `oauth:grant:${MCP}`;

describe('a sign-out', () => {
  it('deletes and revokes the tokens, and navigates to the end-session page without a token in the URL', async () => {
    const { session, platform } = await signedIn();
    await session.signOut();
    expect(session.getSnapshot()).toEqual({ status: 'signing-out' });
    expect(await session.accessToken()).toBeUndefined();
    expect(revocations(platform).map(formOf)).toEqual([
      { token: 'refresh-1', token_type_hint: 'refresh_token', client_id: 'app' },
    ]);
    const [left] = platform.navigations;
    expect(left).toBe(
      `${ISSUER}/end-session?client_id=app&post_logout_redirect_uri=https%3A%2F%2Fapp.example%2F`,
    );
    expect(JSON.stringify([...platform.tab.entries])).not.toContain('refresh-1');
  });

  it('revokes the access token if there is no refresh token', async () => {
    const { session, platform } = await signedIn(
      testServers({ [SERVER.tokenEndpoint]: granting({ refresh_token: undefined }) }),
    );
    await session.signOut();
    expect(revocations(platform).map(formOf)).toEqual([
      { token: 'access-1', token_type_hint: 'access_token', client_id: 'app' },
    ]);
    // This is the last request of a page, and has to outlive the page.
    expect(revocations(platform)[0]?.init.keepalive).toBe(true);
  });

  it.each([
    [4_096, true],
    [4_097, false],
  ])('revokes a token of %d characters by a request that outlives the page: %s', async (length, outlives) => {
    const refresh_token = 'r'.repeat(length);
    const { session, platform } = await signedIn(
      testServers({ [SERVER.tokenEndpoint]: granting({ refresh_token }) }),
    );
    await session.signOut();
    expect(revocations(platform).map((sent) => [formOf(sent).token, sent.init.keepalive])).toEqual([
      [refresh_token, outlives],
    ]);
  });

  it('stays in the app if the server has no end-session page, and omits a return address that is not set', async () => {
    const { end_session_endpoint: _none, ...metadata } = SERVER_METADATA;
    const answer = testServers({ [SERVER_METADATA_URL]: () => Response.json(metadata) });
    const { session, platform } = await signedIn(answer);
    await session.signOut();
    expect(platform.navigations).toEqual([]);
    expect(session.getSnapshot()).toEqual({ status: 'signed-out', reason: 'signed-out-locally' });
    const signedOut = testPlatform(testServers());
    const ended = createSession(SETTINGS, signedOut);
    await ended.signOut();
    expect(signedOut.navigations).toEqual([]);
    expect(ended.getSnapshot()).toEqual({ status: 'signed-out', reason: 'signed-out' });

    const { postLogoutRedirectUri: _left, ...settings } = SETTINGS;
    const plain = await signInAndReturn(testPlatform(testServers()));
    const leaving = await completed(plain, settings);
    await leaving.signOut();
    expect(plain.navigations).toEqual([`${ISSUER}/end-session?client_id=app`]);
  });

  it('reacts only to a sign-out message, not to other messages of the channel', async () => {
    const browser = testBrowser();
    const { session } = await signedIn(testServers(), browser);
    testPlatform(testServers(), { browser }).broadcast.postMessage('something else');
    expect(session.getSnapshot().status).toBe('signed-in');
  });

  it('ends the session even during a refresh, and revokes the new tokens', async () => {
    const { respond, send } = heldResponse();
    const { session, platform } = await signedIn(refreshAnswering(respond));
    const refreshing = session.refresh();
    await expect.poll(() => tokenRequests(platform).length).toBe(1);
    await session.signOut();
    send(Response.json({ ...TOKENS, refresh_token: 'refresh-late' }));
    await expect(refreshing).rejects.toMatchObject({ code: 'signed_out' });
    expect(session.getSnapshot()).toEqual({ status: 'signing-out' });
    expect(revokedTokens(platform)).toEqual(['refresh-1', 'refresh-late']);
  });

  it('during a refused refresh is reported as a sign-out, not as a refusal', async () => {
    const { respond, send } = heldResponse();
    const { session, platform } = await signedIn(refreshAnswering(respond));
    const refreshing = session.refresh();
    await expect.poll(() => tokenRequests(platform).length).toBe(1);
    await session.signOut();
    send(Response.json({ error: 'invalid_grant' }, { status: 400 }));
    await expect(refreshing).rejects.toMatchObject({ code: 'token_request_refused' });
    expect(session.getSnapshot()).toEqual({ status: 'signing-out' });
  });

  /** A session whose revocation gets its response from the test. */
  async function slowToRevoke() {
    const { respond, send } = heldResponse();
    const { session, platform } = await signedIn(testServers({ [`${ISSUER}/revoke`]: respond }));
    return { session, platform, answer: () => send(new Response(null)) };
  }

  it('shows its progress, and waits at most two seconds for the revocation', async () => {
    const { session, platform } = await slowToRevoke();
    const leaving = session.signOut();
    expect(session.getSnapshot()).toEqual({ status: 'signing-out' });
    expect(platform.tab.entries.has(GRANT)).toBe(false);
    platform.pass(1_999);
    await new Promise((resolve) => setTimeout(resolve));
    expect(platform.navigations).toEqual([]);
    platform.pass(1);
    await leaving;
    expect(platform.navigations.map((url) => new URL(url).pathname)).toEqual(['/t1/end-session']);
  });

  it('does not navigate if another operation has started meanwhile', async () => {
    const { session, platform } = await slowToRevoke();
    const leaving = session.signOut();
    await session.signIn('/again');
    platform.pass(2_000);
    await leaving;
    expect(platform.navigations.map((url) => new URL(url).pathname)).toEqual(['/t1/authorize']);
    expect(session.getSnapshot()).toEqual({ status: 'redirecting' });
  });

  it('ends when the user comes back from the end-session page, or if the navigation to that page does not happen', async () => {
    for (const comeHome of [
      (platform: TestPlatform) => platform.fire('pageshow'),
      (platform: TestPlatform) => platform.pass(15_000),
    ]) {
      const { session, platform } = await signedIn();
      await session.signOut();
      expect(session.getSnapshot()).toEqual({ status: 'signing-out' });
      comeHome(platform);
      expect(session.getSnapshot()).toEqual({ status: 'signed-out', reason: 'signed-out' });
    }
  });

  it('reaches a suspended tab even if the storage has been full since the sign-in', async () => {
    const browser = testBrowser();
    const { session: sleeping, platform: asleep } = await signedIn(rotatingServer(), browser);
    asleep.freeze();
    browser.shared.full = true;
    await createSession(SETTINGS, testPlatform(testServers(), { browser })).signOut();
    expect(await sleeping.accessToken()).toBeUndefined();
    expect(sleeping.getSnapshot()).toEqual({ status: 'signed-out', reason: 'signed-out-in-another-tab' });
  });

  it('reaches a suspended tab even if that tab’s sign-in could not store a mark', async () => {
    const browser = testBrowser();
    browser.shared.full = true;
    const { platform: asleep } = await signedIn(rotatingServer(), browser);
    asleep.freeze();
    browser.shared.full = false;
    await createSession(SETTINGS, testPlatform(testServers(), { browser })).signOut();
    const next = await restored(asleep.reload());
    expect(next.getSnapshot()).toEqual({ status: 'signed-out', reason: 'signed-out-in-another-tab' });
  });

  it('is not assumed if the storage was cleared', async () => {
    const browser = testBrowser();
    await createSession(SETTINGS, testPlatform(testServers(), { browser })).signOut();
    const { session, platform } = await signedIn(rotatingServer(), browser);
    browser.shared.entries.clear();
    expect(await session.accessToken()).toBe('access-1');
    // The next sign-in stores a new mark. This mark is not a sign-out, either.
    await createSession(
      SETTINGS,
      await signInAndReturn(testPlatform(rotatingServer(), { browser })),
    ).completeSignIn();
    expect(await session.accessToken()).toBe('access-1');
    expect((await restored(platform.reload())).getSnapshot().status).toBe('signed-in');
  });

  it('of a server revokes its grant in a tab whose document has no session with that server', async () => {
    const browser = testBrowser();
    const answer = rotatingServer();
    const elsewhere = testPlatform(testServers(), { browser });
    const { platform: awake } = await signedIn(answer, browser);
    // The user continues in this tab, with another server.
    const next = awake.reload('https://app.example/');
    const other = createSession({ ...SETTINGS, serverUrl: OTHER }, next);
    await createSession(SETTINGS, elsewhere).signOut();
    await expect.poll(() => revokedTokens(next)).toEqual(['refresh-1']);
    expect(next.tab.entries.has(GRANT)).toBe(false);
    expect(other.getSnapshot()).toEqual({ status: 'restoring' });
  });

  it('of a server is noticed by the next document of a closed tab, even if that document has a session at another server', async () => {
    const browser = testBrowser();
    const { platform: closed } = await signedIn(rotatingServer(), browser);
    closed.freeze();
    await createSession(SETTINGS, testPlatform(testServers(), { browser })).signOut();
    const reopened = closed.reload('https://app.example/');
    await createSession({ ...SETTINGS, serverUrl: OTHER }, reopened).restore();
    await expect.poll(() => revokedTokens(reopened)).toEqual(['refresh-1']);
    expect(reopened.tab.entries.has(GRANT)).toBe(false);
  });
});
