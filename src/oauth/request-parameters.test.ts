import { describe, expect, it } from 'vitest';
import { type AuthorizationParameters, createSession } from './index.ts';
import { SERVER_METADATA, SERVER_METADATA_URL } from './testing/documents.ts';
import { ISSUER } from './testing/examples.ts';
import { lastQuery, provider, SETUP, signIn } from './testing/openid-provider.ts';
import { testPlatform } from './testing/platform.ts';
import { formOf, testServers } from './testing/servers.ts';
import { afterRedirect, SETTINGS } from './testing/signing-in.ts';

describe('authorization parameters (OpenID Connect Core §3.1.2.1)', () => {
  async function queryOf(fixed: AuthorizationParameters, once?: AuthorizationParameters) {
    const platform = testPlatform(provider());
    const session = createSession({ ...SETUP, authorizationParameters: fixed }, platform);
    await session.signIn('/', once);
    return { query: lastQuery(platform), platform, state: session.getSnapshot() };
  }

  it('are sent as the settings give them, and a sign-in can add or replace parameters', async () => {
    const { query } = await queryOf(
      { audience: 'https://api.example/', ui_locales: 'de', prompt: 'consent' },
      { prompt: 'login', login_hint: 'a+b@x.example', acr_values: undefined },
    );
    expect(query).toMatchObject({
      audience: 'https://api.example/',
      ui_locales: 'de',
      prompt: 'login',
      login_hint: 'a+b@x.example',
    });
    expect(query).not.toHaveProperty('acr_values');
  });

  it.each([
    'state',
    'nonce',
    'code_challenge',
    'code_challenge_method',
    'redirect_uri',
    'client_id',
    'client_secret',
    'code_verifier',
    'response_type',
    'response_mode',
    'scope',
    'resource',
    'request',
    'request_uri',
    'Code_Challenge_Method',
    ' state',
    'request.uri',
    'request[uri',
    'scope[]',
  ])('never replace a parameter of the protocol: %s', async (name) => {
    // The cast imitates a value from the environment: its type is not checked.
    const parameters = { [name]: 'plain' } as AuthorizationParameters;
    for (const [fixed, once] of [[parameters], [{}, parameters]] as const) {
      const { state, platform } = await queryOf(fixed, once);
      expect(state).toMatchObject({
        status: 'failed',
        error: { code: 'reserved_parameter', found: name.replace(/\p{Cc}/u, ' ') },
      });
      expect(platform.navigations).toEqual([]);
    }
  });

  it('are typed so that parameters of the protocol do not compile', () => {
    // @ts-expect-error A parameter of the protocol.
    const parameters: AuthorizationParameters = { prompt: 'login', state: 'x' };
    expect(parameters).toBeDefined();
  });

  it('of the protocol replace or remove parameters with the same names in the query of the endpoint, in any spelling that a server reads; all other parameters stay', async () => {
    const replaced =
      'state=x&scope=all&REQUEST_URI=x&request=x&request.uri=x&Code.challenge=x&scope%5B%5D=x&%20scope=x';
    const authorizationEndpoint = `${ISSUER}/authorize?p=policy&x-client.sku=js&${replaced}`;
    const settings = { ...SETUP, scopes: [], server: { ...SETUP.server, authorizationEndpoint } };
    const platform = testPlatform(provider());
    await createSession(settings, platform).signIn();
    const { searchParams } = new URL(platform.navigations[0] ?? '');
    const names =
      'p x-client.sku response_type client_id redirect_uri state code_challenge code_challenge_method';
    expect([...searchParams.keys()].join(' ')).toBe(names);
    expect(searchParams.get('p')).toBe('policy');
    expect(searchParams.get('state')).not.toBe('x');
  });
});

describe('scopes (RFC 6749 §3.3)', () => {
  it.each([
    [['openid', 'offline_access'], 'openid offline_access'],
    [['api://notes/read'], 'api://notes/read'],
    [[], undefined],
  ])('are requested exactly as configured if there is no resource server: %j', async (scopes, sent) => {
    const platform = testPlatform(provider());
    await createSession({ ...SETUP, scopes }, platform).signIn();
    expect(lastQuery(platform).scope).toBe(sent);
  });

  it.each([
    ['only those that the server lists, if it lists some', ['openid'], 'notes:read openid'],
    ['all, if the server lists no scopes (RFC 8414 §2)', undefined, 'notes:read openid profile unlisted'],
  ])('in the settings are added to the scopes of the resource: %s', async (_what, scopes_supported, sent) => {
    const metadata = { ...SERVER_METADATA, scopes_supported };
    const platform = testPlatform(testServers({ [SERVER_METADATA_URL]: () => Response.json(metadata) }));
    await createSession(SETTINGS, platform).signIn();
    expect(lastQuery(platform).scope).toBe(sent);
  });
});

describe('`resource` (RFC 8707 §2)', () => {
  it('is sent in every token request if the settings have a resource, and otherwise in no token request', async () => {
    for (const resource of ['https://api.example/', undefined]) {
      const { session, platform } = await signIn({ ...SETUP, resource }, provider());
      await session.refresh();
      expect(platform.requests.map((request) => formOf(request).resource)).toEqual([resource, resource]);
    }
  });

  it('must be in the stored record of a sign-in for a resource server: otherwise, no record matches the response', async () => {
    const platform = testPlatform(testServers());
    await createSession(SETTINGS, platform).signIn();
    const [key = '', text = ''] =
      [...platform.tab.entries].find(([name]) => name.startsWith('oauth:pending:')) ?? [];
    platform.tab.entries.set(key, text.replace(/"resource":"[^"]*",/, ''));
    const session = createSession(SETTINGS, afterRedirect(platform));
    await expect(session.completeSignIn()).rejects.toMatchObject({ code: 'unknown_state' });
  });
});
