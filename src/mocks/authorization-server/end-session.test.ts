import { describe, expect, it } from 'vitest';
import { type Form, ORIGIN, type TestWorld, testWorld } from '../testing/world.ts';
import { SESSION_HEADER } from './person-session.ts';

const HOME = `${ORIGIN}/`;

const open = (world: TestWorld, query: Record<string, string>, session = ''): Promise<Response> =>
  world.send(`/end-session?${new URLSearchParams(query)}`, { headers: { [SESSION_HEADER]: session } });

const confirm = (world: TestWorld, form: Form, session = ''): Promise<Response> =>
  world.post('/end-session', form, { [SESSION_HEADER]: session });

describe('the end-session page (OpenID Connect RP-Initiated Logout 1.0)', () => {
  it('shows the client, the person and the destination of the redirect', async () => {
    const world = testWorld();
    const session = await world.session();
    const query = { client_id: 'this-app', post_logout_redirect_uri: HOME };
    for (let looks = 0; looks < 2; looks += 1) {
      expect(await (await open(world, query, session)).json()).toEqual({
        client: { name: 'This app' },
        person: { username: 'ada', name: 'Ada Lovelace' },
        returnsTo: HOME,
      });
    }
  });

  it('opens for a request without a client and without a session', async () => {
    expect(await (await open(testWorld(), {})).json()).toEqual({
      client: null,
      person: null,
      returnsTo: null,
    });
  });

  it('ends only the session in which the person confirms', async () => {
    const world = testWorld();
    const [ended, other] = [await world.session(), await world.session()];
    expect(await (await confirm(world, {}, ended)).json()).toEqual({ signedOut: true });
    expect(await (await open(world, {}, ended)).json()).toMatchObject({ person: null });
    expect(await (await open(world, {}, other)).json()).toMatchObject({ person: { username: 'ada' } });
  });

  it('redirects to a registered address, and adds a state only if the request has one', async () => {
    const world = testWorld();
    const form = { client_id: 'this-app', post_logout_redirect_uri: HOME };
    const response = await confirm(world, { ...form, state: 'a b' });
    expect(response.status).toBe(303);
    expect(response.headers.get('Location')).toBe(`${HOME}?state=a+b`);
    expect((await confirm(world, form)).headers.get('Location')).toBe(HOME);
  });

  it.each<[string, Record<string, string>]>([
    ['an address that is not registered', { client_id: 'this-app', post_logout_redirect_uri: `${HOME}x` }],
    ['an address without a client', { post_logout_redirect_uri: HOME }],
    ['an address of an unknown client', { client_id: 'unknown', post_logout_redirect_uri: HOME }],
  ])('refuses %s before and after the person confirms, and keeps the session', async (_what, parameters) => {
    const world = testWorld();
    const session = await world.session();
    for (const response of [
      await open(world, parameters, session),
      await confirm(world, parameters, session),
    ]) {
      expect(response.status).toBe(400);
      expect(response.headers.has('Location')).toBe(false);
    }
    expect((await world.auditLog.entries()).at(-1)).toMatchObject({ event: 'refused at end-session' });
    expect(await (await open(world, {}, session)).json()).toMatchObject({ person: { username: 'ada' } });
  });

  it('refuses a repeated parameter', async () => {
    const { send, auditLog } = testWorld();
    expect((await send('/end-session?client_id=this-app&client_id=this-app')).status).toBe(400);
    expect((await auditLog.entries()).at(-1)).toMatchObject({ event: 'refused at end-session' });
  });
});
