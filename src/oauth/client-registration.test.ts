import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { registerInstead } from './client-registration.ts';
import {
  type AuthorizationServerMetadata,
  chooseRegistration,
  enterRegistration,
  forgetRegistration,
  keptRegistration,
  registerClient,
} from './index.ts';
import { ISSUER, REDIRECT_URI, SERVER } from './testing/examples.ts';
import { type Responder, type TestPlatform, testBrowser, testPlatform } from './testing/platform.ts';
import { refusing, testServers, unreachable } from './testing/servers.ts';

const ENDPOINT = `${ISSUER}/register`;
const { origin: ORIGIN } = new URL(ISSUER);
const REGISTERING: AuthorizationServerMetadata = { ...SERVER, registrationEndpoint: ENDPOINT };
const DOCUMENT = 'https://app.example/client-metadata.json';
const knownAs = (clientId: string) => ({ clientId, redirectUri: REDIRECT_URI });
const APP = { clientName: 'App', redirectUri: REDIRECT_URI, postLogoutRedirectUri: 'https://app.example/' };

/** A registration endpoint that numbers its clients. */
function registering(more: Record<string, unknown> = {}, browser = testBrowser()): TestPlatform {
  let registered = 0;
  const answer: Responder = () => {
    registered += 1;
    return Response.json({ client_id: `client-${registered}`, ...more }, { status: 201 });
  };
  return testPlatform(testServers({ [ENDPOINT]: answer }), { browser });
}

/** A response without a secret that names an authentication method. */
const byMethod =
  (token_endpoint_auth_method: unknown): Responder =>
  () =>
    Response.json({ client_id: 'a', token_endpoint_auth_method });

const stored = ({ tab, storage }: TestPlatform) => ({
  tab: JSON.stringify([...tab.entries]),
  shared: JSON.stringify(
    Array.from({ length: storage.shared.length }, (_, index) =>
      storage.shared.getItem(storage.shared.key(index) ?? ''),
    ),
  ),
});

describe('the refusal of a registration', () => {
  it.each<[string, Responder, string, string | undefined]>([
    [
      'text',
      () => new Response('Registration is closed.', { status: 403 }),
      'HTTP 403',
      'Registration is closed.',
    ],
    [
      'a framework',
      () => Response.json({ detail: 'client_name is missing' }, { status: 422 }),
      'HTTP 422',
      'client_name is missing',
    ],
    ['a page', () => new Response('<!doctype html><h1>No', { status: 403 }), 'HTTP 403', undefined],
    ['nothing', () => new Response(null, { status: 401 }), 'HTTP 401', undefined],
    [
      'OAuth',
      () => Response.json({ error: 'access_denied', error_description: 'Ask us' }, { status: 403 }),
      'access_denied',
      'Ask us',
    ],
    [
      'OAuth with status 200',
      () => Response.json({ error: 'access_denied', error_description: 'Ask us' }),
      'access_denied',
      'Ask us',
    ],
    [
      'words with status 202',
      () => Response.json({ status: 'pending', message: 'Wait for an approval' }, { status: 202 }),
      'HTTP 202',
      'Wait for an approval',
    ],
  ])('sent as %s has the status, and any text of the server', async (_what, answer, named, description) => {
    const platform = testPlatform(testServers({ [ENDPOINT]: answer }));
    const error: unknown = await registerClient(platform, REGISTERING, APP).catch(
      (thrown: unknown) => thrown,
    );
    expect(error).toMatchObject({ code: 'registration_refused', step: 'registration', at: ENDPOINT });
    expect(Object(error).refusal).toEqual({ error: named, ...(description && { description }) });
    expect(Object(error).status).toBeGreaterThanOrEqual(200);
  });
});

describe('a registration', () => {
  it('names the scopes that the client will request, and has no member `scope` without scopes', async () => {
    const platform = registering();
    await registerClient(platform, REGISTERING, { ...APP, scope: 'read write' });
    forgetRegistration(platform, ISSUER);
    await registerClient(platform, REGISTERING, APP);
    const [first, second] = platform.requests.map(({ body = '' }) => JSON.parse(body));
    expect(first.scope).toBe('read write');
    expect(second).not.toHaveProperty('scope');
  });

  it('replaces a metadata document that the server refused, until the app deletes the registration', async () => {
    const platform = registering();
    const server = { ...REGISTERING, clientIdMetadataDocumentSupported: true };
    const known = { ...APP, clientMetadataUrl: DOCUMENT };
    await registerInstead(platform, server, known);
    expect(chooseRegistration(platform, server, known)).toBe('dynamic registration');
    expect(await registerClient(platform, server, known)).toEqual(knownAs('client-1'));
    forgetRegistration(platform, ISSUER);
    expect(chooseRegistration(platform, server, known)).toBe('client ID metadata document');
  });

  it('a registration that the user did not choose is replaced by the metadata document as soon as the server accepts the document', async () => {
    const platform = registering();
    await registerClient(platform, REGISTERING, APP);
    const server = { ...REGISTERING, clientIdMetadataDocumentSupported: true };
    const known = { ...APP, clientMetadataUrl: DOCUMENT };
    expect(chooseRegistration(platform, server, known)).toBe('client ID metadata document');
  });

  it('a registration that the user chose is used only for its redirect URI', async () => {
    const platform = registering();
    const server = { ...REGISTERING, clientIdMetadataDocumentSupported: true };
    const known = { ...APP, clientMetadataUrl: DOCUMENT };
    await registerInstead(platform, server, known);
    const moved = { ...known, redirectUri: 'https://app.example/elsewhere' };
    expect(chooseRegistration(platform, server, moved)).toBe('client ID metadata document');
  });

  it('a registration that the user chose stays chosen after its secret has expired', async () => {
    const platform = registering({
      client_secret: 'secret',
      token_endpoint_auth_method: 'client_secret_post',
      client_secret_expires_at: 1,
    });
    const server = { ...REGISTERING, clientIdMetadataDocumentSupported: true };
    const settings = { ...APP, clientMetadataUrl: DOCUMENT };
    await registerInstead(platform, server, settings);
    for (const clientId of ['client-2', 'client-3'])
      expect(await registerClient(platform, server, settings)).toMatchObject({ clientId });
  });

  it.each([true, false])('that the user chose is used next time (iss: %j)', async (issParameterSupported) => {
    const platform = registering();
    const server = { ...REGISTERING, issParameterSupported, clientIdMetadataDocumentSupported: true };
    const settings = { ...APP, clientMetadataUrl: DOCUMENT };
    await registerInstead(platform, server, settings);
    expect(await registerClient(platform, server, settings)).toMatchObject({ clientId: 'client-1' });
    expect(platform.requests).toHaveLength(1);
  });
});

describe('the registration method', () => {
  const supporting = { ...REGISTERING, clientIdMetadataDocumentSupported: true };

  it.each([
    ['pre-registered', supporting, { clientId: 'app', clientMetadataUrl: DOCUMENT }],
    ['client ID metadata document', supporting, { clientMetadataUrl: DOCUMENT }],
    ['dynamic registration', supporting, {}],
    ['dynamic registration', REGISTERING, { clientMetadataUrl: DOCUMENT }],
    [undefined, SERVER, { clientMetadataUrl: DOCUMENT }],
  ] as const)('is %s, in the order of the MCP specification', (expected, server, known) => {
    expect(chooseRegistration(testPlatform(testServers()), server, { ...APP, ...known })).toBe(expected);
  });

  it.each(['http://app.example/client.json', 'https://app.example/', 'https://app.example', 'client.json'])(
    'is not a metadata document at %s, because that is not an https URL with a path',
    (clientMetadataUrl) => {
      const platform = testPlatform(testServers());
      expect(chooseRegistration(platform, supporting, { ...APP, clientMetadataUrl })).toBe(
        'dynamic registration',
      );
    },
  );

  it('is found without a request if the app already has a client ID', async () => {
    const platform = registering();
    expect(await registerClient(platform, REGISTERING, { ...APP, clientId: 'app' })).toEqual(knownAs('app'));
    expect(await registerClient(platform, supporting, { ...APP, clientMetadataUrl: DOCUMENT })).toEqual(
      knownAs(DOCUMENT),
    );
    expect(platform.requests).toEqual([]);
  });

  it('is undefined if the server supports no method, until the user enters a client ID', async () => {
    const platform = testPlatform(testServers());
    await expect(registerClient(platform, SERVER, APP)).rejects.toMatchObject({
      code: 'client_unknown',
      at: ISSUER,
    });
    enterRegistration(platform, SERVER, { clientId: 'by-hand' });
    expect(chooseRegistration(platform, SERVER, APP)).toBe('entered by hand');
    expect(await registerClient(platform, SERVER, APP)).toEqual(knownAs('by-hand'));
    expect(keptRegistration(platform, ISSUER)).toEqual({ clientId: 'by-hand' });
    forgetRegistration(platform, ISSUER);
    expect(keptRegistration(platform, ISSUER)).toBeUndefined();
    await expect(registerClient(platform, SERVER, APP)).rejects.toMatchObject({ code: 'client_unknown' });
  });
});

describe('dynamic registration (RFC 7591)', () => {
  it('describes a public client, of the type native on loopback and of the type web on other hosts', async () => {
    const platform = registering();
    await registerClient(platform, REGISTERING, APP);
    await registerClient(platform, REGISTERING, { ...APP, redirectUri: 'http://localhost:5173/callback' });
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
    expect(native).toMatchObject({
      application_type: 'native',
      redirect_uris: ['http://localhost:5173/callback'],
    });
  });

  it('is not native if only the query of the redirect URI names http and localhost', async () => {
    const platform = registering();
    const redirectUri = `${REDIRECT_URI}?from=http://localhost`;
    await registerClient(platform, REGISTERING, { ...APP, redirectUri });
    expect(JSON.parse(platform.requests[0]?.body ?? '')).toMatchObject({ application_type: 'web' });
  });

  it.each([null, '1', true])('treats a stored expiry of %j as no expiry', async (expiresAtMs) => {
    const platform = registering();
    const client = { clientId: 'kept' };
    const record = JSON.stringify({ client, redirectUri: REDIRECT_URI, expiresAtMs });
    platform.storage.shared.setItem(`oauth:client:${ISSUER}`, record);
    expect(await registerClient(platform, REGISTERING, APP)).toMatchObject(client);
    expect(platform.requests).toEqual([]);
  });

  it('stores no record with a long key, because no code would delete that record from the storage that all servers share', async () => {
    const platform = registering();
    const server = { ...REGISTERING, issuer: `${ISSUER}/${'a'.repeat(100_000)}` };
    await expect(registerClient(platform, server, APP)).rejects.toMatchObject({
      code: 'registration_invalid',
    });
    expect(platform.storage.shared.length).toBe(0);
  });

  const secretOf = (length: number) => ({
    client_secret: 's'.repeat(length),
    token_endpoint_auth_method: 'client_secret_post',
  });

  it.each([
    [
      'a client ID',
      { client_id: 'c'.repeat(2_048 - ISSUER.length) },
      { client_id: 'c'.repeat(2_049 - ISSUER.length) },
    ],
    ['a secret', secretOf(2_048), secretOf(2_049)],
  ])('accepts %s of the greatest length, and no longer one', async (_what, longest, longer) => {
    await expect(registerClient(registering(longest), REGISTERING, APP)).resolves.toBeDefined();
    const refused = registering(longer);
    await expect(registerClient(refused, REGISTERING, APP)).rejects.toMatchObject({
      code: 'registration_invalid',
    });
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
    expect(await registerClient(platform, REGISTERING, moved)).toEqual({
      clientId: 'client-2',
      redirectUri: moved.redirectUri,
    });
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
    const secretive = { client_secret: 'instance-secret', token_endpoint_auth_method: 'client_secret_basic' };
    const platform = registering(secretive, browser);
    const client = {
      clientId: 'client-1',
      clientSecret: { method: 'client_secret_basic', value: 'instance-secret', origin: ORIGIN },
    };
    expect(await registerClient(platform, REGISTERING, APP)).toEqual({
      ...client,
      redirectUri: REDIRECT_URI,
    });
    expect(await registerClient(platform, REGISTERING, APP)).toEqual({
      ...client,
      redirectUri: REDIRECT_URI,
    });
    expect(platform.requests).toHaveLength(1);
    expect(stored(platform).tab).toContain('instance-secret');
    expect(stored(platform).shared).not.toContain('instance-secret');
    const other = registering(secretive, browser);
    await registerClient(other, REGISTERING, APP);
    expect(other.requests).toHaveLength(1);
  });

  it('keeps the requested method if the response names no method', async () => {
    expect(await registerClient(registering({ client_secret: 'x' }), REGISTERING, APP)).toEqual(
      knownAs('client-1'),
    );
    const posting = { ...REGISTERING, tokenEndpointAuthMethods: ['client_secret_post'] };
    expect(await registerClient(registering({ client_secret: 'x' }), posting, APP)).toEqual({
      redirectUri: REDIRECT_URI,
      clientId: 'client-1',
      clientSecret: { method: 'client_secret_post', value: 'x', origin: ORIGIN },
    });
  });

  it('registers again after the secret has expired', async () => {
    const platform = registering({
      client_secret: 's',
      token_endpoint_auth_method: 'client_secret_post',
      client_secret_expires_at: 1_750_000_000 + 60,
    });
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
    [
      'a page of a failing server',
      () => new Response('', { status: 500 }),
      'unexpected_status',
      'registration',
    ],
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

describe('a client that was entered by hand', () => {
  it.each([
    [undefined, 'client_secret_basic'],
    [[], 'client_secret_basic'],
    [['client_secret_post', 'client_secret_basic'], 'client_secret_basic'],
    [['client_secret_post'], 'client_secret_post'],
  ] as const)('presents its secret to a server with the methods %j by %s', async (methods, method) => {
    const platform = testPlatform(testServers());
    const server = { ...SERVER, ...(methods && { tokenEndpointAuthMethods: [...methods] }) };
    enterRegistration(platform, server, { clientId: 'mine', clientSecret: 's' });
    expect(await registerClient(platform, server, APP)).toEqual({
      redirectUri: REDIRECT_URI,
      clientId: 'mine',
      clientSecret: { method, value: 's', origin: ORIGIN },
    });
    expect(stored(platform).shared).toBe('[]');
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
    const platform = registering({
      client_secret: 's',
      token_endpoint_auth_method: 'client_secret_post',
      client_secret_expires_at: 0,
    });
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

describe('a client ID or secret of one issuer', () => {
  it('is never used at another issuer, in any order of registrations, entries by hand and deletions', async () => {
    const issuers = ['https://a.example', 'https://b.example', 'https://a.example/tenant'];
    const act = fc.record({
      issuer: fc.constantFrom(...issuers),
      does: fc.constantFrom('register', 'register', 'forget', 'enter by hand'),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(act, { maxLength: 12 }), async (acts) => {
        let count = 0;
        const platform = testPlatform((request) => {
          const { origin, pathname } = new URL(request.url);
          count += 1;
          const owner = `${origin}${pathname.replace('/register', '')}`;
          return Response.json({
            client_id: `${owner}#${count}`,
            client_secret: `secret of ${owner}`,
            token_endpoint_auth_method: 'client_secret_post',
          });
        });
        for (const { issuer, does } of acts) {
          const endpoints = { registrationEndpoint: `${issuer}/register`, tokenEndpoint: `${issuer}/token` };
          const server = { ...SERVER, ...endpoints, issuer };
          if (does === 'forget') forgetRegistration(platform, issuer);
          else if (does === 'enter by hand') {
            enterRegistration(platform, server, {
              clientId: `${issuer}#hand`,
              clientSecret: `secret of ${issuer}`,
            });
          } else {
            const { clientId, clientSecret } = await registerClient(platform, server, APP);
            expect(clientId.split('#')[0]).toBe(issuer);
            expect(clientSecret?.value).toBe(`secret of ${issuer}`);
          }
        }
        for (const { body } of platform.requests) expect(body).not.toContain('secret of');
      }),
    );
  });
});
