import { describe, expect, it, vi } from 'vitest';
import {
  type AuthorizationParameters,
  claims,
  createSession,
  fetchUserinfo,
  type Session,
  type SessionSettings,
  silentSignIn,
} from './index.ts';
import { SERVER_METADATA, SERVER_METADATA_URL } from './testing/documents.ts';
import { ISSUER, REDIRECT_URI, SERVER, TOKENS } from './testing/examples.ts';
import { type Responder, type TestPlatform, testPlatform } from './testing/platform.ts';
import { revocations } from './testing/requests.ts';
import { formOf, idToken, testServers } from './testing/servers.ts';
import { afterRedirect, completed, restored, SETTINGS } from './testing/signing-in.ts';

const HOME = 'https://app.example/';
const USERINFO = `${ISSUER}/userinfo`;
const SETUP = {
  clientId: 'app',
  redirectUri: REDIRECT_URI,
  postLogoutRedirectUri: HOME,
  scopes: ['openid', 'profile'],
  server: {
    issuer: ISSUER,
    authorizationEndpoint: SERVER.authorizationEndpoint,
    tokenEndpoint: SERVER.tokenEndpoint,
    endSessionEndpoint: `${ISSUER}/end-session`,
    userinfoEndpoint: USERINFO,
  },
  vouched: { codeChallengeMethod: 'S256' },
} as const satisfies SessionSettings;

/** A provider that copies the code into the `nonce` of the ID token. The tests use the nonce as the code. */
const provider =
  (token: object = {}, idTokenClaims: object = {}, routes: Record<string, Responder> = {}): Responder =>
  (request) => {
    const { code: nonce } = formOf(request);
    if (request.url === SERVER.tokenEndpoint && !routes[request.url]) {
      return Response.json({ ...TOKENS, id_token: idToken({ nonce, ...idTokenClaims }), ...token });
    }
    return routes[request.url]?.(request) ?? new Response(null, { status: 404 });
  };

/** Signs in at the provider, from the current page. */
async function signIn(settings: SessionSettings, answer: Responder) {
  const before = testPlatform(answer, { url: `${HOME}notes?all=1#latest` });
  await createSession(settings, before).signIn('/notes');
  const platform = afterRedirect(before, { code: lastQuery(before).nonce ?? 'code-1' });
  const session = await completed(platform, settings);
  return { session, platform };
}

const lastQuery = ({ navigations }: TestPlatform): Record<string, string> =>
  Object.fromEntries(new URL(navigations.at(-1) ?? HOME).searchParams);
const withoutRefreshToken = { refresh_token: undefined };

describe('authorization parameters (OpenID Connect Core §3.1.2.1)', () => {
  async function queryOf(fixed: AuthorizationParameters, once?: AuthorizationParameters) {
    const platform = testPlatform(provider());
    const session = createSession({ ...SETUP, authorizationParameters: fixed }, platform);
    await session.signIn('/', once);
    return { query: lastQuery(platform), platform, state: session.getSnapshot() };
  }

  it('are sent as the settings give them, and a sign-in can add or replace parameters', async () => {
    const { query } = await queryOf(
      { audience: 'https://api.example/', ui_locales: 'de', prompt: 'consent' },
      { prompt: 'login', login_hint: 'a+b@x.example', acr_values: undefined },
    );
    expect(query).toMatchObject({
      audience: 'https://api.example/',
      ui_locales: 'de',
      prompt: 'login',
      login_hint: 'a+b@x.example',
    });
    expect(query).not.toHaveProperty('acr_values');
  });

  it.each([
    'state',
    'nonce',
    'code_challenge',
    'code_challenge_method',
    'redirect_uri',
    'client_id',
    'client_secret',
    'code_verifier',
    'response_type',
    'response_mode',
    'scope',
    'resource',
    'request',
    'request_uri',
    'Code_Challenge_Method',
    ' state',
    'request.uri',
    'request[uri',
    'scope[]',
  ])('never replace a parameter of the protocol: %s', async (name) => {
    // The cast imitates a value from the environment: its type is not checked.
    const parameters = { [name]: 'plain' } as AuthorizationParameters;
    for (const [fixed, once] of [[parameters], [{}, parameters]] as const) {
      const { state, platform } = await queryOf(fixed, once);
      expect(state).toMatchObject({
        status: 'failed',
        error: { code: 'reserved_parameter', found: name.replace(/\p{Cc}/u, ' ') },
      });
      expect(platform.navigations).toEqual([]);
    }
  });

  it('are typed so that parameters of the protocol do not compile', () => {
    // @ts-expect-error A parameter of the protocol.
    const parameters: AuthorizationParameters = { prompt: 'login', state: 'x' };
    expect(parameters).toBeDefined();
  });

  it('authorization parameters of the protocol replace or remove only parameters of the same names in the query of the endpoint, as any server reads the query', async () => {
    const replaced =
      'state=x&scope=all&REQUEST_URI=x&request=x&request.uri=x&Code.challenge=x&scope%5B%5D=x&%20scope=x';
    const authorizationEndpoint = `${ISSUER}/authorize?p=policy&x-client.sku=js&${replaced}`;
    const settings = { ...SETUP, scopes: [], server: { ...SETUP.server, authorizationEndpoint } };
    const platform = testPlatform(provider());
    await createSession(settings, platform).signIn();
    const { searchParams } = new URL(platform.navigations[0] ?? '');
    const names =
      'p x-client.sku response_type client_id redirect_uri state code_challenge code_challenge_method';
    expect([...searchParams.keys()].join(' ')).toBe(names);
    expect(searchParams.get('p')).toBe('policy');
    expect(searchParams.get('state')).not.toBe('x');
  });
});

describe('scopes (RFC 6749 §3.3)', () => {
  it.each([
    [['openid', 'offline_access'], 'openid offline_access'],
    [['api://notes/read'], 'api://notes/read'],
    [[], undefined],
  ])('are requested exactly as configured if there is no resource server: %j', async (scopes, sent) => {
    const platform = testPlatform(provider());
    await createSession({ ...SETUP, scopes }, platform).signIn();
    expect(lastQuery(platform).scope).toBe(sent);
  });

  it.each([
    ['only those that the server lists, if it lists some', ['openid'], 'notes:read openid'],
    ['all, if the server lists no scopes (RFC 8414 §2)', undefined, 'notes:read openid profile unlisted'],
  ])('in the settings are added to those of the resource: %s', async (_what, scopes_supported, sent) => {
    const metadata = { ...SERVER_METADATA, scopes_supported };
    const platform = testPlatform(testServers({ [SERVER_METADATA_URL]: () => Response.json(metadata) }));
    await createSession(SETTINGS, platform).signIn();
    expect(lastQuery(platform).scope).toBe(sent);
  });
});

describe('`resource` (RFC 8707 §2)', () => {
  it('is sent in every token request if the settings have a resource, and otherwise in no token request', async () => {
    for (const resource of ['https://api.example/', undefined]) {
      const { session, platform } = await signIn({ ...SETUP, resource }, provider());
      await session.refresh();
      const sent = platform.requests.map((request) => formOf(request).resource);
      expect(sent).toEqual([resource, resource]);
    }
  });

  it('must be in the stored sign-in at a resource server: otherwise, no sign-in matches the response', async () => {
    const platform = testPlatform(testServers());
    await createSession(SETTINGS, platform).signIn();
    const [key = '', text = ''] =
      [...platform.tab.entries].find(([name]) => name.startsWith('oauth:pending:')) ?? [];
    platform.tab.entries.set(key, text.replace(/"resource":"[^"]*",/, ''));
    const session = createSession(SETTINGS, afterRedirect(platform));
    await expect(session.completeSignIn()).rejects.toMatchObject({ code: 'unknown_state' });
  });
});

describe('signing out (OpenID Connect RP-Initiated Logout 1.0 §2)', () => {
  /** A provider that issues an ID token only for the code. */
  const once: Responder = (request) =>
    formOf(request).grant_type === 'refresh_token' ? Response.json(TOKENS) : provider()(request);

  async function signOut(settings: SessionSettings, reload = false) {
    const { session, platform } = await signIn(settings, once);
    const tab = reload ? platform.reload(HOME) : platform;
    const current = reload ? createSession(settings, tab) : session;
    if (reload) await current.restore();
    await current.signOut();
    return { url: tab.navigations[0], query: lastQuery(tab), state: current.getSnapshot(), platform: tab };
  }
  const locally = { status: 'signed-out', reason: 'signed-out-locally' };

  it('sends the client ID by default', async () => {
    expect((await signOut(SETUP)).query).toEqual({ client_id: 'app', post_logout_redirect_uri: HOME });
  });

  it('sends the ID token if the provider requires it, and keeps the ID token only in memory', async () => {
    const { url, query, platform } = await signOut({ ...SETUP, endSession: 'id_token_hint' });
    expect(url).toMatch(/^https:\/\/as\.example\/t1\/end-session\?/);
    expect(query).toMatchObject({ client_id: 'app', post_logout_redirect_uri: HOME });
    expect(query.id_token_hint?.split('.')).toHaveLength(3);
    expect(
      [...platform.tab.entries.values(), ...platform.browser.shared.entries.values()].join(),
    ).not.toContain(query.id_token_hint);
  });

  it('ends only the app’s session if a reload has lost the ID token, and the session state says so', async () => {
    const { url, state } = await signOut({ ...SETUP, endSession: 'id_token_hint' }, true);
    expect([url, state]).toMatchObject([undefined, locally]);
  });

  it('keeps the ID token after a refresh without a new ID token', async () => {
    const settings = { ...SETUP, endSession: 'id_token_hint' } as const;
    const { session, platform } = await signIn(settings, once);
    await session.refresh();
    await session.signOut();
    expect(lastQuery(platform).id_token_hint).toBeDefined();
  });

  it('sends the `logout_uri` of Cognito, and stays in the app if the settings have no `logout_uri`', async () => {
    const settings = { ...SETUP, endSession: 'logout_uri' } as const;
    expect((await signOut(settings)).query).toEqual({ client_id: 'app', logout_uri: HOME });
    const { url, state } = await signOut({ ...settings, postLogoutRedirectUri: undefined });
    expect([url, state]).toMatchObject([undefined, locally]);
  });

  it('does not navigate if the setting is `none`, and still revokes the grant', async () => {
    const server = { ...SETUP.server, revocationEndpoint: `${ISSUER}/revoke` };
    const { url, state, platform } = await signOut({ ...SETUP, server, endSession: 'none' });
    expect([url, state]).toMatchObject([undefined, locally]);
    expect(revocations(platform)).toHaveLength(1);
  });

  it('reports that only the app is signed out if the provider has no end-session page', async () => {
    const { endSessionEndpoint: _none, ...server } = SETUP.server;
    const { url, state } = await signOut({ ...SETUP, server });
    expect([url, state]).toMatchObject([undefined, locally]);
  });

  it('is still known to the next document, until the user starts a sign-in', async () => {
    const { platform } = await signOut(SETUP);
    const returned = platform.reload(HOME);
    const session = await restored(returned, SETUP);
    expect(session.getSnapshot()).toEqual({ status: 'signed-out', reason: 'signed-out' });
    const other = await restored(testPlatform(provider(), { browser: returned.browser }), SETUP);
    expect(other.getSnapshot()).toEqual({ status: 'signed-out', reason: 'not-signed-in' });
    await session.signIn();
    const back = await restored(returned.reload(HOME), SETUP);
    expect(back.getSnapshot()).toEqual({ status: 'signed-out', reason: 'not-signed-in' });
  });
});

describe('a silent sign-in (`prompt=none`, OpenID Connect Core §3.1.2.1)', () => {
  const SILENT = { ...SETUP, silentSignIn: true };
  const PAGE = `${HOME}notes?all=1#latest`;

  /** A tab that signed in without a refresh token, after a reload. */
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
    const back = afterRedirect(tab, { code: lastQuery(tab).nonce ?? '' });
    const next = createSession(SILENT, back);
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

  it('a silent sign-in that cannot start ends signed out, without an error', async () => {
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
    'a silent sign-in that the provider refuses with %s ends signed out on the same page, without an error, and does not run again',
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

  it('ends signed out if the refusal lacks the promised `iss` (as with Keycloak 23), and fails if `iss` has the wrong value', async () => {
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

  it('a silent sign-in that the provider refuses with another error fails like any other sign-in', async () => {
    const { tab } = await reloaded();
    const session = createSession(SILENT, afterRedirect(tab, { error: 'invalid_request' }));
    await expect(session.completeSignIn()).rejects.toMatchObject({ code: 'authorization_refused' });
  });

  it('a silent sign-in that the app requests with `prompt=none` fails like any other sign-in', async () => {
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
    const next = await restored(tab, SILENT);
    expect([next.getSnapshot().status, tab.navigations]).toEqual(['signed-out', []]);
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

describe('the identity of the user (OpenID Connect Core §5.1)', () => {
  const named = {
    name: 'Ada',
    email: 'ada@x.example',
    picture: 'https://x.example/ada.png',
    roles: ['admin'],
  };

  it('has every claim of the ID token, even after a reload; the app chooses the types of the claims', async () => {
    const { session, platform } = await signIn(SETUP, provider({}, named));
    const next = await restored(platform.reload(HOME), SETUP);
    for (const { grant } of [session, next].map((each) => Object(each.getSnapshot()))) {
      expect(grant.identity).toMatchObject({
        subject: 'ada',
        name: 'Ada',
        email: 'ada@x.example',
        picture: named.picture,
      });
      expect(claims<{ roles: string[] }>(grant.identity).roles).toEqual(['admin']);
    }
    expect(claims<{ roles: string[] }>(undefined).roles).toBeUndefined();
  });

  it.each(['javascript:alert(1)', 'http://x.example/ada.png', 'ada.png', 7])(
    'has no picture at %s',
    async (picture) => {
      const { session } = await signIn(SETUP, provider({}, { picture }));
      expect(session.getSnapshot()).toMatchObject({ grant: { identity: { picture: undefined } } });
    },
  );

  describe('is completed with claims from the userinfo endpoint (§5.3)', () => {
    const ASKING = { ...SETUP, userinfo: true };
    const more = { sub: 'ada', email: 'ada@x.example', name: 'of the userinfo endpoint' };
    const at = (json: object) => provider({}, { name: 'Ada' }, { [USERINFO]: () => Response.json(json) });
    const asked = ({ requests }: TestPlatform) => requests.filter(({ url }) => url === USERINFO);

    it('after the token response, if the settings say so; claims of the ID token take precedence', async () => {
      const { session, platform } = await signIn(ASKING, at(more));
      expect(session.getSnapshot().status).toBe('signed-in');
      await new Promise<void>((resolve) => session.subscribe(resolve));
      expect(session.getSnapshot()).toMatchObject({
        status: 'signed-in',
        grant: { identity: { subject: 'ada', name: 'Ada', email: 'ada@x.example' } },
      });
      expect(asked(platform).map(({ headers }) => headers.get('Authorization'))).toEqual(['Bearer access-1']);
      const reloaded = await restored(platform.reload(HOME), ASKING);
      expect(reloaded.getSnapshot()).toMatchObject({ grant: { identity: { email: 'ada@x.example' } } });
    });

    it('also if the provider sends the subject as a number, as at a refresh', async () => {
      const subject = { sub: 7 };
      const respond = provider({}, subject, { [USERINFO]: () => Response.json({ ...more, ...subject }) });
      const { session } = await signIn(ASKING, respond);
      const grant = { identity: { subject: '7', email: 'ada@x.example' } };
      await vi.waitFor(() => expect(session.getSnapshot()).toMatchObject({ grant }));
      await session.refresh();
      expect(session.getSnapshot()).toMatchObject({ status: 'signed-in', grant });
    });

    it('outside a session, too: the app passes the token to `fetchUserinfo`', async () => {
      const platform = testPlatform(at(more));
      const identity = { subject: 'ada', claims: { name: 'Ada' } };
      const grant = {
        server: { ...SERVER, userinfoEndpoint: USERINFO },
        clientId: 'app',
        scopes: [],
        identity,
      };
      expect(await fetchUserinfo(platform, grant, 'access-9')).toMatchObject({
        name: 'Ada',
        email: 'ada@x.example',
      });
      expect(asked(platform).map(({ headers }) => headers.get('Authorization'))).toEqual(['Bearer access-9']);
    });

    it.each<[string, SessionSettings]>([
      ['if the settings do not ask for it', SETUP],
      ['if the token is bound to a resource', { ...ASKING, resource: 'https://api.example/' }],
      ['if there is no ID token to compare the response with', { ...ASKING, scopes: ['notes:read'] }],
    ])('but not %s', async (_when, settings) => {
      const { session, platform } = await signIn(settings, at(more));
      // A request to the userinfo endpoint would be sent before the refresh.
      await session.refresh();
      expect(asked(platform)).toEqual([]);
    });

    it('but not if a listener signs the user out immediately', async () => {
      const before = testPlatform(at(more));
      await createSession(ASKING, before).signIn();
      const platform = afterRedirect(before, { code: lastQuery(before).nonce });
      const session = createSession(ASKING, platform);
      session.subscribe(() => {
        if (session.getSnapshot().status === 'signed-in') void session.signOut();
      });
      await session.completeSignIn();
      await platform.elapse(250);
      expect(asked(platform)).toEqual([]);
    });

    it('but not if the grant has ended in the meantime, and the state still shows a started redirect', async () => {
      const answers: ((json: object) => void)[] = [];
      const slow: Responder = () =>
        new Promise((resolve) => answers.push((json) => resolve(Response.json(json))));
      const waiting = async () => {
        const signedIn = await signIn(ASKING, provider({}, { name: 'Ada' }, { [USERINFO]: slow }));
        await vi.waitFor(() => expect(asked(signedIn.platform)).toHaveLength(1));
        return signedIn;
      };
      const ended = await waiting();
      await ended.session.signOut();
      const leaving = await waiting();
      await leaving.session.signIn();
      for (const answer of answers) answer(more);
      await ended.platform.elapse(250);
      expect(ended.session.getSnapshot()).toMatchObject({ status: 'signing-out' });
      expect([...ended.platform.tab.entries].join()).not.toContain('ada@x.example');
      expect(leaving.session.getSnapshot()).toMatchObject({ status: 'redirecting' });
    });

    it.each<[string, Responder]>([
      ['cannot be reached', () => Promise.reject(new TypeError('Failed to fetch'))],
      ['names another user (§5.3.2)', () => Response.json({ ...more, sub: 'eve' })],
      ['names no user', () => Response.json({ email: 'ada@x.example' })],
      ['fails', () => new Response(null, { status: 500 })],
      [
        'returns a signed response',
        () => new Response('a.b.c', { headers: { 'Content-Type': 'application/jwt' } }),
      ],
    ])('but not if the endpoint %s', async (_what, userinfo) => {
      const { session, platform } = await signIn(
        ASKING,
        provider({}, { name: 'Ada' }, { [USERINFO]: userinfo }),
      );
      await vi.waitFor(() => expect(asked(platform)).toHaveLength(1));
      await session.refresh();
      expect(session.getSnapshot()).toMatchObject({
        status: 'signed-in',
        grant: { identity: { name: 'Ada', email: undefined } },
      });
    });
  });
});
