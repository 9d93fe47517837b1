import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { registerInstead } from './client-registration.ts';
import {
  chooseRegistration,
  enterRegistration,
  forgetRegistration,
  keptRegistration,
  registerClient,
} from './index.ts';
import { ISSUER, REDIRECT_URI, SERVER } from './testing/examples.ts';
import { testPlatform } from './testing/platform.ts';
import { APP, knownAs, ORIGIN, REGISTERING, registering, stored } from './testing/registering.ts';
import { testServers } from './testing/servers.ts';

const DOCUMENT = 'https://app.example/client-metadata.json';

describe('a registration', () => {
  it('names the scopes that the client will request, and has no member `scope` if there are no scopes', async () => {
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

  it('that the user did not choose is replaced by the metadata document as soon as the server accepts the document', async () => {
    const platform = registering();
    await registerClient(platform, REGISTERING, APP);
    const server = { ...REGISTERING, clientIdMetadataDocumentSupported: true };
    const known = { ...APP, clientMetadataUrl: DOCUMENT };
    expect(chooseRegistration(platform, server, known)).toBe('client ID metadata document');
  });

  it('that the user chose is used only for its redirect URI', async () => {
    const platform = registering();
    const server = { ...REGISTERING, clientIdMetadataDocumentSupported: true };
    const known = { ...APP, clientMetadataUrl: DOCUMENT };
    await registerInstead(platform, server, known);
    const moved = { ...known, redirectUri: 'https://app.example/elsewhere' };
    expect(chooseRegistration(platform, server, moved)).toBe('client ID metadata document');
  });

  it('that the user chose stays chosen after its secret has expired', async () => {
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

  it.each([true, false])('that the user chose is used again (iss: %j)', async (issParameterSupported) => {
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
    ['dynamic registration', supporting, { clientMetadataUrl: 'https://app.example/?client' }],
    [undefined, SERVER, { clientMetadataUrl: DOCUMENT }],
  ] as const)('is %s, in the order of the MCP specification', (expected, server, known) => {
    expect(chooseRegistration(testPlatform(testServers()), server, { ...APP, ...known })).toBe(expected);
  });

  it.each(
    `http://app.example/https://app.example/client https://app.example/ https://app.example client.json
    https://app.example/#client https://app.example?/client`.split(/\s+/),
  )('is not a metadata document at %s, because that is not an https URL with a path', (clientMetadataUrl) => {
    const chosen = chooseRegistration(testPlatform(testServers()), supporting, { ...APP, clientMetadataUrl });
    expect(chosen).toBe('dynamic registration');
  });

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

it.each([
  [undefined, 'client_secret_basic'],
  [[], 'client_secret_basic'],
  [['client_secret_post', 'client_secret_basic'], 'client_secret_basic'],
  [['client_secret_post'], 'client_secret_post'],
] as const)(
  'a client that was entered by hand with the server’s methods %j sends its secret by %s',
  async (methods, method) => {
    const platform = testPlatform(testServers());
    const server = { ...SERVER, ...(methods && { tokenEndpointAuthMethods: [...methods] }) };
    enterRegistration(platform, server, { clientId: 'mine', clientSecret: 's' });
    expect(await registerClient(platform, server, APP)).toEqual({
      redirectUri: REDIRECT_URI,
      clientId: 'mine',
      clientSecret: { method, value: 's', origin: ORIGIN },
    });
    expect(stored(platform).shared).toBe('[]');
  },
);

it('a client ID or secret of one issuer is never used at another issuer, in any order of registrations, entries by hand and deletions', async () => {
  const act = fc.record({
    issuer: fc.constantFrom('https://a.example', 'https://b.example', 'https://a.example/tenant'),
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
