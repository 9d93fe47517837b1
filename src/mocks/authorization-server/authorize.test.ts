import { describe, expect, it } from 'vitest';
import {
  type Form,
  MALLORY,
  ORIGIN,
  parametersOf,
  REDIRECT_URI,
  type TestWorld,
  testWorld,
} from '../testing/world.ts';
import { SESSION_HEADER } from './person-session.ts';

/** Opens the page of the server, with the person's session if `session` is set. */
const askPrompt = (world: TestWorld, changes: Form = {}, session?: string): Promise<Response> =>
  world.openPage(changes, session === undefined ? {} : { [SESSION_HEADER]: session });

describe('the page of the authorization server', () => {
  it('shows the client, the host that gets the response, the resource and the scopes, but no person before a sign-in', async () => {
    const world = testWorld();
    const prompt = await askPrompt(world);
    expect(prompt.headers.get('Cache-Control')).toBe('no-store');
    expect(await prompt.json()).toEqual({
      client: {
        id: 'this-app',
        name: 'This app',
        redirectHost: 'localhost:5173',
        registration: 'in advance',
      },
      resource: { identifier: world.resource, name: 'Notes' },
      scopes: [
        { name: 'openid', description: 'Know who you are' },
        { name: 'profile', description: 'See your name' },
        { name: 'offline_access', description: 'Stay signed in without asking again' },
        { name: 'notes:read', description: 'Read your notes' },
      ],
      person: null,
    });
  });

  it('recognizes the person for eight hours after the sign-in, and no longer', async () => {
    const world = testWorld();
    const session = await world.session();
    const person = async () => (await (await askPrompt(world, {}, session)).json()).person;
    expect(await person()).toEqual({ username: 'ada', name: 'Ada Lovelace' });
    world.advanceClock(8 * 3600_000 - 1);
    expect(await person()).toEqual({ username: 'ada', name: 'Ada Lovelace' });
    world.advanceClock(1);
    expect(await person()).toBeNull();
  });

  it('recognizes a person by a session only if the server started this session', async () => {
    const world = testWorld();
    const session = await world.session(MALLORY);
    expect(await (await askPrompt(world, {}, session)).json()).toMatchObject({
      person: { username: 'mallory', name: 'Mallory Eaves' },
    });
    expect(await (await askPrompt(world, {}, 'invented')).json()).toMatchObject({ person: null });
  });

  it('ignores the session if the request has prompt=login or prompt=select_account (OIDC Core §3.1.2.1)', async () => {
    const world = testWorld();
    const session = await world.session();
    const asked = async (prompt: string) => (await askPrompt(world, { prompt }, session)).json();
    expect(await asked('login')).toMatchObject({ person: null });
    expect(await asked('consent login')).toMatchObject({ person: null });
    expect(await asked('select_account')).toMatchObject({ person: null });
    expect(await asked('consent')).toMatchObject({ person: { username: 'ada' } });
  });

  it('shows no resource if the request names no resource, and still offers the scope notes:read', async () => {
    const prompt = await (await askPrompt(testWorld(), { resource: undefined })).json();
    expect(prompt.resource).toBeNull();
    expect(prompt.scopes.map(({ name }: { name: string }) => name)).toContain('notes:read');
  });

  it('refuses a repeated client_id', async () => {
    const response = await testWorld().send('/authorize?client_id=this-app&client_id=other');
    expect(response.status).toBe(400);
    expect(await response.json()).toEqual({
      error: 'invalid_request',
      error_description: 'Check the parameter client_id.',
    });
  });
});

describe('the decision of a person to approve or deny', () => {
  it('needs either a password or the session of a signed-in person', async () => {
    const world = testWorld();
    const session = await world.session(MALLORY);
    const approval = world.approval({ username: undefined, password: undefined });
    const response = await world.post('/authorize', approval, { [SESSION_HEADER]: session });
    const { code = '' } = parametersOf(response);
    expect(await world.store.get('codes', code)).toMatchObject({ subject: 'person-2' });
    expect((await world.post('/authorize', approval)).status).toBe(403);
  });

  it.each([
    ['the password of another person', { username: 'ada', password: 'eavesdropping' }],
    ['an unknown user name', { username: 'nobody' }],
    ['no password', { password: undefined }],
  ])('is not accepted with %s', async (_what, credentials) => {
    expect((await testWorld().authorize(credentials)).status).toBe(403);
  });

  it.each([
    ['has the unknown value perhaps', { decision: 'perhaps' }],
    ['is missing', { decision: undefined }],
    ['grants no permission', { granted_scope: undefined }],
    ['grants only a permission that was not requested', { granted_scope: 'notes:write' }],
  ])('is refused without a redirect if it %s', async (_what, decision) => {
    const response = await testWorld().authorize(decision);
    expect(response.status).toBe(400);
    expect(response.headers.has('Location')).toBe(false);
  });

  it('redirects the browser with status 303, uncached and without a Referer', async () => {
    const world = testWorld();
    const response = await world.authorize();
    expect(response.status).toBe(303);
    expect(response.headers.get('Cache-Control')).toBe('no-store');
    expect(response.headers.get('Referrer-Policy')).toBe('no-referrer');
    expect(parametersOf(response)).toEqual({ code: expect.any(String), state: 'state-1', iss: world.issuer });
    expect(world.observations).toContainEqual({
      kind: 'issued code',
      clientId: 'this-app',
      codeChallenge: world.approval().code_challenge,
    });
  });

  it('leads to a response without state if the request had no state or an empty state (RFC 6749 §3.1)', async () => {
    for (const state of [undefined, '']) {
      expect(parametersOf(await testWorld().authorize({ state }))).not.toHaveProperty('state');
    }
  });
});

describe('an authorization request', () => {
  it('requests every scope of the resource if it names no scope', async () => {
    const world = testWorld();
    const prompt = await (await askPrompt(world, { scope: undefined })).json();
    expect(prompt.scopes.map(({ name }: { name: string }) => name)).toEqual(['notes:read', 'notes:write']);
  });

  it('is refused if it names neither a scope nor a resource', async () => {
    const response = await askPrompt(testWorld(), { scope: undefined, resource: undefined });
    expect(parametersOf(response)).toMatchObject({ error: 'invalid_scope' });
  });

  it('leads to a token for the authorization server itself if it names no resource', async () => {
    const world = testWorld();
    const code = await world.code({ resource: undefined });
    const { access_token } = await (await world.token(world.exchange(code, { resource: undefined }))).json();
    const { aud } = JSON.parse(Buffer.from(access_token.split('.')[1], 'base64url').toString());
    expect(aud).toBe(world.issuer);
  });

  it('is refused if its challenge method is unknown, or if its challenge has a character that is not base64url', async () => {
    const lax = testWorld({ plainAllowed: true });
    expect(parametersOf(await lax.authorize({ code_challenge_method: 'S512' }))).toMatchObject({
      error: 'invalid_request',
    });
    for (const padding of ['/', '=']) {
      for (const code_challenge of [padding + 'a'.repeat(43), 'a'.repeat(43) + padding]) {
        expect(parametersOf(await testWorld().authorize({ code_challenge }))).toMatchObject({
          error: 'invalid_request',
          error_description: 'The code_challenge is malformed.',
        });
      }
    }
  });

  it('may name the client’s second redirect URI, even if the server compares only prefixes', async () => {
    const world = testWorld({ redirectUriMatching: 'prefix' });
    await world.code();
    const app = await world.store.get('clients', 'this-app');
    if (!app) throw new Error('The app is not registered.');
    await world.store.put('clients', { ...app, redirectUris: [`${ORIGIN}/elsewhere`, REDIRECT_URI] });
    expect(parametersOf(await world.authorize())).toHaveProperty('code');
  });
});
