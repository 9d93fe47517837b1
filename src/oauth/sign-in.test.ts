import { afterEach, describe, expect, it, vi } from 'vitest';
import { createSession } from './index.ts';
import {
  RESOURCE_METADATA,
  RESOURCE_METADATA_URL,
  SERVER_METADATA,
  SERVER_METADATA_URL,
} from './testing/documents.ts';
import { ISSUER, MCP, REDIRECT_URI, SERVER, TOKENS } from './testing/examples.ts';
import { type TestPlatform, testPlatform } from './testing/platform.ts';
import { requestOf, revokedTokens, tokenRequests } from './testing/requests.ts';
import { formOf, granting, heldResponse, idToken, refusing, testServers } from './testing/servers.ts';
import { signedIn } from './testing/signed-in.ts';
import { afterRedirect, completed, SETTINGS, signInAndReturn } from './testing/signing-in.ts';

afterEach(() => vi.unstubAllGlobals());

describe('a sign-in', () => {
  it('requests the scopes of the challenge, and the configured scopes that the server lists', async () => {
    const platform = testPlatform(testServers());
    await createSession(SETTINGS, platform).signIn('/tools');
    expect(requestOf(platform).get('scope')).toBe('notes:read openid profile offline_access');
    expect(requestOf(platform).get('resource')).toBe(MCP);
  });

  it('works in a browser without `URL.canParse` and `URL.parse`, such as Safari before version 17', async () => {
    vi.stubGlobal('URL', Object.assign(class extends URL {}, { canParse: undefined, parse: undefined }));
    const session = await completed(await signInAndReturn(testPlatform(testServers())));
    expect(session.getSnapshot().status).toBe('signed-in');
  });

  it('shows that the exchange of the code is running', async () => {
    const session = createSession(SETTINGS, await signInAndReturn(testPlatform(testServers())));
    const done = session.completeSignIn();
    expect(session.getSnapshot()).toEqual({ status: 'exchanging' });
    await done;
  });

  it('returns to the home page by default, and has the requested scopes if the response names no scopes', async () => {
    const platform = testPlatform(testServers({ [SERVER.tokenEndpoint]: granting({ scope: undefined }) }));
    await createSession(SETTINGS, platform).signIn();
    const session = createSession(SETTINGS, afterRedirect(platform));
    expect(await session.completeSignIn()).toEqual({ returnTo: '/' });
    expect(session.getSnapshot()).toMatchObject({
      grant: { scopes: ['notes:read', 'openid', 'profile', 'offline_access'] },
    });
  });

  it('requests no scope if neither server names a scope', async () => {
    const { scopes_supported: _as, ...server } = SERVER_METADATA;
    const { scopes_supported: _rs, ...resource } = RESOURCE_METADATA;
    const answer = testServers({
      [MCP]: () => new Response(null, { status: 401 }),
      [RESOURCE_METADATA_URL]: () => Response.json(resource),
      [SERVER_METADATA_URL]: () => Response.json(server),
      [SERVER.tokenEndpoint]: granting({ scope: undefined }),
    });
    const { scopes: _wishes, ...settings } = SETTINGS;
    const platform = testPlatform(answer);
    await createSession(settings, platform).signIn();
    expect(requestOf(platform).has('scope')).toBe(false);
    const session = await completed(afterRedirect(platform), settings);
    expect(session.getSnapshot()).toMatchObject({ grant: { scopes: [] } });
  });

  it('keeps the registration of the client after invalid_grant', async () => {
    const platform = await signInAndReturn(
      testPlatform(testServers({ [SERVER.tokenEndpoint]: refusing('invalid_grant') })),
    );
    platform.storage.shared.setItem(`oauth:client:${ISSUER}`, '{"client":{"clientId":"kept"}}');
    await createSession(SETTINGS, platform)
      .completeSignIn()
      .catch(() => undefined);
    expect(platform.storage.shared.getItem(`oauth:client:${ISSUER}`)).not.toBeNull();
  });

  it('is started once by two clicks', async () => {
    const platform = testPlatform(testServers());
    const session = createSession(SETTINGS, platform);
    await Promise.all([session.signIn(), session.signIn()]);
    await session.signIn();
    expect(platform.navigations).toHaveLength(1);
  });

  it('can be started again if the redirect never happened', async () => {
    const platform = testPlatform(testServers());
    const session = createSession(SETTINGS, platform);
    await session.signIn();
    platform.pass(15_000);
    expect(session.getSnapshot()).toEqual({ status: 'signed-out', reason: 'not-signed-in' });
    await session.signIn();
    expect(platform.navigations).toHaveLength(2);
  });

  it('discovers the servers again after a failure', async () => {
    const platform = testPlatform(testServers());
    const { clientId: _none, ...unknown } = SETTINGS;
    const session = createSession(unknown, platform);
    await session.signIn();
    expect(session.getSnapshot()).toMatchObject({ status: 'failed', error: { code: 'client_unknown' } });
    const before = platform.requests.length;
    await session.signIn();
    expect(platform.requests).toHaveLength(2 * before);
  });

  it('reports a defect of the page with an error code, and keeps the cause', async () => {
    const cause = new TypeError('navigation is broken');
    const platform = testPlatform(testServers());
    platform.navigate = () => {
      throw cause;
    };
    const session = createSession(SETTINGS, platform);
    await session.signIn();
    expect(session.getSnapshot()).toMatchObject({ status: 'failed', error: { code: 'unreachable', cause } });
  });

  it('that starts at another origin than its redirect URI reports both origins, and no other part of the URL', async () => {
    const url = 'https://127.0.0.1/callback?code=of-a-response-without-state#access_token=secret';
    const session = createSession(SETTINGS, testPlatform(testServers(), { url }));
    await session.signIn();
    expect(session.getSnapshot()).toMatchObject({
      error: { found: 'https://127.0.0.1', expected: 'https://app.example' },
    });
  });

  it.each<[string, string, (platform: TestPlatform) => unknown]>([
    ['inside a frame', 'framed', (platform) => Object.assign(platform, { framed: true })],
    [
      'at an origin other than the redirect URI’s',
      'origin_mismatch',
      (platform) => Object.assign(platform, { url: 'https://127.0.0.1/' }),
    ],
    [
      'if the browser has no WebCrypto',
      'insecure_context',
      () => vi.stubGlobal('crypto', { getRandomValues: crypto.getRandomValues.bind(crypto) }),
    ],
    ['without storage', 'storage_unavailable', ({ tab }) => Object.assign(tab, { refuse: true })],
  ])('is refused %s, without a navigation', async (_where, code, arrange) => {
    const platform = testPlatform(testServers());
    arrange(platform);
    const session = createSession(SETTINGS, platform);
    await session.signIn();
    expect(session.getSnapshot()).toMatchObject({ status: 'failed', error: { code } });
    expect(platform.navigations).toEqual([]);
    expect(platform.requests).toHaveLength(code === 'storage_unavailable' ? 3 : 0);
  });
});

describe('the completion of a sign-in at the callback', () => {
  it('removes the code from the address bar before any other work', async () => {
    const platform = await signInAndReturn(testPlatform(testServers()));
    createSession(SETTINGS, platform);
    expect(platform.url).toBe(REDIRECT_URI);
  });

  it('sends exactly one request for any number of calls', async () => {
    const platform = await signInAndReturn(testPlatform(testServers()), '/tools?from=here');
    const session = createSession(SETTINGS, platform);
    const done = await Promise.all([session.completeSignIn(), session.completeSignIn()]);
    const returned = { returnTo: '/tools?from=here' };
    expect([...done, await session.completeSignIn()]).toEqual([returned, returned, returned]);
    expect(platform.requests.map(({ url }) => url)).toEqual([SERVER.tokenEndpoint]);
    expect(session.getSnapshot()).toMatchObject({
      status: 'signed-in',
      grant: { issuer: ISSUER, resource: MCP, scopes: ['notes:read'], refreshable: true },
    });
    expect(await session.accessToken()).toBe('access-1');
  });

  it('keeps no access token, code or verifier in any storage', async () => {
    const { platform } = await signedIn();
    const stored = JSON.stringify([...platform.tab.entries]);
    for (const secret of ['access-1', 'code-1', 'codeVerifier']) expect(stored).not.toContain(secret);
    // The shared storage contains only the mark that means "no sign-out so far".
    expect([...platform.storage.shared.entries]).toEqual([
      [`oauth:sign-out:${MCP}`, '{"mark":"AAAAAAAAAAAAAAAAAAAAAA"}'],
    ]);
  });

  it('exchanges the code at the recorded server, even if the metadata has changed', async () => {
    const platform = await signInAndReturn(testPlatform(testServers()));
    for (const key of [...platform.tab.entries.keys()].filter((name) => name.includes('discovery'))) {
      platform.tab.entries.set(key, '{}');
    }
    await createSession(SETTINGS, platform).completeSignIn();
    expect(platform.requests.map(({ url }) => url)).toEqual([SERVER.tokenEndpoint]);
  });

  it('is refused after a reload during the exchange, because the client sends no code twice', async () => {
    const { respond } = heldResponse();
    const platform = await signInAndReturn(testPlatform(testServers({ [SERVER.tokenEndpoint]: respond })));
    const url = platform.url;
    void createSession(SETTINGS, platform).completeSignIn();
    const reloaded = platform.reload(url);
    await expect(createSession(SETTINGS, reloaded).completeSignIn()).rejects.toMatchObject({
      code: 'unknown_state',
    });
    expect(reloaded.requests).toEqual([]);
  });

  it('keeps the path to return to over a reload during the exchange', async () => {
    const { respond } = heldResponse();
    const waiting = testPlatform(testServers({ [SERVER.tokenEndpoint]: respond }));
    const platform = await signInAndReturn(waiting, '/tools?only=mine');
    void createSession(SETTINGS, platform).completeSignIn();
    await platform.whenShown();
    const reloaded = createSession(SETTINGS, platform.reload()).completeSignIn();
    await expect(reloaded).rejects.toMatchObject({
      code: 'no_authorization_response',
      returnTo: '/tools?only=mine',
    });
  });

  it('keeps the path to return to over a reload after a failure', async () => {
    const platform = testPlatform(testServers());
    await createSession(SETTINGS, platform).signIn('/notes');
    const denied = afterRedirect(platform, { error: 'access_denied' });
    const refused = createSession(SETTINGS, denied).completeSignIn();
    await expect(refused).rejects.toMatchObject({ code: 'access_denied' });
    const reloaded = createSession(SETTINGS, denied.reload()).completeSignIn();
    await expect(reloaded).rejects.toMatchObject({ code: 'no_authorization_response', returnTo: '/notes' });
  });

  it('forgets `returnTo` when it succeeds, and accepts from the storage only a path of the app', async () => {
    const { platform } = await signedIn();
    const later = createSession(SETTINGS, platform.reload(REDIRECT_URI)).completeSignIn();
    await expect(later).rejects.toMatchObject({ returnTo: undefined });
    platform.storage.tab.setItem('oauth:return-to', '{"returnTo":"https://evil.example/"}');
    const poisoned = createSession(SETTINGS, platform.reload(REDIRECT_URI)).completeSignIn();
    await expect(poisoned).rejects.toMatchObject({ returnTo: '/' });
  });

  it('keeps an earlier session if it fails', async () => {
    const { platform } = await signedIn();
    const forged = platform.reload(`${REDIRECT_URI}?code=x&state=forged`);
    const session = createSession(SETTINGS, forged);
    await expect(session.completeSignIn()).rejects.toMatchObject({ code: 'unknown_state' });
    // This call shares the restore that the failure started. The second call finds the session restored.
    await session.restore();
    await session.restore();
    expect(session.getSnapshot().status).toBe('signed-in');
    expect(tokenRequests(forged)).toHaveLength(1);
    const reloaded = createSession(SETTINGS, forged.reload(REDIRECT_URI)).completeSignIn();
    await expect(reloaded).rejects.toMatchObject({ returnTo: undefined });
  });

  it('fails if an earlier session cannot continue for now', async () => {
    const { platform } = await signedIn();
    const offline = platform.reload(`${REDIRECT_URI}?code=x&state=forged`);
    offline.fetch = () => Promise.reject(new TypeError());
    const session = createSession(SETTINGS, offline);
    await session.completeSignIn().catch(() => {});
    await expect.poll(() => session.getSnapshot()).toMatchObject({ error: { code: 'unknown_state' } });
  });

  it('does not start at a callback URL without a response, and restores the session', async () => {
    const { platform } = await signedIn();
    for (const [opened, status] of [
      [testPlatform(testServers(), { url: REDIRECT_URI }), 'signed-out'],
      [platform.reload(REDIRECT_URI), 'signed-in'],
    ] as const) {
      const session = createSession(SETTINGS, opened);
      await expect(session.completeSignIn()).rejects.toMatchObject({ code: 'no_authorization_response' });
      await expect.poll(() => session.getSnapshot().status).toBe(status);
    }
  });

  it('names the user of a valid ID token; if the ID token is forged, it fails and revokes the tokens', async () => {
    const withIdToken = (nonce: () => string | null) =>
      testServers({
        [SERVER.tokenEndpoint]: () =>
          Response.json({ ...TOKENS, id_token: idToken({ name: 'Ada', nonce: nonce() }) }),
      });
    const forged = await signInAndReturn(testPlatform(withIdToken(() => 'forged')));
    const session = createSession(SETTINGS, forged);
    await expect(session.completeSignIn()).rejects.toMatchObject({ code: 'id_token_invalid' });
    expect(await session.accessToken()).toBeUndefined();
    await expect.poll(() => revokedTokens(forged)).toEqual(['refresh-1']);

    const platform = testPlatform(withIdToken(() => requestOf(platform).get('nonce')));
    const honest = await completed(await signInAndReturn(platform));
    expect(honest.getSnapshot()).toMatchObject({ grant: { identity: { subject: 'ada', name: 'Ada' } } });
  });

  it.each(
    ['code', 'code_verifier', 'nonce', 'access_token', 'refresh_token'].flatMap((secret) =>
      ['iss', 'aud', 'azp', 'iat', 'exp'].map((claim) => [secret, claim] as const),
    ),
  )('never shows the %s that a hostile server repeats in the %s of an ID token', async (secret, claim) => {
    let repeated = '';
    const platform = testPlatform(
      testServers({
        [SERVER.tokenEndpoint]: (request) => {
          const nonce = requestOf(platform).get('nonce') ?? '';
          repeated = String({ ...TOKENS, nonce, ...formOf(request) }[secret]);
          return Response.json({ ...TOKENS, id_token: idToken({ nonce, [claim]: `is ${repeated}` }) });
        },
      }),
    );
    const session = createSession(SETTINGS, await signInAndReturn(platform));
    const error: unknown = await session.completeSignIn().catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'id_token_invalid', claim, found: 'is …' });
    expect(repeated).not.toBe('undefined');
  });
});
