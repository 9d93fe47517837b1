import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ORIGIN, REDIRECT_URI, testWorld } from '../testing/world.ts';

const open = () => testWorld({ registrationOffered: true });

describe('the registration endpoint (RFC 7591 §3)', () => {
  it('registers a public client that can then sign a person in', async () => {
    const world = open();
    const response = await world.register();
    expect(response.status).toBe(201);
    expect(response.headers.get('Cache-Control')).toBe('no-store');
    const client = await response.json();
    expect(client).toMatchObject({
      client_name: 'Field notes',
      application_type: 'native',
      redirect_uris: [REDIRECT_URI],
      grant_types: ['authorization_code', 'refresh_token'],
      response_types: ['code'],
      token_endpoint_auth_method: 'none',
    });
    expect(client).not.toHaveProperty('client_secret');
    expect(client).not.toHaveProperty('client_secret_expires_at');
    expect(Math.abs(client.client_id_issued_at - Date.now() / 1000)).toBeLessThan(60);
    expect(await world.auditLog.entries()).toContainEqual(
      expect.objectContaining({
        by: 'authorization server',
        event: 'registered client',
        detail: 'Field notes',
      }),
    );
    const { client_id } = client;
    const code = await world.code({ client_id });
    expect((await world.token(world.exchange(code, { client_id }))).status).toBe(200);
    expect(world.observations[0]).toMatchObject({
      kind: 'registered client',
      client: { clientId: client_id },
    });
  });

  it.each(['client_secret_basic', 'client_secret_post'])('issues a secret only for %s', async (method) => {
    const world = open();
    const response = await world.register({ token_endpoint_auth_method: method });
    const { client_id, client_secret, client_secret_expires_at } = await response.json();
    expect(client_secret_expires_at).toBe(0);
    const inHeader = { Authorization: `Basic ${btoa(`${client_id}:${client_secret}`)}` };
    const send = async (form: object, headers: Record<string, string>) => {
      const code = await world.code({ client_id });
      return (await world.post('/token', world.exchange(code, { client_id, ...form }), headers)).status;
    };
    const basic = method === 'client_secret_basic';
    expect(await send({}, inHeader)).toBe(basic ? 200 : 401);
    expect(await send({ client_secret }, {})).toBe(basic ? 401 : 200);
    expect(await send({}, {})).toBe(401);
    expect(JSON.stringify([world.observations, await world.auditLog.entries()])).not.toContain(client_secret);
  });

  it('by default, registers a web application that authenticates with HTTP Basic (RFC 7591 §2)', async () => {
    const response = await open().register({
      application_type: undefined,
      token_endpoint_auth_method: undefined,
      grant_types: undefined,
      client_name: undefined,
      redirect_uris: ['https://app.example/callback'],
    });
    expect(await response.json()).toMatchObject({
      application_type: 'web',
      token_endpoint_auth_method: 'client_secret_basic',
      client_secret: expect.any(String),
      grant_types: ['authorization_code'],
    });
  });

  it('accepts a client name of a hundred characters', async () =>
    expect((await open().register({ client_name: 'x'.repeat(100) })).status).toBe(201));

  it.each<[string, string, number]>([
    ['JSON', 'application/json', 201],
    ['JSON with a charset', 'Application/JSON; charset=utf-8', 201],
    ['a form', 'application/x-www-form-urlencoded', 400],
    ['a type that only ends like JSON', 'text/application/json', 400],
  ])('responds to %s: %s → %i', async (_what, type, status) => {
    const body = JSON.stringify({ redirect_uris: ['https://app.example/callback'] });
    const headers = { 'Content-Type': type };
    expect((await open().send('/register', { method: 'POST', headers, body })).status).toBe(status);
  });

  it.each(['null', '7', '"text"', '[]', '[{"redirect_uris":[]}]', '{', ''])(
    'refuses the body %s, which is not a JSON object',
    async (body) => {
      const { send, observations, auditLog } = open();
      const headers = { 'Content-Type': 'application/json' };
      await send('/register', { method: 'POST', headers, body });
      expect(observations.at(-1)).toMatchObject({ rejection: { reason: 'not JSON' } });
      expect((await auditLog.entries()).at(-1)).toMatchObject({ event: 'refused at register' });
    },
  );

  it('accepts a body of at most 64 KiB', async () => {
    const world = open();
    const headers = { 'Content-Type': 'application/json' };
    const post = (body: string) => world.send('/register', { method: 'POST', headers, body });
    const document = JSON.stringify({ redirect_uris: ['https://app.example/callback'] });
    expect((await post(document.padEnd(64 * 1024))).status).toBe(201);
    expect((await post(document.padEnd(64 * 1024 + 1))).status).toBe(400);
    expect(world.observations.at(-1)).toMatchObject({ rejection: { reason: 'not JSON' } });
  });

  it('lists the allowed methods only in the response to a wrong method', async () => {
    const { send, register } = open();
    const wrong = await send('/register');
    expect(wrong.status).toBe(405);
    expect(wrong.headers.get('Allow')).toBe('POST, OPTIONS');
    expect((await register({ redirect_uris: [] })).headers.has('Allow')).toBe(false);
  });

  it('ignores unknown members', async () => {
    const response = await open().register({ jwks_uri: 'https://app.example/jwks', reason: 'x' });
    expect(response.status).toBe(201);
    expect(await response.json()).not.toHaveProperty('jwks_uri');
  });

  it.each([
    ['web', 'https://app.example/callback', true],
    ['web', 'https://app.example:8443/a?b=c', true],
    ['web', 'http://app.example/callback', false],
    ['web', 'http://localhost:5173/callback', false],
    ['web', 'https://localhost/callback', false],
    ['web', 'https://localhost./callback', false],
    ['web', 'https://app.localhost/callback', false],
    ['web', 'https://127.0.0.2/callback', false],
    ['web', 'https://[::ffff:127.0.0.1]/callback', false],
    ['web', 'https://0.0.0.0/callback', false],
    ['web', 'https://[::]/callback', false],
    ['web', 'com.example.app:/callback', false],
    ['native', 'http://localhost:5173/callback', true],
    ['native', 'http://127.0.0.1/callback', true],
    ['native', 'http://[::1]:80/callback', true],
    ['native', 'com.example.app:/callback', true],
    ['native', 'com.example.data:/callback', true],
    ['native', 'https://app.example/callback', true],
    ['native', 'http://localhost.evil.example/callback', false],
    ['native', 'http://notlocalhost/callback', false],
    ['native', 'http://192.168.0.2/callback', false],
    ['native', 'myapp:/callback', false],
    ['native', 'javascript:alert(1)', false],
    ['native', 'data:text/html,x', false],
    ['web', '/callback', false],
    ['web', 'https://app.example/callback#', false],
    ['web', 'https://app.example/callback#x', false],
    ['web', 'https://user@app.example/callback', false],
  ])('for application_type %s, accepts a redirect to %s: %s', async (application_type, uri, allowed) => {
    const response = await open().register({ application_type, redirect_uris: [uri] });
    expect(response.status).toBe(allowed ? 201 : 400);
    // One forbidden address is enough for a refusal, even if another address is allowed.
    if (!allowed) {
      const good = application_type === 'web' ? 'https://app.example/ok' : `${ORIGIN}/ok`;
      expect((await open().register({ application_type, redirect_uris: [good, uri] })).status).toBe(400);
    }
  });

  it.each([
    ['application_type', 'desktop'],
    ['client_name', ''],
    ['client_name', 'x'.repeat(101)],
    ['client_name', { text: 'x' }],
    ['token_endpoint_auth_method', 'tls_client_auth'],
    ['grant_types', ['implicit']],
    ['post_logout_redirect_uris', ['https://app.example/', 7]],
    ['grant_types', ['refresh_token']],
    ['grant_types', ['authorization_code', 'implicit']],
    ['grant_types', 'authorization_code'],
    ['response_types', ['code', 'token']],
    ['response_types', 'code'],
    ['post_logout_redirect_uris', 'https://app.example/'],
  ])('refuses the %s %j, and reports the member', async (member, value) => {
    const response = await open().register({ [member]: value });
    expect(response.status).toBe(400);
    expect(await response.json()).toEqual({
      error: 'invalid_client_metadata',
      error_description: `The value of ${member} is not supported.`,
    });
  });

  it('refuses a list of redirect URIs with an item that is not a string', async () => {
    const response = await open().register({ redirect_uris: [REDIRECT_URI, 7] });
    expect(await response.json()).toMatchObject({ error: 'invalid_redirect_uri' });
  });

  it.each([
    ' https://app.example/callback',
    'https://app.example/callback ',
    'https://app.example/call\nback',
    'https://app.example/call\tback',
    'https://app.example/callback\0',
    'https://app.example/\u202ekcabllac',
    'https://app.example\\callback',
    'https://\u00e4pp.example/callback',
  ])('refuses the redirect URI %j, because no URI may contain that character (RFC 3986 §2)', async (uri) => {
    for (const member of ['redirect_uris', 'post_logout_redirect_uris']) {
      const response = await open().register({ [member]: [uri] });
      expect(response.status).toBe(400);
      expect(await response.json()).toMatchObject({ error: 'invalid_redirect_uri' });
    }
  });

  it('reports the rule that a redirect URI breaks', async () => {
    const response = await open().register({ application_type: 'web' });
    expect((await response.json()).error_description).toBe(
      'A redirect URI has to be https, and not this machine, for application_type web.',
    );
  });

  it('responds to any JSON with a client or an error of RFC 7591 §3.2.2', async () => {
    const world = open();
    const members = fc.constantFrom(
      'application_type',
      'client_name',
      'grant_types',
      'post_logout_redirect_uris',
      'reason',
      'redirect_uris',
      'response_types',
      'token_endpoint_auth_method',
    );
    const changes = fc.dictionary(
      members,
      fc.oneof(fc.jsonValue(), fc.array(fc.webUrl()), fc.array(fc.string())),
    );
    await fc.assert(
      fc.asyncProperty(changes, async (metadata) => {
        const response = await world.register(metadata);
        const { client_id, error } = await response.json();
        if (response.status === 201) expect(client_id).toEqual(expect.any(String));
        else expect(['invalid_client_metadata', 'invalid_redirect_uri']).toContain(error);
      }),
    );
  });

  it('lets a page of any origin send a preflight, and read registrations and refusals', async () => {
    const world = open();
    const preflight = await world.send('/register', { method: 'OPTIONS' });
    expect(preflight.headers.get('Access-Control-Allow-Headers')).toContain('content-type');
    expect((await world.register()).headers.get('Access-Control-Allow-Origin')).toBe('*');
    expect((await world.register({ redirect_uris: [] })).headers.get('Access-Control-Allow-Origin')).toBe(
      '*',
    );
  });

  it('exists only if the server offers registration', async () =>
    expect((await testWorld().register()).status).toBe(404));

  it('makes the consent page say that the client registered itself', async () => {
    const world = open();
    const { client_id } = await (await world.register()).json();
    const prompt = async (id: string) => (await world.openPage({ client_id: id })).json();
    expect(await prompt(client_id)).toMatchObject({ client: { registration: 'dynamic' } });
    expect(await prompt('this-app')).toMatchObject({ client: { registration: 'in advance' } });
  });
});
