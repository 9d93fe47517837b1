import { describe, expect, it } from 'vitest';
import {
  type ByConfiguration,
  type ByIssuer,
  type ByResource,
  configuredServer,
  createSession,
  discoverIssuer,
  type SessionSettings,
  type Vouched,
} from './index.ts';
import { isIssuer } from './issuer.ts';
import { SERVER_METADATA, SERVER_METADATA_URL } from './testing/documents.ts';
import { ISSUER, MCP, REDIRECT_URI, TOKENS } from './testing/examples.ts';
import { type Responder, testPlatform } from './testing/platform.ts';
import { idToken, testServers } from './testing/servers.ts';

const APP = { clientId: 'app', redirectUri: REDIRECT_URI };
const COMMON = 'https://login.example/common/v2.0';
const TEMPLATE = 'https://login.example/{tenantid}/v2.0';
const ENDPOINTS = {
  authorizationEndpoint: 'https://login.example/authorize',
  tokenEndpoint: 'https://login.example/token',
};
const TENANTS: Vouched = { codeChallengeMethod: 'S256', issuer: TEMPLATE };

/** A provider with metadata at its OpenID location, and this ID token. */
function provider(issuer: string, metadata: object, claims: object = {}): Responder {
  return ({ url, body }) => {
    if (url === `${issuer}/.well-known/openid-configuration`) return Response.json(metadata);
    if (!url.endsWith('/token')) return new Response(null, { status: 404 });
    const nonce = new URLSearchParams(body).get('code');
    return Response.json({ ...TOKENS, id_token: idToken({ iss: issuer, nonce, ...claims }) });
  };
}

/** Signs in with the nonce as the code, so that the provider can copy it into the ID token. */
async function signIn(settings: SessionSettings, answer: Responder, response: object = {}) {
  const platform = testPlatform(answer);
  const session = createSession({ ...settings, scopes: ['openid'] }, platform);
  await session.signIn();
  const [left] = platform.navigations;
  if (left === undefined) return { state: session.getSnapshot(), query: undefined };
  const query = new URL(left).searchParams;
  const parameters = { code: query.get('nonce') ?? '', state: query.get('state') ?? '', ...response };
  const back = platform.reload(`${REDIRECT_URI}?${new URLSearchParams(parameters)}`);
  const next = createSession({ ...settings, scopes: ['openid'] }, back);
  await next.completeSignIn().catch(() => {});
  return { state: next.getSnapshot(), query };
}

const failedWith = (code: string) => ({ state: { status: 'failed', error: { code } } });

describe('a setting that vouches for S256 (RFC 8414 §2, RFC 7636 §4.2)', () => {
  const { code_challenge_methods_supported: _methods, ...silent } = SERVER_METADATA;
  const iss = { iss: ISSUER };

  it('is needed if metadata does not list S256: otherwise, the sign-in fails', async () => {
    const by = (vouched?: Vouched): SessionSettings => ({ ...APP, issuer: ISSUER, vouched });
    expect(await signIn(by(), provider(ISSUER, silent))).toMatchObject(failedWith('pkce_unsupported'));
    const { state, query } = await signIn(by({ codeChallengeMethod: 'S256' }), provider(ISSUER, silent), iss);
    expect(state.status).toBe('signed-in');
    expect(query?.get('code_challenge_method')).toBe('S256');
  });

  it('has no effect if metadata lists other methods', async () => {
    const plain = { ...SERVER_METADATA, code_challenge_methods_supported: ['plain'] };
    const by = { ...APP, issuer: ISSUER, vouched: { codeChallengeMethod: 'S256' } as const };
    expect(await signIn(by, provider(ISSUER, plain))).toMatchObject(failedWith('pkce_unsupported'));
  });

  it('is needed with configured endpoints: otherwise, the sign-in fails, even if the types are circumvented', async () => {
    const server = { issuer: ISSUER, ...ENDPOINTS };
    // @ts-expect-error S256 has to be vouched for.
    const missing: ByConfiguration = { server };
    // @ts-expect-error There is no other method.
    const plain: ByConfiguration = { server, vouched: { codeChallengeMethod: 'plain' } };
    for (const where of [missing, plain, { ...missing, vouched: {} as ByConfiguration['vouched'] }]) {
      const outcome = await signIn({ ...APP, ...where }, provider(ISSUER, {}));
      expect(outcome).toMatchObject(failedWith('pkce_unsupported'));
    }
  });

  it('has no effect in a session that finds its authorization server by a resource', async () => {
    // @ts-expect-error Not allowed with `serverUrl`.
    const where: ByResource = { serverUrl: MCP, vouched: { codeChallengeMethod: 'S256', issuer: 'x' } };
    const answer = testServers({ [SERVER_METADATA_URL]: () => Response.json(silent) });
    expect(await signIn({ ...APP, ...where }, answer)).toMatchObject(failedWith('pkce_unsupported'));
  });
});

describe('the three ways to find the authorization server', () => {
  it('cannot be combined', () => {
    const server = { issuer: ISSUER, ...ENDPOINTS };
    const vouched = { codeChallengeMethod: 'S256' } as const;
    // @ts-expect-error A resource server and an issuer.
    const first: SessionSettings = { ...APP, serverUrl: MCP, issuer: ISSUER };
    // @ts-expect-error An issuer and its endpoints.
    const second: SessionSettings = { ...APP, issuer: ISSUER, server, vouched };
    // @ts-expect-error None of the three ways.
    const third: SessionSettings = APP;
    // @ts-expect-error A metadata URL without an issuer.
    const fourth: ByIssuer = { metadataUrl: 'https://as.example/metadata' };
    expect([first, second, third, fourth]).toHaveLength(4);
  });

  it('are limited to the strictest way if the settings contain several, in spite of the types', async () => {
    const server = { issuer: ISSUER, ...ENDPOINTS };
    const platform = testPlatform(testServers());
    const settings = { ...APP, serverUrl: MCP, issuer: ISSUER, server, vouched: TENANTS };
    await createSession(settings as unknown as SessionSettings, platform).signIn();
    expect(platform.requests[0]?.url).toBe(MCP);
    expect(new URL(platform.navigations[0] ?? '').searchParams.get('resource')).toBe(MCP);
  });
});

describe('an issuer with tenants (OpenID Connect Core §3.1.3.7)', () => {
  const metadata = {
    issuer: TEMPLATE,
    authorization_endpoint: ENDPOINTS.authorizationEndpoint,
    token_endpoint: ENDPOINTS.tokenEndpoint,
  };
  const settings: SessionSettings = { ...APP, issuer: COMMON, vouched: TENANTS };
  const tenant = { iss: 'https://login.example/t-1/v2.0', tid: 't-1' };

  it('accepts users of any tenant, if `iss` and `tid` of the ID token both name that tenant', async () => {
    expect((await signIn(settings, provider(COMMON, metadata, tenant))).state).toMatchObject({
      status: 'signed-in',
      grant: { issuer: COMMON, identity: { subject: 'ada', claims: { tid: 't-1' } } },
    });
  });

  it.each([
    ['of a tenant other than its tid', { ...tenant, tid: 't-2' }],
    ['without a tid', { iss: tenant.iss }],
    ['with a tid that is not text', { ...tenant, tid: ['t-1'] }],
    ['of another host', { ...tenant, iss: 'https://evil.example/t-1/v2.0' }],
    ['with a path in place of the tenant', { iss: 'https://login.example/a/b/v2.0', tid: 'a/b' }],
    ['with nothing in place of the tenant', { iss: 'https://login.example//v2.0', tid: '' }],
    ['with the template itself', { iss: TEMPLATE, tid: '{tenantid}' }],
    ['of the configured issuer itself', { iss: COMMON, tid: 't-1' }],
    ['with something after the tenant’s issuer', { ...tenant, iss: `${tenant.iss}/x` }],
    ['that overlaps with the template', { iss: 'https://login.example/v2.0', tid: '' }],
    ['that names no issuer', { iss: undefined, tid: 't-1' }],
  ])('refuses an ID token %s', async (_what, claims) => {
    const outcome = await signIn(settings, provider(COMMON, metadata, claims));
    expect(outcome).toMatchObject(failedWith('id_token_invalid'));
  });

  it('is the value that `iss` of a response must have (RFC 9207 §2.4)', async () => {
    const answer = provider(COMMON, metadata, tenant);
    expect((await signIn(settings, answer, { iss: tenant.iss })).state.status).toBe('signed-in');
    const evil = await signIn(settings, answer, { iss: 'https://evil.example/t-1/v2.0' });
    expect(evil).toMatchObject(failedWith('response_issuer_mismatch'));
  });

  it.each([
    ['{tenantid}.login.example', 't-1.login.example'],
    ['https://login.example/{tenantid}', 'https://login.example/t-1'],
  ])('may begin or end with the tenant: %s', (issuerTemplate, iss) => {
    expect(isIssuer({ issuer: COMMON, issuerTemplate }, iss, 't-1')).toBe(true);
    expect(isIssuer({ issuer: COMMON, issuerTemplate }, iss, 't-2')).toBe(false);
    expect(isIssuer({ issuer: COMMON, issuerTemplate }, `${iss}/`, 't-1')).toBe(false);
  });

  it('is accepted in metadata only if the settings vouch for it', async () => {
    const other = provider(COMMON, { ...metadata, issuer: COMMON }, tenant);
    const unvouched = { ...settings, vouched: { codeChallengeMethod: 'S256' } } as const;
    const both = [await signIn(settings, other), await signIn(unvouched, provider(COMMON, metadata, tenant))];
    for (const outcome of both) expect(outcome).toMatchObject(failedWith('issuer_mismatch'));
  });
});

it.each([
  ['a name, as by default at FusionAuth', 'acme.com'],
  ['an http address, as behind a proxy that ends TLS', ISSUER.replace('https', 'http')],
])(
  'an issuer that is not an https address (%s) is accepted in metadata and ID token if the settings vouch for it',
  async (_what, named) => {
    const metadata = { ...SERVER_METADATA, issuer: named };
    const vouched = { codeChallengeMethod: 'S256', issuer: named } as const;
    const answer = provider(ISSUER, metadata, { iss: named });
    const ways: SessionSettings[] = [
      { ...APP, issuer: ISSUER, vouched },
      { ...APP, server: { issuer: ISSUER, ...ENDPOINTS }, vouched },
    ];
    for (const settings of ways) {
      expect((await signIn(settings, answer, { iss: named })).state.status).toBe('signed-in');
    }
    const { state } = await signIn({ ...APP, issuer: ISSUER }, answer, { iss: named });
    expect(state).toMatchObject({ error: { code: 'issuer_mismatch', found: named } });
  },
);

it('a setting that vouches for `iss` in responses (RFC 9207 §2.4) makes the client refuse a response without `iss`, though no metadata promises `iss`', async () => {
  const vouched = { codeChallengeMethod: 'S256', issParameter: true } as const;
  const { authorization_response_iss_parameter_supported: _promise, ...silent } = SERVER_METADATA;
  const answer = provider(ISSUER, silent);
  const ways: SessionSettings[] = [
    { ...APP, server: { issuer: ISSUER, ...ENDPOINTS }, vouched },
    { ...APP, issuer: ISSUER, vouched },
  ];
  for (const settings of ways) {
    expect(await signIn(settings, answer)).toMatchObject(failedWith('response_issuer_missing'));
    expect((await signIn(settings, answer, { iss: ISSUER })).state.status).toBe('signed-in');
  }
});

describe('configured endpoints', () => {
  const vouched = { codeChallengeMethod: 'S256' } as const;

  it('may be omitted if the sign-in does not need them, and promise only what the settings vouch for', () => {
    const server = { issuer: ISSUER, ...ENDPOINTS, revocationEndpoint: undefined };
    const promised = { issParameterSupported: false, scopesSupported: [] };
    expect(configuredServer({ server, vouched })).toEqual({ ...server, ...promised });
    // An unchecked value, as from an environment.
    const unchecked = { ...vouched, issParameter: 'false' } as unknown as typeof vouched;
    expect(configuredServer({ server, vouched: unchecked }).issParameterSupported).toBe(false);
  });
});

describe('metadata of an issuer (RFC 8414 §3)', () => {
  const metadataUrl = 'https://metadata.example/elsewhere/';
  const unsafe = (found: string) => ({ code: 'unsafe_url', found });

  it('is fetched from the configured URL only', async () => {
    const platform = testPlatform(({ url }) =>
      url === metadataUrl ? Response.json(SERVER_METADATA) : new Response(null, { status: 404 }),
    );
    await createSession({ ...APP, issuer: ISSUER, metadataUrl }, platform).signIn();
    expect(platform.requests.map(({ url }) => url)).toEqual([metadataUrl]);
    expect(platform.navigations).toHaveLength(1);
  });

  it('is stored in the tab for one sign-in, and validated at each use', async () => {
    const platform = testPlatform(provider(ISSUER, SERVER_METADATA));
    const settings = { ...APP, issuer: ISSUER };
    await discoverIssuer(platform, settings);
    const stored = [...platform.tab.entries.keys()];
    const next = platform.reload();
    await createSession(settings, next).signIn();
    expect([next.requests.length, next.navigations.length]).toEqual([0, 1]);
    // The user comes back without a code: the sign-in page of the stored metadata may be gone.
    const later = next.reload();
    await createSession(settings, later).signIn();
    expect(later.requests).not.toEqual([]);
    expect(later.navigations).toHaveLength(1);

    const other = { ...SERVER_METADATA, issuer: 'https://evil.example' };
    for (const key of stored) later.tab.entries.set(key, JSON.stringify({ server: other }));
    const session = createSession(settings, later.reload());
    await session.signIn();
    expect(session.getSnapshot()).toMatchObject({ error: { code: 'issuer_mismatch' } });
  });

  it.each([
    ['an issuer with a query', { issuer: `${ISSUER}?tenant=1` }, unsafe(`${ISSUER}?tenant=1`)],
    ['an issuer over http', { issuer: 'http://as.example' }, unsafe('http://as.example')],
    ['an issuer that is not an address', { issuer: '' }, unsafe('')],
    ['http metadata', { issuer: ISSUER, metadataUrl: 'http://as.example/' }, unsafe('http://as.example/')],
    [
      'a configured issuer with a query',
      { server: { issuer: `${ISSUER}?tenant=1`, ...ENDPOINTS }, vouched: TENANTS },
      unsafe(`${ISSUER}?tenant=1`),
    ],
    [
      'an endpoint over http',
      { server: { issuer: ISSUER, ...ENDPOINTS, tokenEndpoint: 'http://x.example/' }, vouched: TENANTS },
      unsafe('http://x.example/'),
    ],
    [
      'a userinfo endpoint with a fragment',
      { server: { issuer: ISSUER, ...ENDPOINTS, userinfoEndpoint: `${ISSUER}#` }, vouched: TENANTS },
      unsafe(`${ISSUER}#`),
    ],
    [
      'no token endpoint',
      { server: { issuer: ISSUER, ...ENDPOINTS, tokenEndpoint: '' }, vouched: TENANTS },
      { code: 'server_metadata_invalid' },
    ],
  ])('with %s is not fetched, and the app does not navigate', async (_what, where, error) => {
    const platform = testPlatform(provider(ISSUER, SERVER_METADATA));
    // An unchecked value, as from an environment.
    const session = createSession({ ...APP, ...where } as SessionSettings, platform);
    await session.signIn();
    expect(session.getSnapshot()).toMatchObject({ status: 'failed', error });
    expect([...platform.requests, ...platform.navigations]).toEqual([]);
  });

  it.each([
    [`${ISSUER}/userinfo`, `${ISSUER}/userinfo`],
    ['http://as.example/userinfo', undefined],
    ['https://localhost/userinfo', undefined],
    [undefined, undefined],
  ])('names the userinfo endpoint only if that endpoint is safe: %s', async (userinfo_endpoint, read) => {
    const platform = testPlatform(provider(ISSUER, { ...SERVER_METADATA, userinfo_endpoint }));
    expect((await discoverIssuer(platform, { issuer: ISSUER })).userinfoEndpoint).toBe(read);
  });

  it('is used for the end-session page; if metadata names no such page, the session uses the vouched page', async () => {
    const { end_session_endpoint: named, ...silent } = SERVER_METADATA;
    const vouched = { endSessionEndpoint: `${ISSUER}/logout` };
    const found = [SERVER_METADATA, silent].map((metadata) =>
      discoverIssuer(testPlatform(provider(ISSUER, metadata)), { issuer: ISSUER, vouched }),
    );
    const pages = (await Promise.all(found)).map(({ endSessionEndpoint }) => endSessionEndpoint);
    expect(pages).toEqual([named, `${ISSUER}/logout`]);
  });
});
