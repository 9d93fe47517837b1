import { describe, expect, it } from 'vitest';
import { createSession } from './index.ts';
import { SERVER_METADATA, SERVER_METADATA_URL } from './testing/documents.ts';
import { ISSUER, SERVER, TOKENS } from './testing/examples.ts';
import { testBrowser, testPlatform } from './testing/platform.ts';
import { revocations, revokedTokens, tokenRequests } from './testing/requests.ts';
import { formOf, granting, heldResponse, refreshAnswering, testServers } from './testing/servers.ts';
import { signedIn } from './testing/signed-in.ts';
import { completed, SETTINGS, signInAndReturn } from './testing/signing-in.ts';

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
});
