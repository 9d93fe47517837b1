import { afterEach, describe, expect, it, vi } from 'vitest';
import { createSession, pendingServerUrl, type Session } from './index.ts';
import { type Answer, type TestPlatform, testBrowser, testPlatform } from './test-platform.ts';
import {
  formOf,
  ISSUER,
  MCP,
  REDIRECT_URI,
  RESOURCE_METADATA,
  SERVER,
  SERVER_METADATA,
  TOKENS,
  testServers,
} from './test-servers.ts';

const SETTINGS = {
  serverUrl: MCP,
  clientId: 'app',
  redirectUri: REDIRECT_URI,
  scopes: ['openid', 'profile', 'unlisted'],
  postLogoutRedirectUri: 'https://app.example/',
};

/** A token endpoint that rotates refresh tokens, and refuses any but the newest. */
function rotatingServer() {
  let issued = 0;
  const answer: Answer = (request) => {
    const { refresh_token } = formOf(request);
    if (refresh_token !== undefined && refresh_token !== `refresh-${issued}`) {
      return Response.json({ error: 'invalid_grant' }, { status: 400 });
    }
    issued += 1;
    return Response.json({ ...TOKENS, access_token: `access-${issued}`, refresh_token: `refresh-${issued}` });
  };
  return testServers({ [SERVER.tokenEndpoint]: answer });
}

/** Starts a sign-in and comes back with its answer in the address bar. */
async function comeBack(platform: TestPlatform, returnTo = '/tools'): Promise<TestPlatform> {
  await createSession(SETTINGS, platform).signIn(returnTo);
  const state = new URL(platform.navigations[0] ?? '').searchParams.get('state') ?? '';
  const answer = new URLSearchParams({ code: 'code-1', state, iss: ISSUER });
  return platform.reload(`${REDIRECT_URI}?${answer}`);
}

async function signedIn(
  answer: Answer = rotatingServer(),
): Promise<{ session: Session; platform: TestPlatform }> {
  const platform = await comeBack(testPlatform(answer));
  const session = createSession(SETTINGS, platform);
  await session.completeSignIn();
  platform.requests.length = 0;
  return { session, platform };
}

const tokenRequests = ({ requests }: TestPlatform) =>
  requests.filter(({ url }) => url === SERVER.tokenEndpoint);
const revocations = ({ requests }: TestPlatform) => requests.filter(({ url }) => url.endsWith('/revoke'));

afterEach(() => {
  vi.unstubAllGlobals();
});

describe('signing in', () => {
  it('asks for what the challenge wants, plus what the server lists of our wishes', async () => {
    const platform = testPlatform(testServers());
    await createSession(SETTINGS, platform).signIn('/tools');
    const request = new URL(platform.navigations[0] ?? '');
    expect(request.searchParams.get('scope')).toBe('notes:read openid profile offline_access');
    expect(request.searchParams.get('resource')).toBe(MCP);
  });

  it('shows each step it waits for', async () => {
    const platform = testPlatform(testServers());
    const session = createSession(SETTINGS, platform);
    const seen: string[] = [];
    session.subscribe(() => seen.push(session.getSnapshot().status));
    await session.signIn();
    expect(seen).toEqual(['discovering', 'redirecting']);
  });

  it('takes two clicks for one sign-in', async () => {
    const platform = testPlatform(testServers());
    const session = createSession(SETTINGS, platform);
    await Promise.all([session.signIn(), session.signIn()]);
    await session.signIn();
    expect(platform.navigations).toHaveLength(1);
  });

  it('can be started again when the redirect never happened', async () => {
    const platform = testPlatform(testServers());
    const session = createSession(SETTINGS, platform);
    await session.signIn();
    platform.pass(15_000);
    expect(session.getSnapshot()).toEqual({ status: 'signed-out', reason: 'not-signed-in' });
    await session.signIn();
    expect(platform.navigations).toHaveLength(2);
  });

  it('asks nobody anything the second time in a tab', async () => {
    const platform = testPlatform(testServers());
    await createSession(SETTINGS, platform).signIn();
    const before = platform.requests.length;
    await createSession(SETTINGS, platform).signIn();
    expect(platform.requests).toHaveLength(before);
  });

  it.each<[string, string, (platform: TestPlatform) => void]>([
    [
      'inside a frame',
      'framed',
      (platform) => {
        platform.framed = true;
      },
    ],
    [
      'at another origin than the redirect URI',
      'origin_mismatch',
      (platform) => {
        platform.url = 'https://127.0.0.1/';
      },
    ],
    [
      'where the browser has no WebCrypto',
      'insecure_context',
      () => {
        vi.stubGlobal('crypto', { getRandomValues: crypto.getRandomValues.bind(crypto) });
      },
    ],
    [
      'without storage',
      'storage_unavailable',
      (platform) => {
        platform.tab.refuse = true;
      },
    ],
  ])('is refused %s, and nothing is left for', async (_where, code, arrange) => {
    const platform = testPlatform(testServers());
    arrange(platform);
    const session = createSession(SETTINGS, platform);
    await session.signIn();
    expect(session.getSnapshot()).toMatchObject({ status: 'failed', error: { code } });
    expect(platform.navigations).toEqual([]);
  });
});

describe('finishing a sign-in', () => {
  it('takes the code out of the address bar before anything else runs', async () => {
    const platform = await comeBack(testPlatform(testServers()));
    createSession(SETTINGS, platform);
    expect(platform.url).toBe(REDIRECT_URI);
  });

  it('leaves code and state on any other page alone', () => {
    const platform = testPlatform(testServers(), { url: 'https://app.example/search?code=7&state=x' });
    createSession(SETTINGS, platform);
    expect(platform.url).toBe('https://app.example/search?code=7&state=x');
  });

  it('takes exactly one request, however often it is asked for', async () => {
    const platform = await comeBack(testPlatform(testServers()), '/tools?from=here');
    const session = createSession(SETTINGS, platform);
    const done = await Promise.all([session.completeSignIn(), session.completeSignIn()]);
    expect(done).toEqual([{ returnTo: '/tools?from=here' }, { returnTo: '/tools?from=here' }]);
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
    expect(platform.storage.shared.length).toBe(0);
  });

  it('exchanges the code at the recorded server, whatever its metadata says by now', async () => {
    const platform = await comeBack(testPlatform(testServers()));
    for (const key of [...platform.tab.entries.keys()].filter((name) => name.includes('discovery'))) {
      platform.tab.entries.set(key, '{}');
    }
    await createSession(SETTINGS, platform).completeSignIn();
    expect(platform.requests.map(({ url }) => url)).toEqual([SERVER.tokenEndpoint]);
  });

  it('is refused once the record is gone, and sends nothing', async () => {
    const platform = await comeBack(testPlatform(testServers()));
    platform.tab.entries.clear();
    const session = createSession(SETTINGS, platform);
    await expect(session.completeSignIn()).rejects.toMatchObject({ code: 'unknown_state' });
    expect(platform.requests).toEqual([]);
    expect(session.getSnapshot()).toMatchObject({ status: 'failed', error: { code: 'unknown_state' } });
  });

  it('after a reload in mid-exchange is refused: the code is not sent twice', async () => {
    const hanging = () => new Promise<Response>(() => {});
    const platform = await comeBack(testPlatform(testServers({ [SERVER.tokenEndpoint]: hanging })));
    const url = platform.url;
    void createSession(SETTINGS, platform).completeSignIn();
    const reloaded = platform.reload(url);
    await expect(createSession(SETTINGS, reloaded).completeSignIn()).rejects.toMatchObject({
      code: 'unknown_state',
    });
    expect(reloaded.requests).toEqual([]);
  });

  it('that fails leaves a session standing that was there before', async () => {
    const { platform } = await signedIn();
    const forged = platform.reload(`${REDIRECT_URI}?code=x&state=forged`);
    const session = createSession(SETTINGS, forged);
    await expect(session.completeSignIn()).rejects.toMatchObject({ code: 'unknown_state' });
    await session.restore();
    expect(session.getSnapshot().status).toBe('signed-in');
  });

  it('with an ID token names the person, and with a forged one signs nobody in', async () => {
    const withIdToken = (nonce: () => string) =>
      testServers({
        [SERVER.tokenEndpoint]() {
          const now = 1_750_000_000;
          const claims = {
            iss: ISSUER,
            sub: 'p1',
            name: 'Ada',
            aud: 'app',
            iat: now,
            exp: now + 9,
            nonce: nonce(),
          };
          const id_token = `e30.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.x`;
          return Response.json({ ...TOKENS, id_token });
        },
      });
    const forged = await comeBack(testPlatform(withIdToken(() => 'forged')));
    const session = createSession(SETTINGS, forged);
    await expect(session.completeSignIn()).rejects.toMatchObject({ code: 'id_token_invalid' });
    expect(await session.accessToken()).toBeUndefined();

    let nonce = '';
    const platform = testPlatform(withIdToken(() => nonce));
    const back = await comeBack(platform);
    nonce = new URL(platform.navigations[0] ?? '').searchParams.get('nonce') ?? '';
    const honest = createSession(SETTINGS, back);
    await honest.completeSignIn();
    expect(honest.getSnapshot()).toMatchObject({ grant: { identity: { subject: 'p1', name: 'Ada' } } });
  });
});

describe('a session over time', () => {
  it('comes back after a reload with one refresh', async () => {
    const { platform } = await signedIn();
    const reloaded = platform.reload('https://app.example/tools');
    const session = createSession(SETTINGS, reloaded);
    await Promise.all([session.restore(), session.restore()]);
    expect(session.getSnapshot()).toMatchObject({ status: 'signed-in', grant: { scopes: ['notes:read'] } });
    expect(reloaded.requests).toHaveLength(1);
  });

  it('is not looked for without end where the browser stores nothing', async () => {
    const platform = testPlatform(testServers());
    platform.tab.refuse = true;
    const session = createSession(SETTINGS, platform);
    await session.restore();
    expect(session.getSnapshot()).toMatchObject({ status: 'failed', error: { code: 'storage_unavailable' } });
  });

  it('of a server without refresh tokens ends with the reload', async () => {
    const answer = testServers({
      [SERVER.tokenEndpoint]: () => Response.json({ ...TOKENS, refresh_token: undefined }),
    });
    const { platform } = await signedIn(answer);
    const session = createSession(SETTINGS, platform.reload('https://app.example/'));
    await session.restore();
    expect(session.getSnapshot()).toEqual({ status: 'signed-out', reason: 'not-signed-in' });
  });

  it('renews an access token that is about to expire, once for all who ask', async () => {
    const { session, platform } = await signedIn();
    platform.pass(895_000);
    expect(await Promise.all([session.accessToken(), session.accessToken()])).toEqual([
      'access-2',
      'access-2',
    ]);
    expect(tokenRequests(platform)).toHaveLength(1);
  });

  it('renews a refused access token once, however many calls were refused', async () => {
    const { session, platform } = await signedIn();
    const renewed = await Promise.all([session.refresh('access-1'), session.refresh('access-1')]);
    expect(renewed).toEqual(['access-2', 'access-2']);
    expect(await session.refresh('access-1')).toBe('access-2');
    expect(tokenRequests(platform)).toHaveLength(1);
  });

  it('uses the newest refresh token, and keeps the old one when no new one comes', async () => {
    const { session, platform } = await signedIn();
    await session.refresh();
    await session.refresh();
    expect(tokenRequests(platform).map((request) => formOf(request).refresh_token)).toEqual([
      'refresh-1',
      'refresh-2',
    ]);

    const keeping = await signedIn(
      testServers({
        [SERVER.tokenEndpoint]: (request) =>
          Response.json({ ...TOKENS, refresh_token: formOf(request).code && 'refresh-1' }),
      }),
    );
    await keeping.session.refresh();
    await keeping.session.refresh();
    expect(tokenRequests(keeping.platform).map((request) => formOf(request).refresh_token)).toEqual([
      'refresh-1',
      'refresh-1',
    ]);
  });

  it('shows a narrowed scope and never takes a wider one (RFC 6749 §6)', async () => {
    const { session } = await signedIn(
      testServers({
        [SERVER.tokenEndpoint]: (request) =>
          Response.json({ ...TOKENS, scope: formOf(request).code ? 'a b' : 'b c' }),
      }),
    );
    await session.refresh();
    expect(session.getSnapshot()).toMatchObject({ grant: { scopes: ['b'] } });
  });

  it('ends when a refresh is refused, without a loop', async () => {
    const { session, platform } = await signedIn(
      testServers({
        [SERVER.tokenEndpoint]: (request) =>
          formOf(request).code
            ? Response.json(TOKENS)
            : Response.json({ error: 'invalid_grant' }, { status: 401 }),
      }),
    );
    await expect(session.refresh()).rejects.toMatchObject({ code: 'token_request_refused' });
    expect(session.getSnapshot()).toEqual({ status: 'signed-out', reason: 'session-ended' });
    expect(await session.accessToken()).toBeUndefined();
    expect(tokenRequests(platform)).toHaveLength(1);
    expect(JSON.stringify([...platform.tab.entries])).not.toContain('refresh-1');
  });

  it('survives a network failure during a refresh', async () => {
    let down = false;
    const { session } = await signedIn(
      testServers({
        [SERVER.tokenEndpoint]: () => {
          if (down) throw new TypeError('Failed to fetch');
          return Response.json(TOKENS);
        },
      }),
    );
    down = true;
    await expect(session.refresh()).rejects.toMatchObject({ code: 'unreachable' });
    expect(session.getSnapshot().status).toBe('signed-in');
    down = false;
    expect(await session.refresh()).toBe('access-1');
  });

  it('does not renew in a loop when tokens live for one second, or the clock jumps back', async () => {
    const { session, platform } = await signedIn(
      testServers({ [SERVER.tokenEndpoint]: () => Response.json({ ...TOKENS, expires_in: 1 }) }),
    );
    for (let asked = 0; asked < 20; asked += 1) await session.accessToken();
    expect(tokenRequests(platform)).toHaveLength(0);
    platform.nowMs -= 24 * 3600_000;
    for (let asked = 0; asked < 20; asked += 1) await session.accessToken();
    expect(tokenRequests(platform)).toHaveLength(0);
  });

  it('renews once after a sleep of days', async () => {
    const { session, platform } = await signedIn();
    platform.pass(3 * 24 * 3600_000);
    await Promise.all(Array.from({ length: 10 }, () => session.accessToken()));
    expect(tokenRequests(platform)).toHaveLength(1);
  });
});

describe('signing out', () => {
  it('forgets, revokes, and leaves for the end-session page with no token in the address', async () => {
    const { session, platform } = await signedIn();
    await session.signOut();
    expect(session.getSnapshot()).toEqual({ status: 'signed-out', reason: 'signed-out' });
    expect(revocations(platform).map(formOf)).toEqual([
      { token: 'refresh-1', token_type_hint: 'refresh_token', client_id: 'app' },
    ]);
    const [left] = platform.navigations;
    expect(left).toBe(
      `${ISSUER}/end-session?client_id=app&post_logout_redirect_uri=https%3A%2F%2Fapp.example%2F`,
    );
    expect(JSON.stringify([...platform.tab.entries])).not.toContain('refresh-1');
  });

  it('works without a network: the tokens are gone from here', async () => {
    const { session, platform } = await signedIn(
      testServers({
        [`${ISSUER}/revoke`]: () => {
          throw new TypeError('Failed to fetch');
        },
      }),
    );
    await session.signOut();
    expect(await session.accessToken()).toBeUndefined();
    expect(platform.tab.entries.has(`oauth:grant:${MCP}`)).toBe(false);
  });

  it('during a refresh wins, and revokes what the refresh brings', async () => {
    let answer = () => {};
    const { session, platform } = await signedIn(
      testServers({
        [SERVER.tokenEndpoint]: (request) =>
          formOf(request).code
            ? Response.json(TOKENS)
            : new Promise((resolve) => {
                answer = () => resolve(Response.json({ ...TOKENS, refresh_token: 'refresh-late' }));
              }),
      }),
    );
    const refreshing = session.refresh();
    await expect.poll(() => tokenRequests(platform).length).toBe(1);
    await session.signOut();
    answer();
    await expect(refreshing).rejects.toMatchObject({ code: 'signed_out' });
    expect(session.getSnapshot().status).toBe('signed-out');
    expect(revocations(platform).map((request) => formOf(request).token)).toEqual([
      'refresh-1',
      'refresh-late',
    ]);
  });
});

describe('stepping up (RFC 6750 §3.1)', () => {
  /** Grants what is asked for, but for `refused`. */
  const granting = (refused: string[] = []) => {
    let asked = '';
    const answer = testServers({
      [SERVER.tokenEndpoint]: (request) => {
        const scope = asked
          .split(' ')
          .filter((each) => !refused.includes(each))
          .join(' ');
        return Response.json({ ...TOKENS, ...(formOf(request).code && { scope }) });
      },
    });
    return { answer, ask: (scope: string) => (asked = scope) };
  };

  /** Follows the newest navigation and comes back with a code. */
  async function follow(platform: TestPlatform, ask: (scope: string) => void) {
    const left = new URL(platform.navigations.at(-1) ?? '');
    const scope = left.searchParams.get('scope') ?? '';
    ask(scope);
    const state = left.searchParams.get('state') ?? '';
    const back = platform.reload(
      `${REDIRECT_URI}?${new URLSearchParams({ code: 'code-2', state, iss: ISSUER })}`,
    );
    const session = createSession(SETTINGS, back);
    const { returnTo } = await session.completeSignIn();
    return { session, platform: back, scope, returnTo };
  }

  async function stepUp(refused: string[], demanded: string[][]) {
    const { answer, ask } = granting(refused);
    const first = testPlatform(answer);
    await createSession(SETTINGS, first).signIn();
    let now = await follow(first, ask);
    for (const scopes of demanded) {
      await now.session.stepUp(scopes, '/tools/add_note');
      now = await follow(now.platform, ask);
    }
    return now;
  }

  it('asks for the union of what is granted and what is demanded, and comes back', async () => {
    const { session, scope, returnTo } = await stepUp([], [['notes:write']]);
    expect(scope.split(' ')).toEqual(
      expect.arrayContaining(['notes:read', 'openid', 'profile', 'notes:write']),
    );
    expect(returnTo).toBe('/tools/add_note');
    expect(session.getSnapshot()).toMatchObject({
      grant: { scopes: expect.arrayContaining(['notes:write']) },
    });
  });

  it('goes on as long as each sign-in brings what was demanded', async () => {
    const { scope } = await stepUp([], [['a'], ['b'], ['c'], ['d']]);
    expect(scope.split(' ')).toEqual(expect.arrayContaining(['a', 'b', 'c', 'd']));
  });

  it('ends after two that brought nothing, and leaves the session as it was', async () => {
    const { session, platform } = await stepUp(['never'], [['never'], ['never']]);
    await expect(session.stepUp(['never'])).rejects.toMatchObject({ code: 'step_up_exhausted' });
    expect(platform.navigations).toEqual([]);
    expect(session.getSnapshot().status).toBe('signed-in');
    expect(await session.accessToken()).toBe('access-1');
  });

  it('is not begun for scopes that are granted already: the server would refuse again', async () => {
    const { session, platform } = await stepUp([], [['notes:write']]);
    await expect(session.stepUp(['notes:write'])).rejects.toMatchObject({ code: 'step_up_exhausted' });
    expect(platform.navigations).toEqual([]);
  });

  it('that cannot leave keeps the grant at hand', async () => {
    const { session, platform } = await signedIn();
    platform.tab.refuse = true;
    await expect(session.stepUp(['more'])).rejects.toMatchObject({ code: 'storage_unavailable' });
    expect(session.getSnapshot().status).toBe('signed-in');
  });

  it('that never left goes back to the grant at hand', async () => {
    const { session, platform } = await signedIn();
    await session.stepUp(['more']);
    expect(session.getSnapshot().status).toBe('redirecting');
    platform.pass(15_000);
    expect(session.getSnapshot().status).toBe('signed-in');
  });

  it('without a session is a sign-in that asks for the scopes', async () => {
    const platform = testPlatform(testServers());
    await createSession(SETTINGS, platform).stepUp(['notes:write']);
    expect(new URL(platform.navigations[0] ?? '').searchParams.get('scope')).toContain('notes:write');
  });
});

describe('several servers in one tab', () => {
  const OTHER = 'https://other.example/mcp';

  it('keep their grants apart; one server’s answer signs nobody in to another', async () => {
    const { platform } = await signedIn();
    const other = createSession({ ...SETTINGS, serverUrl: OTHER }, platform);
    await other.restore();
    expect(other.getSnapshot()).toMatchObject({ status: 'signed-out', reason: 'not-signed-in' });

    const back = await comeBack(testPlatform(rotatingServer()));
    const wrong = createSession({ ...SETTINGS, serverUrl: OTHER }, back);
    await expect(wrong.completeSignIn()).rejects.toMatchObject({ code: 'unknown_state' });
    expect(back.requests).toEqual([]);
    expect(await wrong.accessToken()).toBeUndefined();
  });

  it('do not take each other for copies of the tab', async () => {
    const { platform } = await signedIn();
    const reloaded = platform.reload('https://app.example/');
    const sessions = [MCP, OTHER].map((serverUrl) => createSession({ ...SETTINGS, serverUrl }, reloaded));
    await Promise.all(sessions.map((session) => session.restore()));
    expect(sessions.map((session) => session.getSnapshot().status)).toEqual(['signed-in', 'signed-out']);
  });

  it('are told from the answer: whose sign-in it is can be read without using it up', async () => {
    const back = await comeBack(testPlatform(testServers()));
    const state = new URL(back.url).searchParams.get('state') ?? '';
    expect(pendingServerUrl(back.tab, state)).toBe(MCP);
    expect(pendingServerUrl(back.tab, 'unknown')).toBeUndefined();
    await createSession(SETTINGS, back).completeSignIn();
    expect(pendingServerUrl(back.tab, state)).toBeUndefined();
  });

  it('end alone: signing out of one leaves the other signed in', async () => {
    const { session, platform } = await signedIn();
    await createSession({ ...SETTINGS, serverUrl: OTHER }, platform).signOut();
    expect(session.getSnapshot().status).toBe('signed-in');
    expect(await session.accessToken()).toBe('access-1');
  });
});

describe('a client that the server registered', () => {
  const REGISTERED = { serverUrl: MCP, redirectUri: REDIRECT_URI, clientName: 'App' };
  const metadata = () => Response.json({ ...SERVER_METADATA, registration_endpoint: `${ISSUER}/register` });

  async function start(token: Answer) {
    let registered = 0;
    const platform = testPlatform(
      testServers({
        'https://as.example/.well-known/oauth-authorization-server/t1': metadata,
        [`${ISSUER}/register`]() {
          registered += 1;
          return Response.json({
            client_id: `client-${registered}`,
            client_secret: 'sécret/+:',
            token_endpoint_auth_method: 'client_secret_basic',
          });
        },
        [SERVER.tokenEndpoint]: token,
      }),
    );
    await createSession(REGISTERED, platform).signIn();
    const state = new URL(platform.navigations[0] ?? '').searchParams.get('state') ?? '';
    const back = platform.reload(
      `${REDIRECT_URI}?${new URLSearchParams({ code: 'code-1', state, iss: ISSUER })}`,
    );
    return { platform, back, session: createSession(REGISTERED, back) };
  }

  it('presents its secret in the header at every turn, and never in a body or an address (RFC 6749 §2.3.1)', async () => {
    const { back, session } = await start(() => Response.json(TOKENS));
    await session.completeSignIn();
    await session.refresh();
    await session.signOut();
    const basic = `Basic ${btoa('client-1:s%C3%A9cret%2F%2B%3A')}`;
    expect(back.requests.map(({ headers }) => headers.get('Authorization'))).toEqual([basic, basic, basic]);
    for (const { url, body } of back.requests) expect(url + decodeURIComponent(body)).not.toContain('sécret');
    expect(back.navigations.join()).not.toContain('cret');
  });

  it('registers anew after the server forgot it', async () => {
    const { back, session } = await start(() => Response.json({ error: 'invalid_client' }, { status: 401 }));
    await expect(session.completeSignIn()).rejects.toMatchObject({ code: 'token_request_refused' });
    await session.signIn();
    expect(new URL(back.navigations[0] ?? '').searchParams.get('client_id')).toBe('client-2');
  });

  it('registers anew when a refresh finds that the server forgot it', async () => {
    const { back, session } = await start((request) =>
      formOf(request).code
        ? Response.json(TOKENS)
        : Response.json({ error: 'invalid_client' }, { status: 401 }),
    );
    await session.completeSignIn();
    await expect(session.refresh()).rejects.toMatchObject({ code: 'token_request_refused' });
    await session.signIn();
    expect(new URL(back.navigations[0] ?? '').searchParams.get('client_id')).toBe('client-2');
  });
});

describe('a server that moves to another issuer', () => {
  it('is asked again where to sign in once it refuses, and gets nothing that the old issuer gave', async () => {
    let issuer = ISSUER;
    const platform = await comeBack(
      testPlatform((request) => {
        if (request.url === 'https://mcp.example/.well-known/oauth-protected-resource/mcp') {
          return Response.json({ ...RESOURCE_METADATA, authorization_servers: [issuer] });
        }
        if (request.url === 'https://new.example/.well-known/oauth-authorization-server') {
          const moved = JSON.stringify(SERVER_METADATA).replaceAll(ISSUER, 'https://new.example');
          return new Response(moved);
        }
        if (request.url === SERVER.tokenEndpoint) {
          return Response.json({ ...TOKENS, refresh_token: undefined });
        }
        return testServers()(request);
      }),
    );
    const session = createSession(SETTINGS, platform);
    await session.completeSignIn();
    issuer = 'https://new.example';
    await expect(session.refresh('access-1')).rejects.toMatchObject({ code: 'no_refresh_token' });
    await session.signIn();
    const left = new URL(platform.navigations[0] ?? '');
    expect(left.origin).toBe('https://new.example');
    for (const { url, body } of platform.requests) {
      if (url.startsWith('https://new.example')) expect(body).not.toMatch(/access-1|refresh-1|code-1/);
    }
  });
});

describe('a tab that slept through a sign-out', () => {
  it('finds the mark of it and lets go, whatever it was doing before', async () => {
    const browser = testBrowser();
    const answer = rotatingServer();
    const asleep = await comeBack(testPlatform(answer, { browser }));
    const sleeping = createSession(SETTINGS, asleep);
    await sleeping.completeSignIn();
    // A frozen document hears no broadcast.
    browser.tabs.length = 0;
    await createSession(SETTINGS, testPlatform(answer, { browser })).signOut();
    expect(await sleeping.accessToken()).toBeUndefined();
    expect(sleeping.getSnapshot()).toEqual({ status: 'signed-out', reason: 'signed-out-in-another-tab' });
  });

  it('is not signed in again by a reload; its refresh token is given back', async () => {
    const browser = testBrowser();
    const closed = await comeBack(testPlatform(rotatingServer(), { browser }));
    await createSession(SETTINGS, closed).completeSignIn();
    const elsewhere = testPlatform(testServers(), { browser });
    browser.tabs.length = 0;
    await createSession(SETTINGS, elsewhere).signOut();
    const reopened = closed.reload('https://app.example/');
    const session = createSession(SETTINGS, reopened);
    await session.restore();
    expect(session.getSnapshot()).toEqual({ status: 'signed-out', reason: 'signed-out-in-another-tab' });
    expect(reopened.requests.map(({ url }) => url)).toEqual([`${ISSUER}/revoke`]);
  });

  it('signs in again like any other', async () => {
    const browser = testBrowser();
    await createSession(SETTINGS, testPlatform(testServers(), { browser })).signOut();
    const platform = await comeBack(testPlatform(testServers(), { browser }));
    const session = createSession(SETTINGS, platform);
    await session.completeSignIn();
    expect(await session.accessToken()).toBe('access-1');
  });
});

describe('several tabs', () => {
  it('each hold a grant of their own, and signing out in one signs out all', async () => {
    const browser = testBrowser();
    const answer = testServers();
    const tabs: { session: Session; platform: TestPlatform }[] = [];
    for (let tab = 0; tab < 2; tab += 1) {
      const platform = await comeBack(testPlatform(answer, { browser }));
      const session = createSession(SETTINGS, platform);
      await session.completeSignIn();
      tabs.push({ session, platform });
    }
    await tabs[0]?.session.signOut();
    expect(tabs[1]?.session.getSnapshot()).toEqual({
      status: 'signed-out',
      reason: 'signed-out-in-another-tab',
    });
    await expect.poll(() => tabs.map(({ platform }) => revocations(platform).length)).toEqual([1, 1]);
  });

  it('a duplicated tab lets go of the grant and leaves the original its refresh token (RFC 9700 §4.14)', async () => {
    const { session, platform } = await signedIn();
    const copy = platform.duplicate();
    const copied = createSession(SETTINGS, copy);
    await copied.restore();
    expect(copied.getSnapshot()).toEqual({ status: 'signed-out', reason: 'duplicated-tab' });
    expect(copy.requests).toEqual([]);
    expect(await session.refresh()).toBe('access-2');
  });

  it('a reloaded tab is no duplicate', async () => {
    const { platform } = await signedIn();
    for (let reloads = 0, tab = platform; reloads < 3; reloads += 1) {
      tab = tab.reload('https://app.example/');
      const session = createSession(SETTINGS, tab);
      await session.restore();
      expect(session.getSnapshot().status).toBe('signed-in');
    }
  });

  it('one callback opened in two tabs signs in once; the other is told why not', async () => {
    const back = await comeBack(testPlatform(testServers()));
    const copy = testPlatform(testServers(), { url: back.url });
    const session = createSession(SETTINGS, back);
    await session.completeSignIn();
    await expect(createSession(SETTINGS, copy).completeSignIn()).rejects.toMatchObject({
      code: 'unknown_state',
    });
    expect(session.getSnapshot().status).toBe('signed-in');
  });
});
