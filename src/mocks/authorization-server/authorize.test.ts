import { describe, expect, it } from 'vitest';
import { type Form, ORIGIN, REDIRECT_URI, type TestWorld, testWorld } from '../testing/world.ts';
import { SESSION_HEADER } from './person-session.ts';

/** The prompt of the server's page, with the person's session if there is one. */
function askPrompt(world: TestWorld, changes: Form = {}, session?: string): Promise<Response> {
  return world.openPage(changes, session === undefined ? {} : { [SESSION_HEADER]: session });
}

/** Signs a person in at the server. @returns the session that its page stores. */
async function personSession(world: TestWorld, who: Form = {}): Promise<string> {
  return (await world.authorize(who)).headers.get(SESSION_HEADER) ?? '';
}

const MALLORY = { username: 'mallory', password: 'eavesdropping' };
const parametersIn = (response: Response) =>
  Object.fromEntries(new URL(response.headers.get('Location') ?? 'about:blank').searchParams);

describe('the page of the authorization server', () => {
  it('shows the client, its request and where the response goes; no person is signed in yet', async () => {
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

  it('recognizes the person for eight hours, and no longer', async () => {
    const world = testWorld();
    const session = await personSession(world);
    const person = async () => (await (await askPrompt(world, {}, session)).json()).person;
    expect(await person()).toEqual({ username: 'ada', name: 'Ada Lovelace' });
    world.advanceClock(8 * 3600_000 - 1);
    expect(await person()).toEqual({ username: 'ada', name: 'Ada Lovelace' });
    world.advanceClock(1);
    expect(await person()).toBeNull();
  });

  it('distinguishes two persons, and recognizes no session that it did not start', async () => {
    const world = testWorld();
    const session = await personSession(world, MALLORY);
    expect(await (await askPrompt(world, {}, session)).json()).toMatchObject({
      person: { username: 'mallory', name: 'Mallory Eaves' },
    });
    expect(await (await askPrompt(world, {}, 'invented')).json()).toMatchObject({ person: null });
  });

  it('asks for the password again when the client requires it (prompt=login, OIDC Core §3.1.2.1)', async () => {
    const world = testWorld();
    const session = await personSession(world);
    const asked = async (prompt: string) => (await askPrompt(world, { prompt }, session)).json();
    expect(await asked('login')).toMatchObject({ person: null });
    expect(await asked('consent login')).toMatchObject({ person: null });
    expect(await asked('consent')).toMatchObject({ person: { username: 'ada' } });
  });

  it('shows no resource when none was named, and offers all scopes', async () => {
    const prompt = await (await askPrompt(testWorld(), { resource: undefined })).json();
    expect(prompt.resource).toBeNull();
    expect(prompt.scopes.map(({ name }: { name: string }) => name)).toContain('notes:read');
  });

  it('refuses a repeated parameter before it uses either value', async () => {
    const response = await testWorld().send('/authorize?client_id=this-app&client_id=other');
    expect(response.status).toBe(400);
    expect(await response.json()).toEqual({
      error: 'invalid_request',
      error_description: 'Check the parameter client_id.',
    });
  });
});

describe('the decision of a person', () => {
  it('is accepted without a password only from the signed-in person', async () => {
    const world = testWorld();
    const session = await personSession(world, MALLORY);
    const approval = world.approval({ username: undefined, password: undefined });
    const response = await world.post('/authorize', approval, { [SESSION_HEADER]: session });
    const { code = '' } = parametersIn(response);
    expect(await world.store.get('codes', code)).toMatchObject({ subject: 'person-2' });
    expect((await world.post('/authorize', approval)).status).toBe(401);
  });

  it.each([
    ['the password of another person', { username: 'ada', password: 'eavesdropping' }],
    ['an unknown user name', { username: 'nobody' }],
    ['no password', { password: undefined }],
  ])('is not accepted with %s', async (_what, credentials) => {
    expect((await testWorld().authorize(credentials)).status).toBe(401);
  });

  it.each([
    ['neither approves nor denies', { decision: 'perhaps' }],
    ['is missing', { decision: undefined }],
    ['leaves no permission', { granted_scope: undefined }],
    ['grants only what was not asked for', { granted_scope: 'notes:write' }],
  ])('issues nothing when it %s', async (_what, decision) => {
    const response = await testWorld().authorize(decision);
    expect(response.status).toBe(400);
    expect(response.headers.has('Location')).toBe(false);
  });

  it('redirects the browser once, uncached and without a Referer', async () => {
    const world = testWorld();
    const response = await world.authorize();
    expect(response.status).toBe(303);
    expect(response.headers.get('Cache-Control')).toBe('no-store');
    expect(response.headers.get('Referrer-Policy')).toBe('no-referrer');
    expect(parametersIn(response)).toEqual({ code: expect.any(String), state: 'state-1', iss: world.issuer });
    expect(world.observations).toContainEqual({
      kind: 'issued code',
      clientId: 'this-app',
      codeChallenge: world.approval().code_challenge,
    });
  });

  it('returns no state when none was sent, and counts an empty state as absent (RFC 6749 §3.1)', async () => {
    for (const state of [undefined, '']) {
      expect(parametersIn(await testWorld().authorize({ state }))).not.toHaveProperty('state');
    }
  });
});

describe('what a client may request', () => {
  it('is what the resource offers when the request names no scope', async () => {
    const world = testWorld();
    const prompt = await (await askPrompt(world, { scope: undefined })).json();
    expect(prompt.scopes.map(({ name }: { name: string }) => name)).toEqual(['notes:read', 'notes:write']);
  });

  it('is nothing when the request names neither scope nor resource', async () => {
    const response = await askPrompt(testWorld(), { scope: undefined, resource: undefined });
    expect(parametersIn(response)).toMatchObject({ error: 'invalid_scope' });
  });

  it('is only a token for this server itself when no resource is named', async () => {
    const world = testWorld();
    const code = await world.code({ resource: undefined });
    const { access_token } = await (await world.token(world.exchange(code, { resource: undefined }))).json();
    const { aud } = JSON.parse(Buffer.from(access_token.split('.')[1], 'base64url').toString());
    expect(aud).toBe(world.issuer);
  });

  it('is any resource when tokens are not restricted to one', async () => {
    const world = testWorld({ audienceRestriction: false });
    expect(parametersIn(await world.authorize({ resource: `${ORIGIN}/other` }))).toHaveProperty('code');
  });

  it('has to include a challenge with a known method', async () => {
    const lax = testWorld({ plainAllowed: true });
    expect(parametersIn(await lax.authorize({ code_challenge_method: 'S512' }))).toMatchObject({
      error: 'invalid_request',
    });
    for (const padding of ['/', '=']) {
      for (const code_challenge of [padding + 'a'.repeat(43), 'a'.repeat(43) + padding]) {
        const response = await testWorld().authorize({ code_challenge });
        expect(parametersIn(response)).toMatchObject({
          error: 'invalid_request',
          error_description: 'The code_challenge is malformed.',
        });
      }
    }
  });

  it('includes a response at any of its redirect URIs, even when prefixes are compared', async () => {
    const world = testWorld({ redirectUriMatching: 'prefix' });
    await world.code();
    const app = await world.store.get('clients', 'this-app');
    if (!app) throw new Error('The app is not registered.');
    await world.store.put('clients', { ...app, redirectUris: [`${ORIGIN}/elsewhere`, REDIRECT_URI] });
    expect(parametersIn(await world.authorize())).toHaveProperty('code');
  });
});
