import { describe, expect, it } from 'vitest';
import { REDIRECT_URI, type TestWorld, testWorld } from '../testing/world.ts';
import type { RegisteredClient } from './store.ts';

const ASSERTION = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';
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
  it('with the method client_secret_post authenticates only with its secret in the form', async () => {
    const world = await worldWith('client_secret_post');
    expect(await exchange(world, { client_secret: SECRET })).toBe(200);
    expect(await exchange(world, { client_secret: 'a guess' })).toBe(401);
    expect(await exchange(world, {})).toBe(401);
    expect(await exchange(world, {}, basic('portal', SECRET))).toBe(401);
  });

  it('with the method client_secret_basic authenticates only with its secret in the header', async () => {
    const world = await worldWith('client_secret_basic');
    expect(await exchange(world, {}, basic('portal', SECRET))).toBe(200);
    expect(await exchange(world, {}, basic('portal', 'a guess'))).toBe(401);
    expect(await exchange(world, { client_secret: SECRET })).toBe(401);
  });

  it('does not authenticate if the server stores no secret for the client', async () => {
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
    ['a scheme in capital letters', `BASIC ${btoa('portal:s')}`, 200],
    ['another scheme', 'Negotiate x', 401],
    ['a scheme that only ends like Basic', `NotBasic ${btoa('portal:s')}`, 401],
    ['no secret', `Basic ${btoa('portal')}`, 401],
    ['a word after the credentials', `Basic ${btoa('portal:s')} x`, 401],
    ['text that is not base64', 'Basic a', 401],
    ['characters of another alphabet', 'Basic a_-b', 401],
    ['a colon and text after the secret', `Basic ${btoa('portal:s:garbage')}`, 401],
    ['a colon after the secret', `Basic ${btoa('portal:s:')}`, 401],
    ['a parameter after the secret', `Basic ${btoa('portal:s&x=y')}`, 401],
    ['a parameter after the client ID', `Basic ${btoa('portal&x=y:s')}`, 401],
    ['a fragment after the secret', `Basic ${btoa('portal:s#x')}`, 401],
    ['a space after the secret', `Basic ${btoa('portal:s ')}`, 401],
    ['a line break after the secret', `Basic ${btoa('portal:s\n')}`, 401],
    ['half a percent-encoding', `Basic ${btoa('portal:s%')}`, 401],
    ['a percent-encoding that is not UTF-8', `Basic ${btoa('portal:s%ff')}`, 401],
    ['an encoded secret (RFC 6749 appendix B)', `Basic ${btoa('portal:%73')}`, 200],
    ['an empty secret', `Basic ${btoa('portal:')}`, 401],
    ['no client ID', `Basic ${btoa(':s')}`, 401],
    ['a space after the scheme, and no credentials', 'Basic ', 401],
    ['the scheme alone', 'Basic', 401],
    ['no padding', `Basic ${btoa('portal:s').replaceAll('=', '')}`, 401],
    ['credentials twice', `Basic ${btoa('portal:s')}, Basic ${btoa('portal:s')}`, 401],
    ['another spelling of the same base64', 'Basic cG9ydGFsOnMx=', 401],
  ])('with %s (%s) in the header gets the status %i', async (_what, Authorization, status) => {
    const world = await worldWith('client_secret_basic');
    const client = await world.store.get('clients', 'portal');
    if (!client) throw new Error('The portal is not registered.');
    await world.store.put('clients', { ...client, clientSecret: 's' });
    expect(await exchange(world, {}, { Authorization })).toBe(status);
  });

  it('differs from a public client, which must not present credentials', async () => {
    const world = await worldWith('none');
    expect(await exchange(world, {})).toBe(200);
    expect(await exchange(world, {}, basic('portal', SECRET))).toBe(401);
    expect(await exchange(world, { client_secret: SECRET })).toBe(401);
    expect(await exchange(world, {}, { Authorization: 'Bearer x' })).toBe(401);
    expect(await exchange(world, { client_assertion: 'a.b.c' })).toBe(401);
    expect(await exchange(world, { client_assertion_type: ASSERTION })).toBe(401);
  });

  it.each(['client_secret_basic', 'client_secret_post', 'none'] as const)(
    'with the method %s does not authenticate with two methods at once, even if one is right (RFC 6749 §2.3)',
    async (method) => {
      const world = await worldWith(method);
      const secret = { client_secret: SECRET };
      const assertion = { client_assertion: 'a.b.c', client_assertion_type: ASSERTION };
      const ways: [Record<string, string>, Record<string, string>][] = [
        [secret, basic('portal', SECRET)],
        [assertion, basic('portal', SECRET)],
        [{ ...secret, ...assertion }, {}],
        [secret, { Authorization: 'Basic a' }],
        [secret, { Authorization: 'Bearer x' }],
      ];
      for (const [form, headers] of ways) expect(await exchange(world, form, headers)).toBe(400);
    },
  );

  it('is refused if the form has the client_id of another client', async () => {
    const world = await worldWith('client_secret_basic');
    expect(await exchange(world, { client_id: 'this-app' }, basic('portal', SECRET))).toBe(400);
    expect(await exchange(world, { client_id: '' }, basic('portal', SECRET))).toBe(200);
  });

  it.each(['/token', '/revoke', '/introspect'])(
    'gets a Basic challenge with a 401 of %s',
    async (endpoint) => {
      const world = await worldWith('client_secret_basic');
      const inForm = await world.post(endpoint, { client_id: 'portal', client_secret: 'a guess' });
      const inHeader = await world.post(endpoint, {}, basic('portal', 'a guess'));
      for (const { status, headers } of [inForm, inHeader])
        expect([status, headers.get('WWW-Authenticate')]).toEqual([401, `Basic realm="${world.issuer}"`]);
    },
  );
});
