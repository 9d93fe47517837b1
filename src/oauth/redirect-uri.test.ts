import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createSession, isAuthorizationResponse, sameOriginPath } from './index.ts';
import { ISSUER, REDIRECT_URI, SERVER } from './testing/examples.ts';
import { type Responder, testPlatform } from './testing/platform.ts';
import { requestOf, tokenRequests } from './testing/requests.ts';
import { granting, idToken, refusing, testServers, unreachable } from './testing/servers.ts';
import { afterRedirect, completed, SETTINGS } from './testing/signing-in.ts';

const ROOT = { ...SETTINGS, redirectUri: 'https://app.example/' };

/** Starts a sign-in, and returns to a URL that is built from its request. */
async function cameBackTo(
  settings: typeof SETTINGS,
  address: (response: string) => string,
  returnTo = '/tools',
) {
  const platform = testPlatform(testServers());
  await createSession(settings, platform).signIn(returnTo);
  const state = requestOf(platform).get('state') ?? '';
  const response = new URLSearchParams({ code: 'code-1', state, iss: ISSUER });
  const back = platform.reload(address(`${response}`));
  return { back, session: createSession(settings, back), state };
}

describe('a response with half a million parameters', () => {
  it.each(['?', '#', '&', '?a?'])('after %s is removed from the URL at once', (mark) => {
    const url = `${REDIRECT_URI}${mark}state=a&error=b${'&'.repeat(500_000)}`;
    const platform = testPlatform(testServers(), { url });
    const started = process.cpuUsage();
    createSession(SETTINGS, platform);
    expect(process.cpuUsage(started).user / 1_000).toBeLessThan(1_500);
    expect(platform.url).not.toMatch(/state|error/);
  });
});

describe('the redirect URI, compared as a router compares it,', () => {
  it.each([
    ['a trailing slash', 'https://app.example/callback/?'],
    ['another case', 'https://app.example/Callback?'],
    ['percent-encoding', 'https://app.example/%63allback?'],
    ['a trailing space', 'https://app.example/callback%20?'],
    ['a doubled slash', 'https://app.example//callback?'],
    ['an encoded slash', 'https://app.example/callback%2F?'],
    ['a full stop', 'https://app.example/callback./%20?'],
    ['"&" in place of "?"', 'https://app.example/callback&'],
    ['a query and a second "?"', 'https://app.example/callback?utm_source=x?'],
    ['the parameter of a Java host', 'https://app.example/callback;jsessionid=A1.node0?'],
    ['"&amp;" between parameters', 'https://app.example/callback?utm_source=x&amp;'],
    ['all of these, and an unrelated parameter', 'https://app.example//%43ALLBACK%20//;a=b?utm_source=x&'],
  ])('with %s completes the sign-in, and the URL becomes the redirect URI', async (_, start) => {
    const { back, session } = await cameBackTo(SETTINGS, (response) => start + response);
    expect(back.url.replace('?utm_source=x', '')).toBe(REDIRECT_URI);
    expect(await session.completeSignIn()).toEqual({ returnTo: '/tools' });
    expect(session.getSnapshot().status).toBe('signed-in');
  });

  it('with a base path matches no address outside that path', async () => {
    const settings = { ...SETTINGS, redirectUri: 'https://app.example/lab/callback' };
    const { session } = await cameBackTo(settings, (response) => `${settings.redirectUri}/?${response}`);
    expect((await session.completeSignIn()).returnTo).toBe('/tools');
    const { back } = await cameBackTo(settings, (response) => `https://app.example/callback?${response}`);
    expect(back.url).toContain('code-1');
  });

  it.each([
    ['/callback.html', '/callback'],
    ['/callback/index.html', '/callback/'],
    ['/index.html', '/'],
    ['/callback', '/callback.html'],
    ['/callback', '/callback/index.html'],
    ['/callback', '/callback.htm'],
    ['/callback.htm', '/callback'],
    ['/callback/index.html', '/callback/index'],
  ])(
    '%s: the sign-in is also completed at %s, because some hosts redirect to that address',
    async (registered, opened) => {
      const settings = { ...SETTINGS, redirectUri: `https://app.example${registered}` };
      const address = `https://app.example${opened}`;
      const { back, session } = await cameBackTo(settings, (response) => `${address}?${response}`);
      expect(back.url).toBe(settings.redirectUri);
      expect(await session.completeSignIn()).toEqual({ returnTo: '/tools' });
    },
  );

  it('keeps its query, and a locale in its path', async () => {
    for (const redirectUri of ['https://app.example/callback?tenant=a', 'https://app.example/de/callback']) {
      const settings = { ...SETTINGS, redirectUri };
      const { session, back } = await cameBackTo(settings, (response) =>
        redirectUri.includes('?') ? `${redirectUri}&${response}` : `${redirectUri}?${response}`,
      );
      expect(back.url).toBe(redirectUri);
      expect((await session.completeSignIn()).returnTo).toBe('/tools');
    }
  });
});

describe('a redirect URI with a fragment (RFC 6749 §3.1.2), as for a hash router,', () => {
  it.each(['https://app.example/#/callback', 'https://app.example/callback#'])(
    'is refused before any request: %s',
    async (redirectUri) => {
      const platform = testPlatform(testServers());
      const session = createSession({ ...SETTINGS, redirectUri }, platform);
      await session.signIn();
      const error = { code: 'unsafe_url', found: redirectUri };
      expect(session.getSnapshot()).toMatchObject({ status: 'failed', error });
      expect([platform.requests, platform.navigations]).toEqual([[], []]);
    },
  );
});

describe('a redirect URI that is also a page of the app', () => {
  it.each([
    ...(`
      https://app.example/ https://app.example/#/tools/whoami https://app.example/?utm_source=x
      https://app.example/?tab=2 https://app.example/?code=SAVE10 https://app.example/?code=&state=
      https://app.example/#a&code=1?state=2
      https://app.example/?state=open&tab=%20a+b
      https://app.example/?error=not-found#/a?state=x&code=y https://app.example/?tab=2#section
    `.match(/\S+/g) ?? []),
  ])('is not treated as a response at %s', (url) => {
    const platform = testPlatform(testServers(), { url });
    const session = createSession(ROOT, platform);
    expect(platform.url).toBe(url);
    expect(session.getSnapshot()).toEqual({ status: 'restoring' });
  });

  it.each(['/#/a', '/?tab=2', '/?tab=2#/deep/link', '/#/tools/whoami?x=1'])(
    'may be the page that a sign-in returns to: %s',
    async (returnTo) => {
      expect(sameOriginPath(returnTo, ROOT.redirectUri)).toBe(returnTo);
      const { session } = await cameBackTo(ROOT, (response) => `https://app.example/?${response}`, returnTo);
      expect(await session.completeSignIn()).toEqual({ returnTo });
    },
  );

  it('is not the path to return to if it has an authorization response: that path is then /', () => {
    for (const response of ['?code', '?error', '#error', '#id_token'])
      expect(sameOriginPath(`/${response}=x&state=y`, ROOT.redirectUri), response).toBe('/');
  });

  it.each(['#/', '#/?', '#!/?', '#?'])(
    'is cleared of a response behind the `#/` of a hash router, and the response is refused: %s',
    async (mark) => {
      const { back, session } = await cameBackTo(ROOT, (response) => ROOT.redirectUri + mark + response);
      const code = 'malformed_authorization_response';
      await expect(session.completeSignIn()).rejects.toMatchObject({ code, returnTo: '/tools' });
      expect(back.url).toBe(ROOT.redirectUri);
    },
  );

  it('is cleared of the response, and keeps the rest of the URL', async () => {
    const { back, session } = await cameBackTo(
      ROOT,
      (response) => `https://app.example/?tab=%20a+b&${response}&session_state=s&&x=%C3%A4#/tools/%20`,
    );
    expect(back.url).toBe('https://app.example/?tab=%20a+b&&x=%C3%A4#/tools/%20');
    expect((await session.completeSignIn()).returnTo).toBe('/tools');
  });

  it.each([
    ...'iss error error_description error_uri session_state access_token id_token token_type'.split(' '),
    ...'expires_in oauth_issuer refresh_token error_code error_message error_reason'.split(' '),
  ])('is cleared of %s in query and fragment, and keeps parameters with a similar name', (name) => {
    const parameters = `${name}=x&${name}2=y&x_${name}=z`;
    const url = `${ROOT.redirectUri}?code=c&state=s&${parameters}#${parameters}`;
    const platform = testPlatform(testServers(), { url });
    createSession(ROOT, platform);
    const kept = `${name}2=y&x_${name}=z`;
    expect(platform.url).toBe(`${ROOT.redirectUri}?${kept}#${kept}`);
  });

  it.each(['//', '//?evil.example', '///evil.example/'])('is cleared of the response: %s', (path) => {
    const mark = path.includes('?') ? '&' : '?';
    const platform = testPlatform(testServers(), { url: `https://app.example${path}${mark}code=c&state=s` });
    createSession({ ...SETTINGS, redirectUri: `https://app.example${path.replace(/\?.*/, '')}` }, platform);
    expect(platform.url).toBe(`https://app.example${path}`);
  });

  it.each(['/', '%20', ';', '.html', '/index'])(
    'is compared in linear time: a link may repeat %s any number of times',
    (part) => {
      const url = `https://app.example/${part.repeat(300_000)}x?code=c&state=s`;
      expect(isAuthorizationResponse(url, `${ROOT.redirectUri}a`)).toBe(false);
    },
  );

  it('has a response only if query or fragment contains a state, and a code or an error', () => {
    fc.assert(
      fc.property(
        fc.subarray(['state', 'code', 'error', 'iss', 'tab', 'access_token']),
        fc.constantFrom('?', '#'),
        (names, mark) => {
          const url = `${ROOT.redirectUri}${mark}${new URLSearchParams(names.map((name) => [name, 'x']))}`;
          const result = names.some((name) => ['code', 'error', 'access_token'].includes(name));
          expect(isAuthorizationResponse(url, ROOT.redirectUri)).toBe(names.includes('state') && result);
        },
      ),
    );
  });
});

describe('completing a sign-in', () => {
  it('fails in the same way at each call after a refusal', async () => {
    const platform = testPlatform(testServers(), { url: `${REDIRECT_URI}?code=x&state=forged` });
    const session = createSession(SETTINGS, platform);
    await expect(session.completeSignIn()).rejects.toMatchObject({ code: 'unknown_state' });
    await expect(session.completeSignIn()).rejects.toMatchObject({ code: 'unknown_state' });
  });

  it.each([
    ['a code without a state', '?code=stolen', 'unknown_state'],
    ['a token in the fragment', '#access_token=stolen', 'malformed_authorization_response'],
    [
      'a token and a state in the fragment',
      '#access_token=stolen&token_type=Bearer&state=x',
      'malformed_authorization_response',
    ],
    ['a state alone', '?state=x', 'unknown_state'],
  ])('refuses %s, and removes it from the URL', async (_, rest, code) => {
    const platform = testPlatform(testServers(), { url: REDIRECT_URI + rest });
    await expect(createSession(SETTINGS, platform).completeSignIn()).rejects.toMatchObject({ code });
    expect(platform.url).toBe(REDIRECT_URI);
    expect(platform.requests).toEqual([]);
  });

  it.each(['code=SAVE10', 'state=s&code=c'])('does not change the URL of another page: %s', async (query) => {
    const url = `https://app.example/offers?${query}`;
    const platform = testPlatform(testServers(), { url });
    const completing = createSession(SETTINGS, platform).completeSignIn();
    await expect(completing).rejects.toMatchObject({ code: 'no_authorization_response' });
    expect(platform.url).toBe(url);
  });

  it('reports an error without a state as unverified', async () => {
    const url = `${REDIRECT_URI}?error=server_error&error_description=Call+%3Cb%3E555%E2%80%AE`;
    const platform = testPlatform(testServers(), { url });
    await expect(createSession(SETTINGS, platform).completeSignIn()).rejects.toMatchObject({
      code: 'unverified_refusal',
      refusal: { error: 'server_error', description: 'Call <b>555 ' },
    });
    expect(platform.url).toBe(REDIRECT_URI);
  });

  it.each([
    ['/callback%', '/Callback%/'],
    ['/R%C3%BCck', '/r%c3%bcck'],
  ])('with the redirect URI %s recognises a response at %s', (redirectPath, openedPath) => {
    const redirectUri = `https://app.example${redirectPath}`;
    const response = `https://app.example${openedPath}?state=s&code=c`;
    expect(isAuthorizationResponse(response, redirectUri)).toBe(true);
  });

  it.each([
    ['/callback%', '/other%'],
    ['/stra%C3%9Fe', '/strasse'],
  ])('with the redirect URI %s recognises no response at %s', (redirectPath, openedPath) => {
    const response = `https://app.example${openedPath}?state=s&code=c`;
    expect(isAuthorizationResponse(response, `https://app.example${redirectPath}`)).toBe(false);
  });

  it('waits in a prerendered callback until the browser shows the document: until then, the storage is a copy', async () => {
    const platform = testPlatform(testServers());
    await createSession(SETTINGS, platform).signIn();
    const { url, browser, tab } = afterRedirect(platform);
    const prerendered = testPlatform(testServers(), { url, browser, tab, prerendered: true });
    const completing = createSession(SETTINGS, prerendered).completeSignIn();
    await new Promise((resolve) => setTimeout(resolve));
    expect(prerendered.requests).toEqual([]);
    expect([...tab.entries.keys()]).toContain(`oauth:pending:${requestOf(platform).get('state')}`);
    prerendered.show();
    await completing;
    expect(tokenRequests(prerendered)).toHaveLength(1);
  });

  it('is refused in a frame: a frame gets no session', async () => {
    const { back } = await cameBackTo(SETTINGS, (response) => `${REDIRECT_URI}?${response}`);
    back.framed = true;
    const framed = createSession(SETTINGS, back);
    await expect(framed.completeSignIn()).rejects.toMatchObject({ code: 'framed' });
    expect(tokenRequests(back)).toEqual([]);
  });

  it('ignores an ID token that the client did not request and that has no nonce', async () => {
    const { scopes: _openid, ...settings } = SETTINGS;
    const token = granting({ id_token: idToken({}) });
    const platform = testPlatform(testServers({ [SERVER.tokenEndpoint]: token }));
    await createSession(settings, platform).signIn();
    expect(requestOf(platform).has('nonce')).toBe(false);
    const session = await completed(afterRedirect(platform), settings);
    expect(session.getSnapshot()).toMatchObject({ status: 'signed-in', grant: { identity: undefined } });
  });

  it('works for a request that encodes spaces as %20, which every server can read', async () => {
    const platform = testPlatform(testServers());
    await createSession(SETTINGS, platform).signIn();
    expect(platform.navigations[0]).toContain('scope=notes%3Aread%20openid%20profile%20offline_access');
    expect(platform.navigations[0]).not.toContain('+');
  });
});

describe('returnTo', () => {
  const DEEP = '/tools/list_notes?from=a-link#top';

  it.each<[string, Record<string, string>, string]>([
    ['denied', { error: 'access_denied', iss: ISSUER }, 'access_denied'],
    ['refused', { error: 'server_error', iss: ISSUER }, 'authorization_refused'],
    ['from the wrong server', { code: 'c', iss: 'https://evil.example' }, 'response_issuer_mismatch'],
    ['from a server that does not say who it is', { code: 'c' }, 'response_issuer_missing'],
    ['without a code', { iss: ISSUER, error: '' }, 'malformed_authorization_response'],
  ])('is known when the response is %s', async (_, parameters, code) => {
    const session = await openedWith(parameters);
    await expect(session.completeSignIn()).rejects.toMatchObject({ code, returnTo: DEEP });
  });

  it.each(['#', '?code=c&', '?iss=%&'])(
    'is known even if the response is malformed because %s precedes it',
    async (start) => {
      const { session } = await cameBackTo(SETTINGS, (response) => REDIRECT_URI + start + response, DEEP);
      const code = 'malformed_authorization_response';
      await expect(session.completeSignIn()).rejects.toMatchObject({ code, returnTo: DEEP });
    },
  );

  it('is known after more than 15 minutes at the server', async () => {
    const session = await openedWith({ code: 'c', iss: ISSUER }, { laterMs: 16 * 60_000 });
    await expect(session.completeSignIn()).rejects.toMatchObject({ code: 'sign_in_expired', returnTo: DEEP });
  });

  it.each<[string, string, Responder]>([
    ['refused', 'token_request_refused', refusing('invalid_grant')],
    ['a server failure', 'unexpected_status', () => new Response(null, { status: 503 })],
    ['unreachable', 'unreachable', unreachable],
    ['a response without a usable token', 'token_response_invalid', () => Response.json({})],
  ])('is known when the exchange fails (%s), even if the tab can store nothing', async (_, code, token) => {
    const back = await cameBackWith({ code: 'c', iss: ISSUER }, { token });
    back.tab.refuse = true;
    const completing = createSession(SETTINGS, back).completeSignIn();
    await expect(completing).rejects.toMatchObject({ code, returnTo: DEEP });
  });

  it('is accepted by the next sign-in', async () => {
    const back = await cameBackWith({ error: 'access_denied', iss: ISSUER });
    const session = createSession(SETTINGS, back);
    const failure: unknown = await session.completeSignIn().catch((error: unknown) => error);
    await session.signIn(Object(failure).returnTo);
    expect(await createSession(SETTINGS, afterRedirect(back)).completeSignIn()).toEqual({ returnTo: DEEP });
  });

  it('is a path of this origin, even if the record was changed', async () => {
    const back = await cameBackWith({ error: 'access_denied', iss: ISSUER });
    for (const [key, record] of back.tab.entries) {
      back.tab.entries.set(key, record.replace(DEEP, '//evil.example'));
    }
    const failure = createSession(SETTINGS, back).completeSignIn();
    await expect(failure).rejects.toMatchObject({ returnTo: '/' });
  });

  const openedWith = async (...asked: Parameters<typeof cameBackWith>) =>
    createSession(SETTINGS, await cameBackWith(...asked));

  async function cameBackWith(parameters: Record<string, string>, { laterMs = 0, token = granting() } = {}) {
    const platform = testPlatform(testServers({ [SERVER.tokenEndpoint]: token }));
    await createSession(SETTINGS, platform).signIn(DEEP);
    const state = requestOf(platform).get('state') ?? '';
    platform.nowMs += laterMs;
    return platform.reload(`${REDIRECT_URI}?${new URLSearchParams({ ...parameters, state })}`);
  }
});
