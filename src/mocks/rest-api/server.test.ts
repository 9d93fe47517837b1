import { describe, expect, it } from 'vitest';
import { type TestWorld, testWorld } from '../testing/world.ts';

const ALL = 'openid offline_access notes:read notes:write';

/** A token for the API, with the scopes that the person allowed. */
async function tokenFor(world: TestWorld, scope = ALL, resource = world.api): Promise<string> {
  const code = await world.code({ resource, scope: ALL, granted_scope: scope });
  const response = await world.token(world.exchange(code, { resource }));
  return (await response.json()).access_token;
}

function call(world: TestWorld, token: string | undefined, init: RequestInit = {}, path = '/notes') {
  const headers = new Headers(init.headers);
  if (token !== undefined) headers.set('Authorization', `Bearer ${token}`);
  return world.restApi.fetch(new Request(world.api + path, { ...init, headers }));
}

const note = (body: unknown, type = 'application/json'): RequestInit => ({
  method: 'POST',
  headers: { 'Content-Type': type },
  body: typeof body === 'string' ? body : JSON.stringify(body),
});

async function expectProblem(response: Response, status: number): Promise<void> {
  expect(response.status).toBe(status);
  expect(response.headers.get('Content-Type')).toBe('application/problem+json');
  expect(await response.json()).toMatchObject({ type: 'about:blank', status, title: expect.any(String) });
}

describe('the REST API', () => {
  it('lists the notes of the person in the token, and adds a note', async () => {
    const world = testWorld();
    const token = await tokenFor(world);
    const created = await call(world, token, note({ text: 'Mine' }));
    expect(created.status).toBe(201);
    const { id } = await created.json();
    expect(created.headers.get('Location')).toBe(`/api/notes/${id}`);
    const { notes } = await (await call(world, token)).json();
    expect(notes.at(-1)).toEqual({ id, text: 'Mine', written: expect.stringMatching(/^\d{4}-.*Z$/) });
    const events = (await world.auditLog.entries()).filter(({ by }) => by === 'REST API');
    expect(events.map(({ event }) => event)).toEqual(['created a note', 'listed notes']);
  });

  it('responds to a request without a token with 401 and a challenge without an error (RFC 6750 §3)', async () => {
    const response = await call(testWorld(), undefined);
    expect(response.headers.get('WWW-Authenticate')).toBe('Bearer');
    await expectProblem(response, 401);
  });

  it('accepts no token in the query (RFC 6750 §2.3)', async () => {
    const world = testWorld();
    await expectProblem(
      await call(world, undefined, {}, `/notes?access_token=${await tokenFor(world)}`),
      401,
    );
  });

  it('refuses a token for the MCP server (RFC 9068 §4), and an expired token', async () => {
    const world = testWorld();
    const foreign = await call(world, await tokenFor(world, ALL, world.resource));
    expect(foreign.headers.get('WWW-Authenticate')).toBe('Bearer error="invalid_token"');
    await expectProblem(foreign, 401);
    const token = await tokenFor(world);
    world.advanceClock(16 * 60_000);
    await expectProblem(await call(world, token), 401);
  });

  it.each([
    ['GET', 'openid notes:write', 'notes:read', {}],
    ['POST', 'openid notes:read', 'notes:write', note({ text: 'x' })],
  ])('refuses %s with a 403 that names the scope (RFC 6750)', async (_method, granted, wanted, init) => {
    const world = testWorld();
    const response = await call(world, await tokenFor(world, granted), init);
    expect(response.headers.get('WWW-Authenticate')).toBe(
      `Bearer error="insufficient_scope", scope="${wanted}"`,
    );
    await expectProblem(response, 403);
  });

  it.each<[string, RequestInit, number]>([
    ['text that is not JSON', note('no'), 422],
    ['null', note(null), 422],
    ['an empty text', note({ text: ' ' }), 422],
    ['a text that is a number', note({ text: 1 }), 422],
    ['a text that is too long', note({ text: 'x'.repeat(501) }), 422],
    ['a form', note('text=x', 'application/x-www-form-urlencoded'), 415],
    ['another method', { method: 'DELETE' }, 405],
  ])('refuses %s with a problem document (RFC 9457), and stores no note', async (_what, init, status) => {
    const world = testWorld();
    const token = await tokenFor(world);
    await expectProblem(await call(world, token, init), status);
    expect((await (await call(world, token)).json()).notes).toHaveLength(2);
  });

  it('responds with 404 at another address', async () => {
    const world = testWorld();
    await expectProblem(await call(world, await tokenFor(world), {}, '/other'), 404);
  });

  it('allows the header authorization in a preflight, although a preflight carries no token (Fetch §3.3)', async () => {
    const response = await call(testWorld(), undefined, { method: 'OPTIONS' });
    expect(response.status).toBe(204);
    expect(response.headers.get('Access-Control-Allow-Headers')).toContain('authorization');
  });
});
