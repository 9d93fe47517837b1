import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { registerClient } from './index.ts';
import { ISSUER, REDIRECT_URI } from './testing/examples.ts';
import { type Responder, testBrowser, testPlatform } from './testing/platform.ts';
import { json } from './testing/refreshing.ts';
import { APP, ENDPOINT, knownAs, ORIGIN, REGISTERING, registering, stored } from './testing/registering.ts';
import { refusing, testServers, unreachable } from './testing/servers.ts';

/** A response that names this authentication method, but contains no secret. */
const byMethod = (token_endpoint_auth_method: unknown) =>
  json(200, { client_id: 'a', token_endpoint_auth_method });

/** The members of a response with a secret that expires at this time, in seconds; with 0, never. */
const secretive = (client_secret_expires_at: number) => ({
  client_secret: 's',
  token_endpoint_auth_method: 'client_secret_post',
  client_secret_expires_at,
});
const INVALID = { code: 'registration_invalid' };
const DENIED = { error: 'access_denied', error_description: 'Ask us' };

describe('the refusal of a registration', () => {
  it.each<[string, Responder, string, string | undefined]>([
    ['text', () => new Response('It is closed.', { status: 403 }), 'HTTP 403', 'It is closed.'],
    ['a framework', json(422, { detail: 'No name' }), 'HTTP 422', 'No name'],
    [
      'Rails',
      json(422, { message: 'It is invalid.', errors: { redirect_uris: ['Use https.'] } }),
      'HTTP 422',
      'Use https.',
    ],
    ['a sentence', json(422, { errors: 'Use https.' }), 'HTTP 422', 'Use https.'],
    ['a list', json(422, { errors: ['Use https.'] }), 'HTTP 422', 'Use https.'],
    ['a page', () => new Response('<!doctype html><h1>No', { status: 403 }), 'HTTP 403', undefined],
    ['nothing', () => new Response(null, { status: 401 }), 'HTTP 401', undefined],
    ['OAuth', json(403, DENIED), 'access_denied', 'Ask us'],
    ['OAuth with status 200', json(200, DENIED), 'access_denied', 'Ask us'],
    ['words with status 202', json(202, { message: 'Wait' }), 'HTTP 202', 'Wait'],
  ])('sent as %s is reported with its status and its text', async (_what, answer, named, description) => {
    const platform = testPlatform(testServers({ [ENDPOINT]: answer }));
    const error: unknown = await registerClient(platform, REGISTERING, APP).catch((it: unknown) => it);
    expect(error).toMatchObject({ code: 'registration_refused', step: 'registration', at: ENDPOINT });
    expect(Object(error).refusal).toEqual({ error: named, ...(description && { description }) });
    expect(Object(error).status).toBeGreaterThanOrEqual(200);
  });
});

describe('dynamic registration (RFC 7591)', () => {
  it('describes a public client, of the type native on loopback and of the type web on other hosts', async () => {
    const platform = registering();
    await registerClient(platform, REGISTERING, APP);
    const redirectUri = 'http://localhost:5173/callback';
    await registerClient(platform, REGISTERING, { ...APP, redirectUri });
    const [web, native] = platform.requests.map(({ body }) => JSON.parse(body));
    expect(web).toEqual({
      client_name: 'App',
      application_type: 'web',
      redirect_uris: [REDIRECT_URI],
      post_logout_redirect_uris: ['https://app.example/'],
      grant_types: ['authorization_code', 'refresh_token'],
      response_types: ['code'],
      token_endpoint_auth_method: 'none',
    });
    expect(native).toMatchObject({ application_type: 'native', redirect_uris: [redirectUri] });
  });

  it('describes a web client even if the query of its redirect URI contains http://localhost', async () => {
    const platform = registering();
    const redirectUri = `${REDIRECT_URI}?from=http://localhost`;
    await registerClient(platform, REGISTERING, { ...APP, redirectUri });
    expect(JSON.parse(platform.requests[0]?.body ?? '')).toMatchObject({ application_type: 'web' });
  });

  it.each([null, ''])('returns a public client if the server names the method %j', async (method) => {
    const platform = registering({ token_endpoint_auth_method: method });
    expect(await registerClient(platform, REGISTERING, APP)).toMatchObject({ clientId: 'client-1' });
  });

  it.each([null, '1', true])('treats a stored expiry of %j as no expiry', async (expiresAtMs) => {
    const platform = registering();
    const client = { clientId: 'kept' };
    const record = JSON.stringify({ client, redirectUri: REDIRECT_URI, expiresAtMs });
    platform.storage.shared.setItem(`oauth:client:${ISSUER}`, record);
    expect(await registerClient(platform, REGISTERING, APP)).toMatchObject(client);
    expect(platform.requests).toEqual([]);
  });

  it('stores no record with a long key, because the app would never delete that record from the storage that all servers share', async () => {
    const platform = registering();
    const server = { ...REGISTERING, issuer: `${ISSUER}/${'a'.repeat(100_000)}` };
    await expect(registerClient(platform, server, APP)).rejects.toMatchObject(INVALID);
    expect(platform.storage.shared.length).toBe(0);
  });

  it.each([
    ['a client ID', (length: number) => ({ client_id: 'c'.repeat(length - ISSUER.length) })],
    ['a secret', (length: number) => ({ ...secretive(0), client_secret: 's'.repeat(length) })],
  ])('accepts %s of the maximum length, and refuses a longer value', async (_what, ofLength) => {
    await expect(registerClient(registering(ofLength(2_048)), REGISTERING, APP)).resolves.toBeDefined();
    const refused = registering(ofLength(2_049));
    await expect(registerClient(refused, REGISTERING, APP)).rejects.toMatchObject(INVALID);
    expect(stored(refused)).toEqual({ tab: '[]', shared: '[]' });
  });

  it('happens once per issuer and redirect URI, for all tabs', async () => {
    const browser = testBrowser();
    const platform = registering({}, browser);
    expect(await registerClient(platform, REGISTERING, APP)).toEqual(knownAs('client-1'));
    const second = testPlatform(testServers(), { browser });
    expect(await registerClient(second, REGISTERING, APP)).toEqual(knownAs('client-1'));
    expect(second.requests).toEqual([]);
    const moved = { ...APP, redirectUri: 'https://app.example/elsewhere' };
    const { redirectUri } = moved;
    expect(await registerClient(platform, REGISTERING, moved)).toEqual({ clientId: 'client-2', redirectUri });
  });

  it.each([
    [undefined, 'none'],
    [[], 'none'],
    [['private_key_jwt', 'none', 'client_secret_basic'], 'none'],
    [['client_secret_post', 'client_secret_basic'], 'client_secret_basic'],
    [['client_secret_post'], 'client_secret_post'],
    [['private_key_jwt'], 'none'],
  ])('with the supported methods %j chooses the method %s', async (tokenEndpointAuthMethods, asked) => {
    const platform = registering({ client_secret: 's' });
    const server = { ...REGISTERING, ...(tokenEndpointAuthMethods && { tokenEndpointAuthMethods }) };
    await registerClient(platform, server, APP);
    expect(JSON.parse(platform.requests[0]?.body ?? '').token_endpoint_auth_method).toBe(asked);
  });

  it('keeps a secret only in this tab, and registers again in another tab', async () => {
    const browser = testBrowser();
    const client_secret = 'instance-secret';
    const members = { client_secret, token_endpoint_auth_method: 'client_secret_basic' };
    const platform = registering(members, browser);
    const clientSecret = { method: 'client_secret_basic', value: client_secret, origin: ORIGIN };
    for (const _time of ['first', 'second'])
      expect(await registerClient(platform, REGISTERING, APP)).toEqual({
        ...knownAs('client-1'),
        clientSecret,
      });
    expect(platform.requests).toHaveLength(1);
    expect(stored(platform).tab).toContain(client_secret);
    expect(stored(platform).shared).not.toContain(client_secret);
    const other = registering(members, browser);
    await registerClient(other, REGISTERING, APP);
    expect(other.requests).toHaveLength(1);
  });

  it('keeps the requested method if the response names no method', async () => {
    const registered = (server: typeof REGISTERING) =>
      registerClient(registering({ client_secret: 'x' }), server, APP);
    expect(await registered(REGISTERING)).toEqual(knownAs('client-1'));
    const posting = { ...REGISTERING, tokenEndpointAuthMethods: ['client_secret_post'] };
    const clientSecret = { method: 'client_secret_post', value: 'x', origin: ORIGIN };
    expect(await registered(posting)).toEqual({ ...knownAs('client-1'), clientSecret });
  });

  it('registers again after the secret has expired', async () => {
    const platform = registering(secretive(1_750_000_000 + 60));
    await registerClient(platform, REGISTERING, APP);
    platform.pass(59_000);
    await registerClient(platform, REGISTERING, APP);
    expect(platform.requests).toHaveLength(1);
    platform.pass(1_000);
    expect(await registerClient(platform, REGISTERING, APP)).toMatchObject({ clientId: 'client-2' });
  });

  it.each<[string, Responder, string, string?]>([
    ['no client_id', () => Response.json({}), 'registration_invalid'],
    ['something that is not JSON', () => new Response('<html>'), 'registration_invalid'],
    ['an error page', () => new Response('', { status: 400 }), 'registration_refused'],
    ['an internal error', refusing('server_error', 503), 'unexpected_status', 'registration'],
    ['an empty page', () => new Response('', { status: 500 }), 'unexpected_status', 'registration'],
    ['a response that the browser hides', unreachable, 'unreachable', 'registration'],
    ['a method that requires a key of the client', byMethod('private_key_jwt'), 'registration_invalid'],
    ['a method without its secret', byMethod('client_secret_post'), 'registration_invalid'],
    ['a method that is not text', byMethod({ toString: 0 }), 'registration_invalid'],
  ])('fails with %s, names its address, and stores nothing', async (_what, answer, code, step) => {
    const platform = testPlatform(testServers({ [ENDPOINT]: answer }));
    const failure = { code, at: ENDPOINT, ...(step && { step }) };
    await expect(registerClient(platform, REGISTERING, APP)).rejects.toMatchObject(failure);
    expect(stored(platform)).toEqual({ tab: '[]', shared: '[]' });
  });

  it('returns a client ID even if the stored registration is damaged', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(
          fc.string(),
          fc.json(),
          fc.record({ client: fc.anything(), redirectUri: fc.constant(REDIRECT_URI) }).map((record) =>
            // JSON cannot contain a bigint.
            JSON.stringify(record, (_key, value) => (typeof value === 'bigint' ? String(value) : value)),
          ),
        ),
        async (damaged) => {
          const platform = registering();
          platform.storage.shared.setItem(`oauth:client:${ISSUER}`, damaged);
          const { clientId } = await registerClient(platform, REGISTERING, APP);
          expect(typeof clientId).toBe('string');
          expect(clientId).not.toBe('');
        },
      ),
    );
  });
});

describe('a registration request', () => {
  it('sends and accepts JSON', async () => {
    const platform = registering();
    await registerClient(platform, REGISTERING, APP);
    expect(Object.fromEntries(platform.requests[0]?.headers ?? [])).toEqual({
      accept: 'application/json',
      'content-type': 'application/json',
    });
  });

  it('is not repeated for a secret that never expires', async () => {
    const platform = registering(secretive(0));
    await registerClient(platform, REGISTERING, APP);
    platform.pass(365 * 24 * 3600_000);
    await registerClient(platform, REGISTERING, APP);
    expect(platform.requests).toHaveLength(1);
  });

  it.each([
    [{ clientId: '' }],
    [{ clientId: 7 }],
    [{ clientId: 'a', clientSecret: { method: 'client_secret_post', value: '' } }],
  ])('is repeated if the stored client %j is unusable', async (client) => {
    const platform = registering();
    const kept = JSON.stringify({ client, redirectUri: REDIRECT_URI });
    platform.storage.shared.setItem(`oauth:client:${ISSUER}`, kept);
    expect(await registerClient(platform, REGISTERING, APP)).toEqual(knownAs('client-1'));
  });
});
