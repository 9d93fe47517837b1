import { describe, expect, it, vi } from 'vitest';
import {
  type AuthorizationParameters,
  claims,
  createSession,
  type Session,
  type SessionSettings,
} from './index.ts';
import { type Answer, type TestPlatform, testPlatform } from './testing/platform.ts';
import {
  formOf,
  ISSUER,
  REDIRECT_URI,
  SERVER,
  SERVER_METADATA,
  TOKENS,
  testServers,
} from './testing/servers.ts';
import { answered, revocations, SETTINGS } from './testing/signed-in.ts';

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

const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

/** A provider that puts the nonce, which its test sends as the code, into the ID token. */
const provider =
  (token: object = {}, idTokenClaims: object = {}, routes: Record<string, Answer> = {}): Answer =>
  (request) => {
    const { code: nonce } = formOf(request);
    const iat = 1_750_000_000;
    const named = { iss: ISSUER, sub: 'ada', aud: 'app', iat, exp: iat + 60, nonce, ...idTokenClaims };
    if (request.url === SERVER.tokenEndpoint && !routes[request.url]) {
      return Response.json({ ...TOKENS, id_token: `${part({})}.${part(named)}.s`, ...token });
    }
    return routes[request.url]?.(request) ?? new Response(null, { status: 404 });
  };

/** Signs in at the provider, from the page that the platform shows. */
async function signIn(settings: SessionSettings, answer: Answer) {
  const before = testPlatform(answer, { url: `${HOME}notes?all=1#latest` });
  await createSession(settings, before).signIn('/notes');
  const platform = answered(before, { code: lastQuery(before).nonce ?? 'code-1' });
  const session = createSession(settings, platform);
  await session.completeSignIn();
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

  it('are sent as configured, and for one sign-in', async () => {
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
    'response_type',
    'response_mode',
    'scope',
    'resource',
    'request',
    'request_uri',
    'Code_Challenge_Method',
    ' state',
  ])('never replace one of the protocol’s own: %s', async (name) => {
    // As an environment may spell it.
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

  it('have a type that refuses them', () => {
    // @ts-expect-error The protocol's own.
    const parameters: AuthorizationParameters = { prompt: 'login', state: 'x' };
    expect(parameters).toBeDefined();
  });

  it('are sent besides a query that the endpoint has', async () => {
    const server = { ...SETUP.server, authorizationEndpoint: `${ISSUER}/authorize?p=policy&state=x` };
    const platform = testPlatform(provider());
    await createSession({ ...SETUP, server }, platform).signIn();
    const { searchParams } = new URL(platform.navigations[0] ?? '');
    expect(searchParams.get('p')).toBe('policy');
    expect(searchParams.getAll('state')).toHaveLength(1);
    expect(searchParams.get('state')).not.toBe('x');
  });
});

describe('scopes (RFC 6749 §3.3)', () => {
  it.each([
    [['openid', 'offline_access'], 'openid offline_access'],
    [['api://notes/read'], 'api://notes/read'],
    [[], undefined],
  ])(
    'are asked for exactly as configured, where no resource server names its own: %j',
    async (scopes, sent) => {
      const platform = testPlatform(provider());
      await createSession({ ...SETUP, scopes }, platform).signIn();
      expect(lastQuery(platform).scope).toBe(sent);
    },
  );

  it.each([
    ['lists some', ['openid'], 'notes:read openid'],
    [
      'lists none, and so says nothing of them (RFC 8414 §2)',
      undefined,
      'notes:read openid profile unlisted',
    ],
  ])('are asked for by resource where the server %s', async (_what, scopes_supported, sent) => {
    const location = 'https://as.example/.well-known/oauth-authorization-server/t1';
    const metadata = { ...SERVER_METADATA, scopes_supported };
    const platform = testPlatform(testServers({ [location]: () => Response.json(metadata) }));
    await createSession(SETTINGS, platform).signIn();
    expect(lastQuery(platform).scope).toBe(sent);
  });
});

describe('`resource` (RFC 8707 §2)', () => {
  it('is sent in every request where it is set, and in none where it is not', async () => {
    for (const resource of ['https://api.example/', undefined]) {
      const { session, platform } = await signIn({ ...SETUP, resource }, provider());
      await session.refresh();
      const sent = platform.requests.map((request) => formOf(request).resource);
      expect(sent).toEqual([resource, resource]);
    }
  });

  it('is missing from no kept sign-in or grant of a resource server, which are deleted unused then', async () => {
    const platform = testPlatform(testServers());
    await createSession(SETTINGS, platform).signIn();
    const [key = '', text = ''] =
      [...platform.tab.entries].find(([name]) => name.startsWith('oauth:pending:')) ?? [];
    platform.tab.entries.set(key, text.replace(/"resource":"[^"]*",/, ''));
    const session = createSession(SETTINGS, answered(platform));
    await expect(session.completeSignIn()).rejects.toMatchObject({ code: 'unknown_state' });
  });
});

describe('signing out (OpenID Connect RP-Initiated Logout 1.0 §2)', () => {
  /** A provider that issues an ID token with the code alone. */
  const once: Answer = (request) =>
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

  it('tells the client, unless the settings say otherwise', async () => {
    expect((await signOut(SETUP)).query).toEqual({ client_id: 'app', post_logout_redirect_uri: HOME });
  });

  it('shows the ID token where the provider demands it, and keeps it in memory alone', async () => {
    const { url, query, platform } = await signOut({ ...SETUP, endSession: 'id_token_hint' });
    expect(url).toMatch(/^https:\/\/as\.example\/t1\/end-session\?/);
    expect(query).toMatchObject({ client_id: 'app', post_logout_redirect_uri: HOME });
    expect(query.id_token_hint?.split('.')).toHaveLength(3);
    expect(
      [...platform.tab.entries.values(), ...platform.browser.shared.entries.values()].join(),
    ).not.toContain(query.id_token_hint);
  });

  it('stays in the app, and says so, where a reload has lost the ID token', async () => {
    const { url, state } = await signOut({ ...SETUP, endSession: 'id_token_hint' }, true);
    expect([url, state]).toMatchObject([undefined, locally]);
  });

  it('keeps the ID token over a refresh that brings no other', async () => {
    const settings = { ...SETUP, endSession: 'id_token_hint' } as const;
    const { session, platform } = await signIn(settings, once);
    await session.refresh();
    await session.signOut();
    expect(lastQuery(platform).id_token_hint).toBeDefined();
  });

  it('sends Cognito’s `logout_uri`, and stays where there is none to send', async () => {
    const settings = { ...SETUP, endSession: 'logout_uri' } as const;
    expect((await signOut(settings)).query).toEqual({ client_id: 'app', logout_uri: HOME });
    const { url, state } = await signOut({ ...settings, postLogoutRedirectUri: undefined });
    expect([url, state]).toMatchObject([undefined, locally]);
  });

  it('goes nowhere where the settings say so, and still gives the tokens back', async () => {
    const server = { ...SETUP.server, revocationEndpoint: `${ISSUER}/revoke` };
    const { url, state, platform } = await signOut({ ...SETUP, server, endSession: 'none' });
    expect([url, state]).toMatchObject([undefined, locally]);
    expect(revocations(platform)).toHaveLength(1);
  });

  it('says that only the app is signed out where the provider has no end-session page', async () => {
    const { endSessionEndpoint: _none, ...server } = SETUP.server;
    const { url, state } = await signOut({ ...SETUP, server });
    expect([url, state]).toMatchObject([undefined, locally]);
  });

  it('goes to a page that the developer vouches for where metadata names none', async () => {
    const { endSessionEndpoint, ...server } = SETUP.server;
    const vouched = { ...SETUP.vouched, endSessionEndpoint };
    expect((await signOut({ ...SETUP, server, vouched })).url).toContain(endSessionEndpoint);
  });
});

describe('a silent sign-in (`prompt=none`, OpenID Connect Core §3.1.2.1)', () => {
  const SILENT = { ...SETUP, silentSignIn: true };
  const PAGE = `${HOME}notes?all=1#latest`;

  /** A person who signed in without a refresh token, and has just reloaded a page of the app. */
  async function reloaded(settings: SessionSettings = SILENT, token: object = withoutRefreshToken) {
    const { platform } = await signIn(settings, provider(token));
    const tab = platform.reload(PAGE);
    const session = createSession(settings, tab);
    await session.restore();
    await left(session);
    return { tab, session };
  }
  /** A sign-in that `restore` has begun has left by then. */
  const left = (session: Session) =>
    new Promise<void>((resolve) => {
      const check = () => session.getSnapshot().status !== 'discovering' && resolve();
      session.subscribe(check);
      check();
    });

  it('is tried by the document after a reload, at top level, and comes back to where the person was', async () => {
    const { tab, session } = await reloaded();
    expect(session.getSnapshot()).toEqual({ status: 'redirecting' });
    expect(lastQuery(tab)).toMatchObject({ prompt: 'none', code_challenge_method: 'S256' });
    const back = answered(tab, { code: lastQuery(tab).nonce ?? '' });
    const next = createSession(SILENT, back);
    expect(await next.completeSignIn()).toEqual({ returnTo: '/notes?all=1#latest' });
    expect(next.getSnapshot().status).toBe('signed-in');
  });

  it.each(['login_required', 'interaction_required', 'consent_required', 'account_selection_required'])(
    'that the provider refuses with %s ends signed out, quietly, where the person was; and is not tried again',
    async (error) => {
      const { tab } = await reloaded();
      const back = answered(tab, { error });
      const session = createSession(SILENT, back);
      expect(await session.completeSignIn()).toEqual({ returnTo: '/notes?all=1#latest' });
      expect(session.getSnapshot()).toEqual({ status: 'signed-out', reason: 'not-signed-in' });
      const again = back.reload(PAGE);
      const later = createSession(SILENT, again);
      await later.restore();
      expect([later.getSnapshot().status, again.navigations, again.requests]).toEqual(['signed-out', [], []]);
    },
  );

  it('that fails otherwise is told as any sign-in', async () => {
    const { tab } = await reloaded();
    const session = createSession(SILENT, answered(tab, { error: 'invalid_request' }));
    await expect(session.completeSignIn()).rejects.toMatchObject({ code: 'authorization_refused' });
  });

  it('of the app’s own making is no quiet one', async () => {
    const platform = testPlatform(provider());
    await createSession(SILENT, platform).signIn('/', { prompt: 'none' });
    const session = createSession(SILENT, answered(platform, { error: 'login_required' }));
    await expect(session.completeSignIn()).rejects.toMatchObject({ code: 'authorization_refused' });
  });

  it.each<[string, SessionSettings, object]>([
    ['unless the settings say so', SETUP, withoutRefreshToken],
    ['where a refresh token continues the session', SILENT, {}],
  ])('is not tried %s', async (_when, settings, token) => {
    const { tab } = await reloaded(settings, token);
    expect(tab.navigations).toEqual([]);
    expect([...tab.tab.entries.keys()].join()).not.toContain('silent');
  });

  it('is not tried by a tab that was not signed in', async () => {
    const platform = testPlatform(provider());
    const session = createSession(SILENT, platform);
    await session.restore();
    expect([session.getSnapshot().status, platform.navigations]).toEqual(['signed-out', []]);
  });

  it('is not tried after a sign-out, in this tab or another', async () => {
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
      const next = createSession(SILENT, tab);
      await next.restore();
      expect([next.getSnapshot().status, tab.navigations]).toEqual(['signed-out', []]);
    }
  });

  it('is not tried after a sign-out of which this browser could keep no mark', async () => {
    const { session, platform } = await signIn(SILENT, provider(withoutRefreshToken));
    platform.browser.shared.refuse = true;
    platform.browser.shared.entries.clear();
    await session.signOut();
    const tab = platform.reload(PAGE);
    const next = createSession(SILENT, tab);
    await next.restore();
    expect([next.getSnapshot().status, tab.navigations]).toEqual(['signed-out', []]);
  });

  it('is left to the tab by a frame in it, which shares its storage', async () => {
    const { platform } = await signIn(SILENT, provider(withoutRefreshToken));
    const frame = platform.reload(PAGE);
    frame.framed = true;
    await createSession(SILENT, frame).restore();
    const tab = frame.reload(PAGE);
    const session = createSession(SILENT, tab);
    await session.restore();
    await left(session);
    expect([frame.navigations.length, tab.navigations.length]).toEqual([0, 1]);
  });

  it('is not tried by a copy of the tab, nor in a frame', async () => {
    const { platform } = await signIn(SILENT, provider(withoutRefreshToken));
    const copy = platform.duplicate();
    const framed = platform.duplicate();
    framed.framed = true;
    for (const tab of [copy, framed]) {
      const session = createSession(SILENT, tab);
      await session.restore();
      expect([session.getSnapshot().status, tab.navigations]).toEqual(['signed-out', []]);
    }
  });
});

describe('who is signed in (OpenID Connect Core §5.1)', () => {
  const named = {
    name: 'Ada',
    email: 'ada@x.example',
    picture: 'https://x.example/ada.png',
    roles: ['admin'],
  };

  it('is told with every claim of the ID token, typed by the app, over a reload, too', async () => {
    const { session, platform } = await signIn(SETUP, provider({}, named));
    const next = createSession(SETUP, platform.reload(HOME));
    await next.restore();
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

  describe('is asked of the userinfo endpoint (§5.3)', () => {
    const ASKING = { ...SETUP, userinfo: true };
    const more = { sub: 'ada', email: 'ada@x.example', name: 'of the userinfo endpoint' };
    const at = (json: object) => provider({}, { name: 'Ada' }, { [USERINFO]: () => Response.json(json) });
    const asked = ({ requests }: TestPlatform) => requests.filter(({ url }) => url === USERINFO);

    it('where the settings say so, after the token is there; the ID token’s claims come first', async () => {
      const { session, platform } = await signIn(ASKING, at(more));
      expect(session.getSnapshot().status).toBe('signed-in');
      await new Promise<void>((resolve) => session.subscribe(resolve));
      expect(session.getSnapshot()).toMatchObject({
        status: 'signed-in',
        grant: { identity: { subject: 'ada', name: 'Ada', email: 'ada@x.example' } },
      });
      expect(asked(platform).map(({ headers }) => headers.get('Authorization'))).toEqual(['Bearer access-1']);
    });

    it.each<[string, SessionSettings]>([
      ['where the settings say nothing', SETUP],
      ['with a token that is bound to a resource', { ...ASKING, resource: 'https://api.example/' }],
      ['where nobody is named that the response can be compared with', { ...ASKING, scopes: ['notes:read'] }],
    ])('and never %s', async (_when, settings) => {
      const { session, platform } = await signIn(settings, at(more));
      // What was begun before has been sent when this is there.
      await session.refresh();
      expect(asked(platform)).toEqual([]);
    });

    it.each<[string, Answer]>([
      ['speaks of another person (§5.3.2)', () => Response.json({ ...more, sub: 'eve' })],
      ['speaks of no person', () => Response.json({ email: 'ada@x.example' })],
      ['fails', () => new Response(null, { status: 500 })],
      ['is signed', () => new Response('a.b.c', { headers: { 'Content-Type': 'application/jwt' } })],
    ])('which changes nothing where it %s', async (_what, userinfo) => {
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
