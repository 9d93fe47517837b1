import { describe, expect, it } from 'vitest';
import { createSession } from './index.ts';
import { RESOURCE_METADATA_URL, SERVER_METADATA, SERVER_METADATA_URL } from './testing/documents.ts';
import { ISSUER, MCP, REDIRECT_URI, SERVER } from './testing/examples.ts';
import { type Responder, type TestPlatform, testPlatform } from './testing/platform.ts';
import { requestOf, tokenRequests } from './testing/requests.ts';
import { formOf, granting, testServers } from './testing/servers.ts';
import { completed } from './testing/signing-in.ts';

const EVIL = 'https://evil.example';
const HONEST = 'https://honest.example';
const APP = { serverUrl: MCP, redirectUri: REDIRECT_URI, clientName: 'App' };
const PREPARED = { ...APP, clientId: 'app' };
const SILENT = {
  ...SERVER_METADATA,
  authorization_response_iss_parameter_supported: undefined,
  registration_endpoint: `${ISSUER}/register`,
};

/** An MCP server that names this issuer, and the issuer's metadata, which does not promise `iss`. */
const metadataOf = (issuer: string, members: object): Record<string, Responder> => ({
  [RESOURCE_METADATA_URL]: () => Response.json({ resource: MCP, authorization_servers: [issuer] }),
  [`${issuer}/.well-known/oauth-authorization-server`]: () =>
    Response.json({ issuer, ...endpointsOf(issuer), code_challenge_methods_supported: ['S256'], ...members }),
});

/** The next document of a tab, with a response without `iss`. */
const withoutIss = (platform: TestPlatform) =>
  platform.reload(`${REDIRECT_URI}?code=c&state=${requestOf(platform).get('state')}`);

/** The next document of a tab, with a response at this redirect URI. */
function answered(platform: TestPlatform, redirectUri: string): TestPlatform {
  const url = new URL(redirectUri);
  url.searchParams.set('code', 'c');
  url.searchParams.set('state', requestOf(platform).get('state') ?? '');
  return platform.reload(url.href);
}

const endpointsOf = (origin: string) => ({
  authorization_endpoint: `${origin}/authorize`,
  token_endpoint: `${origin}/token`,
});
const other = (found: string, expected: string) => ({ code: 'token_endpoint_elsewhere', found, expected });

/** Starts a sign-in at an authorization server with this metadata. */
async function leaveFor(metadata: object, settings: object = APP) {
  const registered: { redirect_uris: string[] }[] = [];
  const register: Responder = ({ body }) => {
    registered.push(JSON.parse(body));
    return Response.json({ client_id: 'registered' });
  };
  const platform = testPlatform(
    testServers({ [SERVER_METADATA_URL]: () => Response.json(metadata), [`${ISSUER}/register`]: register }),
  );
  const session = createSession({ ...APP, ...settings }, platform);
  await session.signIn();
  const left = platform.navigations[0];
  return { platform, session, registered, sent: left === undefined ? undefined : new URL(left).searchParams };
}

describe('an authorization server that does not promise "iss" (RFC 9700 §4.4.2.2)', () => {
  it('gets a redirect URI that no other issuer gets, in the registration and in the request', async () => {
    const { sent, registered } = await leaveFor(SILENT);
    const redirectUri = sent?.get('redirect_uri') ?? '';
    expect(redirectUri).toMatch(/^https:\/\/app\.example\/callback\?oauth_issuer=[\w-]{43}$/);
    expect(registered.map(({ redirect_uris }) => redirect_uris)).toEqual([[redirectUri]]);
  });

  it('has a redirect URI that no other issuer has: an honest server refuses the redirect URI of a hostile issuer', async () => {
    const { sent: honest } = await leaveFor(SILENT);
    const endpoints = {
      authorization_endpoint: SILENT.authorization_endpoint,
      registration_endpoint: `${EVIL}/register`,
    };
    // The hostile server issues the client ID that the app has at the honest server.
    const register = { [`${EVIL}/register`]: () => Response.json({ client_id: 'registered' }) };
    const platform = testPlatform(testServers({ ...metadataOf(EVIL, endpoints), ...register }));
    const session = createSession(APP, platform);
    await session.signIn();
    const { origin } = new URL(ISSUER);
    expect(session.getSnapshot()).toMatchObject({ error: other(EVIL, origin) });
    expect(platform.navigations).toEqual([]);
    // The attack also fails if the user accepted that origin.
    const next = platform.reload();
    await createSession({ ...APP, tokenOrigin: EVIL }, next).signIn();
    const attack = new URL(next.navigations[0] ?? '');
    expect(attack.origin + attack.pathname).toBe(SERVER.authorizationEndpoint);
    expect(attack.searchParams.get('redirect_uri')).not.toBe(honest?.get('redirect_uri'));
  });

  it('gets no client secret that a registration at another origin returned: the secret may be for another server', async () => {
    const secret = { client_secret: 'se3ret', token_endpoint_auth_method: 'client_secret_post' };
    const honest = `${HONEST}/register`;
    const registered = async (registration_endpoint: string, more: object) => {
      const register: Responder = () => Response.json({ client_id: 'registered', ...more });
      const metadata = () => Response.json({ ...SERVER_METADATA, registration_endpoint });
      const servers = testServers({ [SERVER_METADATA_URL]: metadata, [registration_endpoint]: register });
      const session = createSession(APP, testPlatform(servers));
      await session.signIn();
      return session.getSnapshot();
    };
    const invalid = { code: 'registration_invalid', at: honest };
    expect(await registered(honest, secret)).toMatchObject({ error: invalid });
    expect(await registered(honest, {})).toEqual({ status: 'redirecting' });
    expect(await registered(`${ISSUER}/register`, secret)).toEqual({ status: 'redirecting' });
  });

  it('is refused if its token endpoint is at another origin than its sign-in page: the token may come from another server', async () => {
    const respond = testServers({
      ...metadataOf(EVIL, {
        ...endpointsOf(HONEST),
        revocation_endpoint: `${EVIL}/revoke`,
        end_session_endpoint: `${EVIL}/end-session`,
        userinfo_endpoint: `${EVIL}/userinfo`,
      }),
      [`${HONEST}/token`]: granting({ refresh_token: 'refresh-of-honest' }),
    });
    const settings = { ...PREPARED, userinfo: true };
    const platform = testPlatform(respond);
    await createSession(settings, platform).signIn();
    const back = withoutIss(platform);
    const session = await completed(back, settings);
    expect(session.getSnapshot()).toMatchObject({ status: 'signed-in' });
    await session.signOut();
    expect(back.requests.map(({ url }) => url)).toEqual([`${HONEST}/token`]);
    expect(back.navigations).toEqual([]);
    expect(session.getSnapshot()).toEqual({ status: 'signed-out', reason: 'signed-out-locally' });
  });

  it('gets no pushed request at another origin: a hostile server could push a different request instead', async () => {
    const platform = testPlatform(
      testServers({
        ...metadataOf(EVIL, {
          ...endpointsOf(HONEST),
          registration_endpoint: `${HONEST}/register`,
          require_pushed_authorization_requests: true,
          pushed_authorization_request_endpoint: `${EVIL}/par`,
        }),
        [`${HONEST}/register`]: () => Response.json({ client_id: 'registered' }),
        // The hostile server has pushed the request to the honest server, with another `resource` and more scopes.
        [`${EVIL}/par`]: () => Response.json({ request_uri: 'urn:of-honest' }, { status: 201 }),
      }),
    );
    const session = createSession(APP, platform);
    await session.signIn();
    expect(platform.navigations).toEqual([]);
    expect(session.getSnapshot()).toMatchObject({ error: other(EVIL, HONEST) });
    expect(platform.requests.map(({ url }) => url)).not.toContain(`${EVIL}/par`);
  });

  it('gets the code at another origin only if the user accepted that origin for the visited sign-in page', async () => {
    const tokenOrigin = 'https://tokens.example';
    const accepting = { clientId: 'app', tokenOrigin, signInOrigin: 'https://as.example' };
    const token_endpoint = `${tokenOrigin}/token`;
    const own = await leaveFor({ ...SILENT, token_endpoint }, accepting);
    expect(own.session.getSnapshot()).toEqual({ status: 'redirecting' });
    const another = { ...SILENT, token_endpoint, authorization_endpoint: `${HONEST}/authorize` };
    const { platform, session } = await leaveFor(another, accepting);
    const error = other(tokenOrigin, HONEST);
    expect(session.getSnapshot()).toMatchObject({ status: 'failed', error });
    expect(platform.navigations).toEqual([]);
  });

  it.each([
    ['at the server’s origin', 'https://as.example', {}],
    ['at an accepted origin', 'https://tokens.example', { tokenOrigin: 'https://tokens.example' }],
  ])('keeps its revocation and userinfo endpoints if they are %s', async (_where, origin, accepting) => {
    const metadata = {
      ...SILENT,
      token_endpoint: `${origin}/token`,
      revocation_endpoint: `${origin}/revoke`,
      userinfo_endpoint: `${origin}/userinfo`,
    };
    const platform = testPlatform(
      testServers({
        [SERVER_METADATA_URL]: () => Response.json(metadata),
        [`${origin}/token`]: granting(),
        [`${origin}/revoke`]: () => new Response(),
      }),
    );
    const settings = { ...PREPARED, ...accepting };
    await createSession(settings, platform).signIn();
    const back = withoutIss(platform);
    const session = await completed(back, settings);
    await session.signOut();
    expect(back.requests.map(({ url }) => url)).toContain(`${origin}/revoke`);
    expect(back.navigations.map((url) => new URL(url).origin)).toEqual(['https://as.example']);
  });

  it('gets no token of another server, even if its metadata names the endpoints of that server at the sign-in and its own endpoints at the step-up', async () => {
    let named = HONEST;
    const respond: Responder = (request) =>
      testServers({
        ...metadataOf(EVIL, { ...endpointsOf(named), revocation_endpoint: `${named}/revoke` }),
        [`${HONEST}/token`]: granting({ refresh_token: 'refresh-of-honest' }),
        [`${EVIL}/token`]: granting({ refresh_token: 'refresh-of-evil' }),
      })(request);
    const platform = testPlatform(respond);
    await createSession(PREPARED, platform).signIn();
    const first = withoutIss(platform);
    const before = await completed(first, PREPARED);
    named = EVIL;
    await before.stepUp(['notes:write']);
    const second = withoutIss(first);
    const after = await completed(second, PREPARED);
    await after.signOut();
    const sent = [platform, first, second].flatMap(({ requests }) => requests);
    const reached = sent.filter(({ body }) => body.includes('of-honest')).map(({ url }) => url);
    expect(reached).toEqual([`${HONEST}/revoke`]);
  });

  it('does not receive a token that another origin issued, even if the settings accept that origin', async () => {
    const respond = testServers({
      // The authorization endpoint redirects to the sign-in page of the honest server.
      ...metadataOf(EVIL, { token_endpoint: `${HONEST}/token`, revocation_endpoint: `${EVIL}/revoke` }),
      [`${HONEST}/token`]: granting({ refresh_token: 'refresh-of-honest' }),
    });
    const settings = { ...PREPARED, tokenOrigin: HONEST, signInOrigin: EVIL };
    const platform = testPlatform(respond);
    await createSession(settings, platform).signIn();
    const back = withoutIss(platform);
    const session = await completed(back, settings);
    await session.signOut();
    expect(back.requests.map(({ url }) => url)).toEqual([`${HONEST}/token`]);
  });

  it.each([
    ['the redirect URI of all issuers', () => REDIRECT_URI],
    ['the redirect URI of another issuer', (own: string) => own.replace(/.{43}$/, 'A'.repeat(43))],
  ])('is refused as the wrong server, without a token request, if it responds at %s', async (_, at) => {
    const { sent, platform } = await leaveFor(SILENT);
    const back = answered(platform, at(sent?.get('redirect_uri') ?? ''));
    const completion = createSession(APP, back).completeSignIn();
    await expect(completion).rejects.toMatchObject({ code: 'response_issuer_mismatch', returnTo: '/' });
    expect(tokenRequests(back)).toEqual([]);
  });

  it('is accepted if it responds at the redirect URI of its issuer, and the app removes the response from the URL', async () => {
    const { sent, platform } = await leaveFor(SILENT);
    const redirectUri = sent?.get('redirect_uri') ?? '';
    const back = answered(platform, redirectUri);
    const session = createSession(APP, back);
    expect(back.url).toBe(REDIRECT_URI);
    await session.completeSignIn();
    expect(formOf(tokenRequests(back)[0]).redirect_uri).toBe(redirectUri);
  });

  it('gets no code of another server, even if its sign-in page redirects to that server and both servers accept the metadata document', async () => {
    const document = 'https://app.example/client-metadata.json';
    const settings = { ...APP, clientMetadataUrl: document };
    const supporting = {
      registration_endpoint: `${EVIL}/register`,
      client_id_metadata_document_supported: true,
    };
    const respond = testServers({
      ...metadataOf(EVIL, supporting),
      // The client ID that the app has at the honest server.
      [`${EVIL}/register`]: () => Response.json({ client_id: document }),
    });
    const platform = testPlatform(respond);
    await createSession(settings, platform).signIn();
    // The hostile page redirects to the honest server, which reads in the document whose redirect URI it gets.
    expect(requestOf(platform).get('redirect_uri')).not.toBe(REDIRECT_URI);
    const back = withoutIss(platform);
    const completion = createSession(settings, back).completeSignIn();
    await expect(completion).rejects.toMatchObject({ code: 'response_issuer_mismatch' });
    expect(back.requests).toEqual([]);
  });

  it('does not use a metadata document, because that document lists one redirect URI for all servers', async () => {
    const document = 'https://app.example/client-metadata.json';
    const supporting = { ...SILENT, client_id_metadata_document_supported: true };
    const { sent } = await leaveFor(supporting, { clientMetadataUrl: document });
    expect(sent?.get('client_id')).toBe('registered');
    const unregistered = { ...supporting, registration_endpoint: undefined };
    const refused = await leaveFor(unregistered, { clientMetadataUrl: document });
    expect(refused.session.getSnapshot()).toMatchObject({ error: { code: 'client_unknown' } });
    // The app may vouch for a server by settings.
    const vouched = await leaveFor(unregistered, { clientId: document });
    expect(vouched.sent?.get('client_id')).toBe(document);
    const promising = { ...supporting, authorization_response_iss_parameter_supported: true };
    const { sent: promised } = await leaveFor(promising, { clientMetadataUrl: document });
    expect(promised?.get('client_id')).toBe(document);
    expect(promised?.get('redirect_uri')).toBe(REDIRECT_URI);
  });
});

it.each<[string, object, object]>([
  ['that promises "iss"', { ...SILENT, authorization_response_iss_parameter_supported: true }, {}],
  ['where the app was registered beforehand', SILENT, { clientId: 'app' }],
])('an authorization server %s gets the redirect URI of the app', async (_, metadata, settings) => {
  const { sent } = await leaveFor(metadata, settings);
  expect(sent?.get('redirect_uri')).toBe(REDIRECT_URI);
});
