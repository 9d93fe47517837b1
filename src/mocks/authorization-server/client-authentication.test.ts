import { describe, expect, it } from 'vitest';
import { REDIRECT_URI, type TestWorld, testWorld } from '../test-world.ts';
import type { RegisteredClient } from './store.ts';

const SECRET = 'a secret: 50% of it';

async function worldWith(tokenEndpointAuthMethod: RegisteredClient['tokenEndpointAuthMethod']) {
  const world = testWorld();
  await world.code();
  await world.store.put('clients', {
    clientId: 'portal',
    clientName: 'Portal',
    redirectUris: [REDIRECT_URI],
    postLogoutRedirectUris: [],
    grantTypes: ['authorization_code'],
    tokenEndpointAuthMethod,
    clientSecret: SECRET,
  });
  return world;
}

async function exchange(world: TestWorld, form: Record<string, string>, headers = {}): Promise<number> {
  const code = await world.code({ client_id: 'portal' });
  return (await world.post('/token', world.exchange(code, { client_id: 'portal', ...form }), headers)).status;
}

const basic = (id: string, secret: string) => ({
  Authorization: `Basic ${btoa([id, secret].map(encodeURIComponent).join(':'))}`,
});

describe('a confidential client at the token endpoint (RFC 6749 §2.3.1)', () => {
  it('registered for client_secret_post gets in with its secret in the form, and nowhere else', async () => {
    const world = await worldWith('client_secret_post');
    expect(await exchange(world, { client_secret: SECRET })).toBe(200);
    expect(await exchange(world, { client_secret: 'a guess' })).toBe(401);
    expect(await exchange(world, {})).toBe(401);
    expect(await exchange(world, {}, basic('portal', SECRET))).toBe(401);
  });

  it('registered for client_secret_basic gets in with its secret in the header, and nowhere else', async () => {
    const world = await worldWith('client_secret_basic');
    expect(await exchange(world, {}, basic('portal', SECRET))).toBe(200);
    expect(await exchange(world, {}, basic('portal', 'a guess'))).toBe(401);
    expect(await exchange(world, { client_secret: SECRET })).toBe(401);
  });

  it('that was registered without one is not let in without one', async () => {
    const world = await worldWith('client_secret_post');
    const client = await world.store.get('clients', 'portal');
    if (!client) throw new Error('The portal is not registered.');
    const { clientSecret: _, ...secretless } = client;
    await world.store.put('clients', secretless);
    expect(await exchange(world, {})).toBe(401);
  });

  it.each<[string, string, number]>([
    ['one space', `Basic ${btoa('portal:s')}`, 200],
    ['more spaces (RFC 9110 §11.4)', `Basic   ${btoa('portal:s')}`, 200],
    ['a scheme in capitals', `BASIC ${btoa('portal:s')}`, 200],
    ['another scheme, which is nobody’s business here', 'Negotiate x', 401],
    ['a scheme that only ends like it', `NotBasic ${btoa('portal:s')}`, 401],
    ['no secret', `Basic ${btoa('portal')}`, 401],
    ['something behind the credentials', `Basic ${btoa('portal:s')} x`, 401],
    ['what is not base64', 'Basic a', 401],
    ['characters of another alphabet', 'Basic a_-b', 401],
  ])('shows its secret in a header with %s: %s → %i', async (_what, Authorization, status) => {
    const world = await worldWith('client_secret_basic');
    const client = await world.store.get('clients', 'portal');
    if (!client) throw new Error('The portal is not registered.');
    await world.store.put('clients', { ...client, clientSecret: 's' });
    expect(await exchange(world, {}, { Authorization })).toBe(status);
  });

  it('cannot be a public one that shows up with a secret in the header', async () => {
    const world = await worldWith('none');
    expect(await exchange(world, {})).toBe(200);
    expect(await exchange(world, {}, basic('portal', SECRET))).toBe(401);
  });
});
