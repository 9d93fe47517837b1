import 'fake-indexeddb/auto';
import { describe, expect, it } from 'vitest';
import { explainCrossOriginFailure } from './cross-origin-failure.ts';
import {
  computeCodeChallenge,
  createSession,
  dpop,
  enterRegistration,
  keptRegistration,
  type OAuthError,
  type Session,
  type SessionSettings,
} from './index.ts';
import { metadata } from './testing/discovering.ts';
import { SERVER_METADATA_URL } from './testing/documents.ts';
import { ISSUER, REDIRECT_URI, SERVER } from './testing/examples.ts';
import { type Responder, type TestPlatform, testPlatform } from './testing/platform.ts';
import { formOf, testServers, unreachable } from './testing/servers.ts';
import { completed, SETTINGS } from './testing/signing-in.ts';

const ENDPOINT = `${ISSUER}/par`;
const REQUEST_URI = 'urn:ietf:params:oauth:request_uri:6esc_11ACC5bwc014ltc14eY22c';
const REQUIRED = {
  require_pushed_authorization_requests: true,
  pushed_authorization_request_endpoint: ENDPOINT,
};
const ACCEPTED = () => Response.json({ request_uri: REQUEST_URI, expires_in: 60 }, { status: 201 });

/** Servers whose authorization server has these members in its metadata, and handles pushed requests with `respond`. */
const pushingServers = (members: object = REQUIRED, respond: Responder = ACCEPTED, endpoint = ENDPOINT) =>
  testServers({ [SERVER_METADATA_URL]: metadata(members), [endpoint]: respond });

const requestUriOf = ({ navigations }: TestPlatform) =>
  new URL(navigations[0] ?? '').searchParams.get('request_uri');
const pushedTo = (endpoint: string, { requests }: TestPlatform) =>
  requests.find(({ url }) => url === endpoint);

async function signIn(answer: Responder, settings: SessionSettings = SETTINGS) {
  const platform = testPlatform(answer);
  const session = createSession(settings, platform);
  await session.signIn('/tools');
  const pushed = platform.requests.filter(({ method, url }) => method === 'POST' && url.endsWith('/par'));
  return { platform, session, pushed };
}

function failureOf(session: Session): OAuthError | undefined {
  const state = session.getSnapshot();
  return state.status === 'failed' ? state.error : undefined;
}

const pendingRecords = ({ storage }: TestPlatform) =>
  [...storage.tab.entries.keys()].filter((key) => key.startsWith('oauth:pending:'));

describe('if the metadata requires pushed authorization requests (RFC 9126 §5),', () => {
  it('the client posts the parameters as a form, and the browser carries only the client ID and the reference', async () => {
    const { platform, pushed } = await signIn(pushingServers());
    expect(pushed).toHaveLength(1);
    const [request] = pushed;
    expect(formOf(request)).toEqual({
      response_type: 'code',
      client_id: 'app',
      redirect_uri: REDIRECT_URI,
      resource: SETTINGS.serverUrl,
      scope: 'notes:read openid profile offline_access',
      state: expect.stringMatching(/^[\w-]{43}$/),
      nonce: expect.stringMatching(/^[\w-]{43}$/),
      code_challenge: expect.stringMatching(/^[\w-]{43}$/),
      code_challenge_method: 'S256',
    });
    expect(request?.headers.has('Authorization')).toBe(false);
    expect(request?.init).toMatchObject({ redirect: 'error', credentials: 'omit', cache: 'no-store' });
    const reference = new URLSearchParams({ client_id: 'app', request_uri: REQUEST_URI });
    expect(platform.navigations).toEqual([`${SERVER.authorizationEndpoint}?${reference}`]);
  });

  it('the verifier stays in the tab until the exchange, and matches the pushed challenge', async () => {
    const { platform, pushed } = await signIn(pushingServers());
    const { state = '', code_challenge } = formOf(pushed[0]);
    const response = new URLSearchParams({ code: 'code-1', state, iss: ISSUER });
    const back = platform.reload(`${REDIRECT_URI}?${response}`);
    expect(await createSession(SETTINGS, back).completeSignIn()).toEqual({ returnTo: '/tools' });
    const { code_verifier = '' } = formOf(pushedTo(SERVER.tokenEndpoint, back));
    expect(await computeCodeChallenge(code_verifier)).toBe(code_challenge);
    expect(pushed[0]?.body).not.toContain(code_verifier);
  });

  it('the parameters contain the thumbprint of the key to which the server binds the code (RFC 9449 §10.1)', async () => {
    const members = { ...REQUIRED, dpop_signing_alg_values_supported: ['ES256'] };
    const { pushed } = await signIn(pushingServers(members), { ...SETTINGS, dpop: dpop('required') });
    expect(formOf(pushed[0]).dpop_jkt).toMatch(/^[\w-]{43}$/);
  });

  it('the query of the authorization endpoint is kept', async () => {
    const authorization_endpoint = `${ISSUER}/authorize?tenant=7`;
    const { platform } = await signIn(pushingServers({ ...REQUIRED, authorization_endpoint }));
    const names = [...new URL(platform.navigations[0] ?? '').searchParams.keys()];
    expect(names).toEqual(['tenant', 'client_id', 'request_uri']);
  });

  it('the client pushes the app’s parameters, too, and does not put them into the address', async () => {
    const platform = testPlatform(pushingServers());
    const settings = { ...SETTINGS, authorizationParameters: { audience: 'https://api.example' } };
    await createSession(settings, platform).signIn('/tools', { login_hint: 'ada@example.com' });
    const added = { audience: 'https://api.example', login_hint: 'ada@example.com' };
    expect(formOf(pushedTo(ENDPOINT, platform))).toMatchObject(added);
    expect(platform.navigations[0]).not.toMatch(/audience|ada/);
  });

  it('metadata without the endpoint for these requests is refused', async () => {
    const required = { require_pushed_authorization_requests: true };
    const { platform, session } = await signIn(pushingServers(required));
    expect(failureOf(session)?.code).toBe('server_metadata_invalid');
    expect(platform.navigations).toEqual([]);
  });

  it.each(
    'http://as.example/par https://as.example/par#a https://user@as.example/par https://127.0.0.1/par'.split(
      ' ',
    ),
  )('an unsafe endpoint gets no request: %s', async (endpoint) => {
    const members = { ...REQUIRED, pushed_authorization_request_endpoint: endpoint };
    const { platform, session, pushed } = await signIn(pushingServers(members, ACCEPTED, endpoint));
    expect(failureOf(session)).toMatchObject({ code: 'unsafe_url', found: expect.stringContaining('par') });
    expect([pushed, platform.navigations]).toEqual([[], []]);
  });
});

describe('if the metadata does not require pushed authorization requests', () => {
  it.each([
    ['offers them', { pushed_authorization_request_endpoint: ENDPOINT }],
    ['says so', { ...REQUIRED, require_pushed_authorization_requests: false }],
    ['has a text in place of true', { ...REQUIRED, require_pushed_authorization_requests: 'true' }],
    ['offers an unsafe endpoint', { pushed_authorization_request_endpoint: 'http://as.example/par' }],
  ])('but %s, the client pushes no request', async (_what, members) => {
    const { platform, pushed } = await signIn(pushingServers(members));
    expect(pushed).toEqual([]);
    expect(new URL(platform.navigations[0] ?? '').searchParams.has('code_challenge')).toBe(true);
  });

  const { issuer, authorizationEndpoint, tokenEndpoint } = SERVER;
  const server = { issuer, authorizationEndpoint, tokenEndpoint };
  const app = { clientId: 'app', redirectUri: REDIRECT_URI };

  it('a session with an `issuer` pushes its requests if the settings name the endpoint (§6)', async () => {
    const vouched = { pushedAuthorizationRequestEndpoint: ENDPOINT };
    const { platform, pushed } = await signIn(pushingServers({}), { ...app, issuer: ISSUER, vouched });
    expect(pushed).toHaveLength(1);
    expect(requestUriOf(platform)).toBe(REQUEST_URI);
  });

  it('a session with configured endpoints sends only the pushed request, or no request if the settings name no endpoint for it', async () => {
    const vouched = { codeChallengeMethod: 'S256' } as const;
    const pushesTo = { ...server, pushedAuthorizationRequestEndpoint: ENDPOINT };
    const pushing = await signIn(pushingServers(), { ...app, server: pushesTo, vouched });
    expect(pushing.platform.requests.map(({ url }) => url)).toEqual([ENDPOINT]);
    expect(requestUriOf(pushing.platform)).toBe(REQUEST_URI);
    const { platform } = await signIn(pushingServers(), { ...app, server, vouched });
    expect(platform.requests).toEqual([]);
    expect(platform.navigations).toHaveLength(1);
  });
});

describe('the response to a pushed request', () => {
  const AT_PUSH = { at: ENDPOINT, step: 'pushed authorization request' };
  const refusal = (status: number, body: BodyInit | object) => () =>
    typeof body === 'string' ? new Response(body, { status }) : Response.json(body, { status });
  const described = { error: 'invalid_request', error_description: 'The redirect_uri is not valid.' };

  it.each([
    [400, described, 'authorization_refused'],
    [401, { error: 'invalid_client' }, 'authorization_refused'],
    [413, { error: 'invalid_request' }, 'authorization_refused'],
    // As at a token endpoint, some servers refuse with status 200.
    [200, described, 'authorization_refused'],
    [404, '<h1>Not found</h1>', 'unexpected_status'],
    [429, { error: 'slow_down' }, 'unexpected_status'],
    [500, { error: 'server_error' }, 'unexpected_status'],
    [503, { error: 'temporarily_unavailable' }, 'unexpected_status'],
    [201, '<h1>Sign in to this network</h1>', 'response_not_json'],
    [201, {}, 'request_uri_missing'],
    [201, { request_uri: 7 }, 'request_uri_missing'],
    [201, { request_uri: '' }, 'request_uri_missing'],
    [201, { request_uri: 'u'.repeat(8_001) }, 'request_uri_missing'],
  ])('a response with status %i and %o ends the sign-in before the redirect', async (status, body, code) => {
    const { platform, session } = await signIn(pushingServers(REQUIRED, refusal(status, body)));
    expect(failureOf(session)).toMatchObject({ ...AT_PUSH, code, status });
    expect(platform.navigations).toEqual([]);
    expect(pendingRecords(platform)).toEqual([]);
  });

  it('is reported with its HTTP status as the error code, if the server sends only a description', async () => {
    const { session } = await signIn(pushingServers(REQUIRED, refusal(400, { message: 'No such client.' })));
    const expected = { error: 'HTTP 400', description: 'No such client.' };
    expect(failureOf(session)).toMatchObject({ code: 'authorization_refused', refusal: expected });
  });

  it('is accepted with any success status', async () => {
    const { platform } = await signIn(pushingServers(REQUIRED, refusal(200, { request_uri: REQUEST_URI })));
    expect(platform.navigations).toHaveLength(1);
  });

  it('causes an error with its step and its server if the browser hides it', async () => {
    const { platform, session } = await signIn(pushingServers(REQUIRED, unreachable));
    const error = failureOf(session);
    expect(error).toMatchObject({ ...AT_PUSH, code: 'unreachable' });
    const explained = error && explainCrossOriginFailure(error, 'https://app.example');
    expect(explained).toMatchObject({ owner: 'authorization server', url: ENDPOINT });
    expect(platform.navigations).toEqual([]);
  });
});

describe('a sign-in whose session ends during the pushed request', () => {
  /** Signs in to a server that responds to each push when the test decides, and then refuses to refresh. */
  async function signedInSlowly() {
    const pushes: ((response: Response) => void)[] = [];
    const pushing = pushingServers(REQUIRED, () => new Promise<Response>((resolve) => pushes.push(resolve)));
    const platform = testPlatform((request) =>
      request.url === SERVER.tokenEndpoint && formOf(request).refresh_token
        ? Response.json({ error: 'invalid_grant' }, { status: 400 })
        : pushing(request),
    );
    const pushed = async (count: number) => {
      await expect.poll(() => pushes).toHaveLength(count);
      return (response: Response) => pushes[count - 1]?.(response);
    };
    const leaving = createSession(SETTINGS, platform).signIn('/tools');
    (await pushed(1))(ACCEPTED());
    await leaving;
    const { state = '' } = formOf(pushedTo(ENDPOINT, platform));
    const response = new URLSearchParams({ code: 'code-1', state, iss: ISSUER });
    const back = platform.reload(`${REDIRECT_URI}?${response}`);
    return { session: await completed(back), platform: back, pushed };
  }

  const refused = () => Response.json({ error: 'invalid_request' }, { status: 400 });
  const signIn = (session: Session) => session.signIn();
  const stepUp = (session: Session) => session.stepUp(['notes:write']);
  const refuse = (session: Session) => expect(session.refresh()).rejects.toThrow();
  const signOut = (session: Session) => session.signOut();

  it.each([
    ['a failed sign-in after a final refusal', signIn, refuse, refused],
    ['a failed step-up after a final refusal', stepUp, refuse, refused],
    ['a step-up after a final refusal', stepUp, refuse, ACCEPTED],
    ['a sign-in after a sign-out', signIn, signOut, ACCEPTED],
  ])('neither changes a newer sign-in nor navigates: %s', async (_name, start, end, respond) => {
    const { session, platform, pushed } = await signedInSlowly();
    const older = start(session);
    const respondToOlder = await pushed(2);
    await end(session);
    const before = platform.navigations.length;
    const newer = session.signIn();
    const respondToNewer = await pushed(3);
    respondToOlder(respond());
    await older;
    expect(session.getSnapshot().status).toBe('discovering');
    respondToNewer(ACCEPTED());
    await newer;
    expect(session.getSnapshot().status).toBe('redirecting');
    expect(platform.navigations).toHaveLength(before + 1);
  });
});

describe('a client that the server registered', () => {
  const SECRET = 'secret-of-this-instance';
  const platformWith = (answer: Responder, method: 'client_secret_basic' | 'client_secret_post' | 'none') => {
    const platform = testPlatform(answer);
    const clientSecret = method === 'none' ? undefined : SECRET;
    const server = { ...SERVER, tokenEndpointAuthMethods: [method] };
    enterRegistration(platform, server, { clientId: 'registered', clientSecret });
    return platform;
  };
  const { clientId: _, ...settings } = SETTINGS;

  it.each([
    ['client_secret_basic', `Basic ${btoa(`registered:${SECRET}`)}`, undefined],
    ['client_secret_post', null, SECRET],
  ] as const)('authenticates by %s, as at the token endpoint (§2)', async (method, header, parameter) => {
    const platform = platformWith(pushingServers(), method);
    await createSession(settings, platform).signIn();
    const pushed = pushedTo(ENDPOINT, platform);
    expect(pushed?.headers.get('Authorization')).toBe(header);
    expect(formOf(pushed)).toMatchObject({ client_id: 'registered' });
    expect(formOf(pushed).client_secret).toBe(parameter);
    expect(platform.navigations[0]).not.toContain('secret');
  });

  it.each(['client_secret_basic', 'client_secret_post'] as const)(
    'sends its secret by %s only to the origin of the token endpoint',
    async (method) => {
      const elsewhere = 'https://elsewhere.example/par';
      const members = { ...REQUIRED, pushed_authorization_request_endpoint: elsewhere };
      const platform = platformWith(pushingServers(members, ACCEPTED, elsewhere), method);
      await createSession(settings, platform).signIn();
      const pushed = pushedTo(elsewhere, platform);
      expect(formOf(pushed).client_id).toBe('registered');
      expect(pushed?.headers.has('Authorization')).toBe(false);
      expect(pushed?.body).not.toContain('secret');
    },
  );

  it('never shows its secret in an error', async () => {
    const described = { error: SECRET, error_description: btoa(`registered:${SECRET}`) };
    const repeat = () => Response.json(described, { status: 400 });
    const platform = platformWith(pushingServers(REQUIRED, repeat), 'client_secret_basic');
    const session = createSession(settings, platform);
    await session.signIn();
    const error = failureOf(session);
    expect(error?.code).toBe('authorization_refused');
    expect(JSON.stringify(error)).not.toMatch(/secret-of|c2VjcmV0/);
  });

  it('registers again at the next sign-in if the server has forgotten the client', async () => {
    const refuse = () => Response.json({ error: 'invalid_client' }, { status: 401 });
    const platform = platformWith(pushingServers(REQUIRED, refuse), 'none');
    const session = createSession(settings, platform);
    expect(keptRegistration(platform, ISSUER)).toBeDefined();
    await session.signIn();
    expect(failureOf(session)?.refusal?.error).toBe('invalid_client');
    expect(keptRegistration(platform, ISSUER)).toBeUndefined();
  });
});
