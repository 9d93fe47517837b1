import { describe, expect, it } from 'vitest';
import {
  type Form,
  MALLORY,
  parametersOf,
  REDIRECT_URI,
  type TestWorld,
  testWorld,
} from '../testing/world.ts';
import { SESSION_HEADER } from './person-session.ts';

const ask = (world: TestWorld, changes: Form, session = '') =>
  world.openPage(changes, { [SESSION_HEADER]: session });

const byHand = { username: 'ada', password: 'analytical engine' };
const bySession = { username: undefined, password: undefined };
const expectError = (response: Response, error: string) =>
  expect(parametersOf(response)).toMatchObject({ error });
const claimsOf = (jwt = '') => JSON.parse(Buffer.from(jwt.split('.')[1] ?? '', 'base64url').toString());

describe('the parameters request, request_uri and registration (OpenID Connect Core §3.1.2.6)', () => {
  it.each(['request', 'request_uri', 'registration'])('each have their own error: %s', async (parameter) => {
    for (const value of ['x', 'https://evil.example/r.jwt', '{}']) {
      const world = testWorld();
      const request = { [parameter]: value };
      const expected = { error: `${parameter}_not_supported`, state: 'state-1' };
      expect(parametersOf(await ask(world, request))).toMatchObject(expected);
      expect(parametersOf(await world.authorize(request))).toMatchObject(expected);
    }
  });

  it('are accepted if they are empty, and are refused if they occur twice (RFC 6749 §3.1)', async () => {
    const world = testWorld();
    expect((await ask(world, { request: '' })).status).toBe(200);
    const twice = `/authorize?request=a&request=b&client_id=this-app&redirect_uri=${REDIRECT_URI}`;
    expect((await world.send(twice)).status).toBe(400);
  });
});

describe('the parameter prompt', () => {
  it.each(['none login', 'none consent', 'login none', 'create', 'None', 'login  consent', 'none none'])(
    'is refused if its value is %j (§3.1.2.1)',
    async (prompt) => expectError(await ask(testWorld(), { prompt }), 'invalid_request'),
  );

  it('with the value none yields no code, and the error says whether a sign-in or consent is necessary', async () => {
    const world = testWorld();
    const session = await world.session();
    expectError(await ask(world, { prompt: 'none' }), 'login_required');
    expectError(await ask(world, { prompt: 'none' }, session), 'consent_required');
    expectError(await world.authorize({ prompt: 'none' }), 'login_required');
  });

  it('with the value login requires the password, even if the person has a valid session', async () => {
    const world = testWorld();
    const headers = { [SESSION_HEADER]: await world.session() };
    const decide = (changes: Form) => world.post('/authorize', world.approval(changes), headers);
    expect((await decide({ ...bySession, prompt: 'login' })).status).toBe(403);
    expect(parametersOf(await decide({ ...byHand, prompt: 'login' }))).toHaveProperty('code');
    expect(parametersOf(await decide(bySession))).toHaveProperty('code');
  });
});

describe('the parameter max_age', () => {
  it.each(['-1', '1.5', 'soon', '1e3', '0x10', ' 5', '99999999999'])(
    'is refused if its value is %j',
    async (max_age) => expectError(await ask(testWorld(), { max_age }), 'invalid_request'),
  );

  it('allows a session only if the session is not older than max_age', async () => {
    const world = testWorld();
    const session = await world.session();
    world.advanceClock(60_000);
    const person = async (max_age: string) => (await (await ask(world, { max_age }, session)).json()).person;
    expect(await person('60')).toMatchObject({ username: 'ada' });
    expect(await person('59')).toBeNull();
    expect(await person('0')).toBeNull();
    const approval = world.approval({ ...bySession, max_age: '59' });
    expect((await world.post('/authorize', approval, { [SESSION_HEADER]: session })).status).toBe(403);
  });

  it('counts from auth_time, which stays the same when the person uses the session again (§2)', async () => {
    const world = testWorld();
    const session = await world.session();
    const signedInS = Math.floor(Date.now() / 1000);
    world.advanceClock(3600_000);
    const response = await world.post('/authorize', world.approval(bySession), { [SESSION_HEADER]: session });
    expect(response.headers.has(SESSION_HEADER)).toBe(false);
    const tokens = await (await world.token(world.exchange(parametersOf(response).code ?? ''))).json();
    expect(claimsOf(tokens.id_token).auth_time - signedInS).toBeLessThan(5);
  });
});

describe('the parameter id_token_hint', () => {
  it('must be an ID token that this server issued to this client', async () => {
    const world = testWorld();
    const { id_token = '', access_token } = await world.signIn();
    const other = testWorld();
    const [header, , signature] = id_token.split('.');
    const forged = `${header}.${Buffer.from('{"sub":"person-1","aud":"this-app"}').toString('base64url')}.${signature}`;
    const foreign = (await other.signIn()).id_token;
    for (const id_token_hint of ['x', 'a.b.c', access_token, forged, foreign]) {
      expectError(await ask(world, { id_token_hint }), 'invalid_request');
    }
    world.advanceClock(24 * 3600_000);
    // The expired token is still a hint.
    expect((await ask(world, { id_token_hint: id_token })).status).toBe(200);
  });

  it('lets only the person in the hint continue', async () => {
    const world = testWorld();
    const { id_token: id_token_hint } = await world.signIn();
    const session = await world.session(MALLORY);
    expect((await (await ask(world, { id_token_hint }, session)).json()).person).toBeNull();
    expectError(await ask(world, { id_token_hint, prompt: 'none' }, session), 'login_required');
    expectError(await world.authorize({ id_token_hint, ...MALLORY }), 'login_required');
    expect(parametersOf(await world.authorize({ id_token_hint }))).toHaveProperty('code');
  });

  it('at the end-session page must have been issued to the client in client_id (RP-Initiated Logout §2)', async () => {
    const world = testWorld();
    const { id_token_hint } = { id_token_hint: (await world.signIn()).id_token };
    const open = async (form: Form) => (await world.post('/end-session', form)).status;
    expect(await open({ id_token_hint })).toBe(200);
    expect(await open({ id_token_hint, client_id: 'this-app' })).toBe(200);
    expect(await open({ id_token_hint, client_id: 'other' })).toBe(400);
    expect(await open({ id_token_hint: 'a.b.c' })).toBe(400);
  });
});

describe('the endpoints of the server', () => {
  it.each(['authorize', 'end-session'])('accept only GET and POST for a page: %s', async (endpoint) => {
    const { authorizationServer, issuer } = testWorld();
    for (const method of ['PUT', 'DELETE', 'HEAD', 'PATCH']) {
      const response = await authorizationServer.fetch(new Request(`${issuer}/${endpoint}`, { method }));
      expect(response.status).toBe(405);
      expect(response.headers.get('Allow')).toBe('GET, POST');
    }
  });

  it.each(['application/x-www-form-urlencoded-2', 'application/x-www-form-urlencodedx', 'text/plain'])(
    'accept no form with the type %s',
    async (type) => {
      const world = testWorld();
      for (const endpoint of ['/authorize', '/token', '/revoke', '/end-session']) {
        expect((await world.post(endpoint, world.approval(), { 'Content-Type': type })).status).toBe(400);
      }
    },
  );
});

describe('a client that was not registered in advance (RFC 9700 §4.11.2)', () => {
  const POLICY = { registrationOffered: true, clientIdMetadataDocuments: true };
  const DOCUMENT = 'https://evil.example/c.json';
  const EVIL = 'https://evil.example/landing';

  async function documentWorld(): Promise<[TestWorld, Form]> {
    const world = testWorld(POLICY);
    world.documents.set(DOCUMENT, () =>
      Response.json({ client_id: DOCUMENT, client_name: 'Prize', redirect_uris: [EVIL] }),
    );
    return [world, { client_id: DOCUMENT, redirect_uri: EVIL }];
  }

  async function registeredWorld(): Promise<[TestWorld, Form]> {
    const world = testWorld(POLICY);
    const response = await world.register({ redirect_uris: [EVIL], application_type: 'web' });
    const { client_id } = await response.json();
    return [world, { client_id, redirect_uri: EVIL }];
  }

  const REFUSED: [string, Form, string][] = [
    ['prompt=none', { prompt: 'none' }, 'login_required'],
    ['an unknown prompt', { prompt: 'create' }, 'invalid_request'],
    ['no response_type', { response_type: undefined }, 'invalid_request'],
    ['the response_type token', { response_type: 'token' }, 'unsupported_response_type'],
    ['the response_mode fragment', { response_mode: 'fragment' }, 'invalid_request'],
    ['no code_challenge', { code_challenge: undefined }, 'invalid_request'],
    ['the method plain', { code_challenge_method: 'plain' }, 'invalid_request'],
    ['an unknown resource', { resource: 'https://other.example' }, 'invalid_target'],
    ['no known scope', { scope: 'x' }, 'invalid_scope'],
    ['request_uri', { request_uri: 'https://evil.example/r' }, 'request_uri_not_supported'],
    ['a malformed max_age', { max_age: 'x' }, 'invalid_request'],
    ['a malformed id_token_hint', { id_token_hint: 'x' }, 'invalid_request'],
  ];

  it('is shown on the page with the scheme of its redirect URI if that URI has no host', async () => {
    const world = testWorld(POLICY);
    const redirect_uri = 'com.evil.example:/callback';
    const registered = await world.register({ redirect_uris: [redirect_uri], application_type: 'native' });
    const { client_id } = await registered.json();
    const response = await ask(world, { client_id, redirect_uri, prompt: 'none' }, '');
    expect((await response.json()).client).toMatchObject({ redirectHost: 'com.evil.example:' });
  });

  describe.each([
    ['which a document describes', documentWorld],
    ['which registered itself', registeredWorld],
  ] as const)('%s', (_how, open) => {
    it.each(REFUSED)('gets the error response only after a press: %s', async (_what, changes, error) => {
      const [world, client] = await open();
      for (const session of ['', await world.session()]) {
        const response = await ask(world, { ...client, ...changes }, session);
        expect(response.status).toBe(200);
        expect(response.headers.has('Location')).toBe(false);
        const { client: shown, refused, location } = await response.json();
        expect(shown).toMatchObject({ redirectHost: 'evil.example' });
        expect(refused).toMatch(/^[A-Z].+\.$/);
        const expected = session && error === 'login_required' ? 'consent_required' : error;
        expect(new URL(location).origin + new URL(location).pathname).toBe(EVIL);
        const parameters = Object.fromEntries(new URL(location).searchParams);
        expect(parameters).toMatchObject({ error: expected, iss: world.issuer });
      }
    });

    it('gets the error response after the person presses Deny', async () => {
      const [world, client] = await open();
      expectError(await world.authorize({ ...client, decision: 'deny' }), 'access_denied');
    });
  });
});
