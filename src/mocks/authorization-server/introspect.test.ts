import { describe, expect, it } from 'vitest';
import { CONFIDENTIAL, type TestWorld, testWorld } from '../testing/world.ts';
import { RESOURCE_SERVER_ID } from '../world.ts';

/** A world with opaque tokens: its MCP server asks the authorization server about each token. */
function askingWorld() {
  const world: TestWorld = testWorld(
    {},
    { askAboutTokens: (url, init) => world.authorizationServer.fetch(new Request(url, init)) },
  );
  const credentials = async (clientId = RESOURCE_SERVER_ID) => {
    // The authorization server registers its clients before its first response, so this request is necessary.
    await world.post('/introspect', {});
    const client = await world.store.get('clients', clientId);
    return { Authorization: `Basic ${btoa(`${clientId}:${client?.clientSecret}`)}` };
  };
  const ask = async (token: string | undefined, headers?: Record<string, string>) =>
    world.post('/introspect', { token }, headers ?? (await credentials()));
  return { world, ask, credentials };
}

const WEB_APP = { ...CONFIDENTIAL, tokenEndpointAuthMethod: 'client_secret_basic' } as const;

describe('the introspection endpoint (RFC 7662)', () => {
  it('tells a resource server what an opaque token means', async () => {
    const { world, ask } = askingWorld();
    const { access_token } = await world.signIn();
    expect(access_token).not.toContain('.');
    const response = await ask(access_token);
    expect(response.status).toBe(200);
    expect(response.headers.get('Cache-Control')).toBe('no-store');
    expect(await response.json()).toMatchObject({
      active: true,
      token_type: 'Bearer',
      iss: world.issuer,
      aud: world.resource,
      sub: 'person-1',
      client_id: 'this-app',
      scope: 'openid profile offline_access notes:read',
    });
    expect((await world.callMcp(access_token)).status).toBe(200);
  });

  it('also tells a resource server what a JWT means', async () => {
    const world = testWorld();
    const { access_token } = await world.signIn();
    await world.store.put('clients', { ...WEB_APP, introspects: world.resource });
    const headers = { Authorization: `Basic ${btoa('confidential:kept')}` };
    const response = await world.post('/introspect', { token: access_token }, headers);
    expect(await response.json()).toMatchObject({ active: true, aud: world.resource, sub: 'person-1' });
  });

  it.each<[string, (world: TestWorld) => Promise<string | undefined>, string]>([
    ['a text that is not a token', async () => 'made-up', 'unknown token'],
    ['a refresh token', async (world) => (await world.signIn()).refresh_token, 'unknown token'],
    [
      'an expired token',
      async (world) => {
        const { access_token } = await world.signIn();
        world.advanceClock(15 * 60_000 + 1_000);
        return access_token;
      },
      'expired',
    ],
    [
      'a revoked token',
      async (world) => {
        const { access_token } = await world.signIn();
        await world.post('/revoke', { token: access_token, client_id: 'this-app' });
        return access_token;
      },
      'grant revoked',
    ],
    [
      'a token for another server',
      async (world) => {
        const { api } = world;
        const code = await world.code({ resource: api });
        return (await (await world.token(world.exchange(code, { resource: api }))).json()).access_token;
      },
      'not a token for the server that asks',
    ],
  ])('says only “not active” about %s', async (_what, tokenIn, because) => {
    const { world, ask } = askingWorld();
    const response = await ask(await tokenIn(world));
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({ active: false });
    expect(world.observations.at(-1)).toEqual({ kind: 'introspected', active: false, because });
  });

  it('says only “not active” to a confidential client that is not a resource server', async () => {
    const { world, ask, credentials } = askingWorld();
    await world.store.put('clients', WEB_APP);
    const { access_token } = await world.signIn();
    expect(await (await ask(access_token, await credentials('confidential'))).json()).toEqual({
      active: false,
    });
  });

  it.each<[string, Record<string, string>, Record<string, string>]>([
    ['a request without credentials', {}, {}],
    ['a public client', { client_id: 'this-app' }, {}],
    ['a wrong secret', {}, { Authorization: `Basic ${btoa(`${RESOURCE_SERVER_ID}:guessed`)}` }],
  ])('refuses %s, and says nothing about the token', async (_what, form, headers) => {
    const { world } = askingWorld();
    const { access_token } = await world.signIn();
    const response = await world.post('/introspect', { token: access_token, ...form }, headers);
    expect(response.status).toBe(401);
    expect(await response.json()).toEqual({
      error: 'invalid_client',
      error_description: 'Client authentication failed.',
    });
  });

  it('accepts only a POST with a token', async () => {
    const { world, ask } = askingWorld();
    const url = `${world.issuer}/introspect`;
    const get = await world.authorizationServer.fetch(new Request(`${url}?token=x`));
    expect([get.status, get.headers.get('Allow')]).toEqual([405, 'POST, OPTIONS']);
    const without = await ask(undefined);
    expect([without.status, (await without.json()).error]).toEqual([400, 'invalid_request']);
  });
});

it('the storage key of an opaque token is not the token itself', async () => {
  const { world } = askingWorld();
  const { access_token } = await world.signIn();
  expect(await world.store.get('accessTokens', access_token)).toBeUndefined();
});
