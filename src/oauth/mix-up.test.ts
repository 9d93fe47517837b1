import { describe, expect, it } from 'vitest';
import { createSession } from './index.ts';
import { RESOURCE_METADATA_URL, SERVER_METADATA, SERVER_METADATA_URL } from './testing/documents.ts';
import { ISSUER, MCP, REDIRECT_URI, SERVER } from './testing/examples.ts';
import { type Responder, type TestPlatform, testPlatform } from './testing/platform.ts';
import { requestOf, tokenRequests } from './testing/requests.ts';
import { granting, testServers } from './testing/servers.ts';
import { completed } from './testing/signing-in.ts';

const APP = { serverUrl: MCP, redirectUri: REDIRECT_URI, clientName: 'App' };
const SILENT = {
  ...SERVER_METADATA,
  authorization_response_iss_parameter_supported: undefined,
  registration_endpoint: `${ISSUER}/register`,
};

/** An MCP server that names this issuer, and metadata of the issuer that does not promise `iss`. */
const metadataOf = (issuer: string, members: object): Record<string, Responder> => ({
  [RESOURCE_METADATA_URL]: () => Response.json({ resource: MCP, authorization_servers: [issuer] }),
  [`${issuer}/.well-known/oauth-authorization-server`]: () =>
    Response.json({
      issuer,
      authorization_endpoint: `${issuer}/authorize`,
      token_endpoint: `${issuer}/token`,
      code_challenge_methods_supported: ['S256'],
      ...members,
    }),
});

/** The next document of a tab, with a response without `iss`. */
const withoutIss = (platform: TestPlatform) =>
  platform.reload(`${REDIRECT_URI}?code=c&state=${requestOf(platform).get('state')}`);

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
    const evil = 'https://evil.example';
    const platform = testPlatform(
      testServers({
        ...metadataOf(evil, {
          authorization_endpoint: SILENT.authorization_endpoint,
          registration_endpoint: `${evil}/register`,
        }),
        // The hostile server issues the client ID that the app has at the honest server.
        [`${evil}/register`]: () => Response.json({ client_id: 'registered' }),
      }),
    );
    const session = createSession(APP, platform);
    await session.signIn();
    expect(session.getSnapshot()).toMatchObject({
      error: { code: 'token_endpoint_elsewhere', found: evil, expected: 'https://as.example' },
    });
    expect(platform.navigations).toEqual([]);
    // The attack also fails if the user accepted that origin.
    const next = platform.reload();
    await createSession({ ...APP, tokenOrigin: evil }, next).signIn();
    const attack = new URL(next.navigations[0] ?? '');
    expect(attack.origin + attack.pathname).toBe(SERVER.authorizationEndpoint);
    expect(attack.searchParams.get('redirect_uri')).not.toBe(honest?.get('redirect_uri'));
  });

  it('gets no client secret that a registration at another origin returned: the secret may be for another server', async () => {
    const secret = { client_secret: 'se3ret', token_endpoint_auth_method: 'client_secret_post' };
    const honest = 'https://honest.example/register';
    const registered = async (registration_endpoint: string, more: object) => {
      const platform = testPlatform(
        testServers({
          [SERVER_METADATA_URL]: () => Response.json({ ...SERVER_METADATA, registration_endpoint }),
          [registration_endpoint]: () => Response.json({ client_id: 'registered', ...more }),
        }),
      );
      const session = createSession(APP, platform);
      await session.signIn();
      return session.getSnapshot();
    };
    expect(await registered(honest, secret)).toMatchObject({
      error: { code: 'registration_invalid', at: honest },
    });
    expect(await registered(honest, {})).toEqual({ status: 'redirecting' });
    expect(await registered(`${ISSUER}/register`, secret)).toEqual({ status: 'redirecting' });
  });

  it('gets no token from an endpoint at an origin other than that of its sign-in page: another server may have issued the token', async () => {
    const [evil, honest] = ['https://evil.example', 'https://honest.example'];
    const respond = testServers({
      ...metadataOf(evil, {
        authorization_endpoint: `${honest}/authorize`,
        token_endpoint: `${honest}/token`,
        revocation_endpoint: `${evil}/revoke`,
        end_session_endpoint: `${evil}/end-session`,
        userinfo_endpoint: `${evil}/userinfo`,
      }),
      [`${honest}/token`]: granting({ refresh_token: 'refresh-of-honest' }),
    });
    const settings = { ...APP, clientId: 'app', userinfo: true };
    const platform = testPlatform(respond);
    await createSession(settings, platform).signIn();
    const back = withoutIss(platform);
    const session = await completed(back, settings);
    expect(session.getSnapshot()).toMatchObject({ status: 'signed-in' });
    await session.signOut();
    expect(back.requests.map(({ url }) => url)).toEqual([`${honest}/token`]);
    expect(back.navigations).toEqual([]);
    expect(session.getSnapshot()).toEqual({ status: 'signed-out', reason: 'signed-out-locally' });
  });

  it('gets no pushed request at another origin: a hostile server could push a different request instead', async () => {
    const [evil, honest] = ['https://evil.example', 'https://honest.example'];
    const platform = testPlatform(
      testServers({
        ...metadataOf(evil, {
          authorization_endpoint: `${honest}/authorize`,
          token_endpoint: `${honest}/token`,
          registration_endpoint: `${honest}/register`,
          require_pushed_authorization_requests: true,
          pushed_authorization_request_endpoint: `${evil}/par`,
        }),
        [`${honest}/register`]: () => Response.json({ client_id: 'registered' }),
        // The hostile server has pushed the request to the honest server, with another `resource` and more scopes.
        [`${evil}/par`]: () => Response.json({ request_uri: 'urn:of-honest' }, { status: 201 }),
      }),
    );
    const session = createSession(APP, platform);
    await session.signIn();
    expect(platform.navigations).toEqual([]);
    expect(session.getSnapshot()).toMatchObject({
      error: { code: 'token_endpoint_elsewhere', found: evil, expected: honest },
    });
    expect(platform.requests.map(({ url }) => url)).not.toContain(`${evil}/par`);
  });

  it('gets the code at an accepted origin only after a visit to the sign-in page for which the user accepted that origin', async () => {
    const accepting = {
      clientId: 'app',
      tokenOrigin: 'https://tokens.example',
      signInOrigin: 'https://as.example',
    };
    const token_endpoint = 'https://tokens.example/token';
    const own = await leaveFor({ ...SILENT, token_endpoint }, accepting);
    expect(own.session.getSnapshot()).toEqual({ status: 'redirecting' });
    const another = { ...SILENT, token_endpoint, authorization_endpoint: 'https://honest.example/authorize' };
    const { platform, session } = await leaveFor(another, accepting);
    expect(session.getSnapshot()).toMatchObject({
      status: 'failed',
      error: {
        code: 'token_endpoint_elsewhere',
        found: 'https://tokens.example',
        expected: 'https://honest.example',
      },
    });
    expect(platform.navigations).toEqual([]);
  });

  it.each([
    ['at the server’s origin', 'https://as.example', {}],
    [
      'at an origin that the settings accept',
      'https://tokens.example',
      { tokenOrigin: 'https://tokens.example' },
    ],
  ])('keeps its revocation and userinfo endpoints if they are %s', async (_where, origin, accepting) => {
    const platform = testPlatform(
      testServers({
        [SERVER_METADATA_URL]: () =>
          Response.json({
            ...SILENT,
            token_endpoint: `${origin}/token`,
            revocation_endpoint: `${origin}/revoke`,
            userinfo_endpoint: `${origin}/userinfo`,
          }),
        [`${origin}/token`]: granting(),
        [`${origin}/revoke`]: () => new Response(),
      }),
    );
    const settings = { ...APP, ...accepting, clientId: 'app' };
    await createSession(settings, platform).signIn();
    const back = withoutIss(platform);
    const session = await completed(back, settings);
    await session.signOut();
    expect(back.requests.map(({ url }) => url)).toContain(`${origin}/revoke`);
    expect(back.navigations.map((url) => new URL(url).origin)).toEqual(['https://as.example']);
  });

  it('gets no token that another server issued, if its metadata names that server at first, and its own endpoints at a step-up', async () => {
    const [evil, honest] = ['https://evil.example', 'https://honest.example'];
    let named = honest;
    const respond: Responder = (request) =>
      testServers({
        ...metadataOf(evil, {
          authorization_endpoint: `${named}/authorize`,
          token_endpoint: `${named}/token`,
          revocation_endpoint: `${named}/revoke`,
        }),
        [`${honest}/token`]: granting({ refresh_token: 'refresh-of-honest' }),
        [`${evil}/token`]: granting({ refresh_token: 'refresh-of-evil' }),
      })(request);
    const settings = { ...APP, clientId: 'app' };
    const platform = testPlatform(respond);
    await createSession(settings, platform).signIn();
    const first = withoutIss(platform);
    const before = createSession(settings, first);
    await before.completeSignIn();
    named = evil;
    await before.stepUp(['notes:write']);
    const second = withoutIss(first);
    const after = createSession(settings, second);
    await after.completeSignIn();
    await after.signOut();
    const sent = [platform, first, second].flatMap(({ requests }) => requests);
    const reached = sent.filter(({ body }) => body.includes('of-honest')).map(({ url }) => url);
    expect(reached).toEqual([`${honest}/revoke`]);
  });

  it('does not receive a token that another origin issued, even if the settings accept that origin', async () => {
    const [evil, honest] = ['https://evil.example', 'https://honest.example'];
    const respond = testServers({
      // The authorization endpoint redirects to the sign-in page of the honest server.
      ...metadataOf(evil, { token_endpoint: `${honest}/token`, revocation_endpoint: `${evil}/revoke` }),
      [`${honest}/token`]: granting({ refresh_token: 'refresh-of-honest' }),
    });
    const settings = { ...APP, clientId: 'app', tokenOrigin: honest, signInOrigin: evil };
    const platform = testPlatform(respond);
    await createSession(settings, platform).signIn();
    const back = withoutIss(platform);
    const session = await completed(back, settings);
    await session.signOut();
    expect(back.requests.map(({ url }) => url)).toEqual([`${honest}/token`]);
  });

  it.each([
    ['the redirect URI of all issuers', () => REDIRECT_URI],
    ['the redirect URI of another issuer', (own: string) => own.replace(/.{43}$/, 'A'.repeat(43))],
  ])('is refused as the wrong server, without a token request, if it responds at %s', async (_, at) => {
    const { sent, platform } = await leaveFor(SILENT);
    const url = new URL(at(sent?.get('redirect_uri') ?? ''));
    url.searchParams.set('code', 'c');
    url.searchParams.set('state', sent?.get('state') ?? '');
    const back = platform.reload(url.href);
    await expect(createSession(APP, back).completeSignIn()).rejects.toMatchObject({
      code: 'response_issuer_mismatch',
      returnTo: '/',
    });
    expect(tokenRequests(back)).toEqual([]);
  });

  it('an authorization server that responds at the redirect URI of its issuer is accepted, and the response leaves the URL', async () => {
    const { sent, platform } = await leaveFor(SILENT);
    const url = new URL(sent?.get('redirect_uri') ?? '');
    url.searchParams.set('code', 'c');
    url.searchParams.set('state', sent?.get('state') ?? '');
    const back = platform.reload(url.href);
    const session = createSession(APP, back);
    expect(back.url).toBe(REDIRECT_URI);
    await session.completeSignIn();
    expect(new URLSearchParams(tokenRequests(back)[0]?.body).get('redirect_uri')).toBe(
      sent?.get('redirect_uri'),
    );
  });

  it('gets no code of another server, even if its sign-in page redirects there and both servers accept the metadata document', async () => {
    const document = 'https://app.example/client-metadata.json';
    const evil = 'https://evil.example';
    const settings = { ...APP, clientMetadataUrl: document };
    const respond = testServers({
      ...metadataOf(evil, {
        registration_endpoint: `${evil}/register`,
        client_id_metadata_document_supported: true,
      }),
      // The client ID that the app has at the honest server.
      [`${evil}/register`]: () => Response.json({ client_id: document }),
    });
    const platform = testPlatform(respond);
    await createSession(settings, platform).signIn();
    // The hostile sign-in page redirects the browser to the honest server, with all parameters. The honest
    // server reads in the document that the redirect URI belongs to the app, and not to the hostile issuer.
    expect(requestOf(platform).get('redirect_uri')).not.toBe(REDIRECT_URI);
    const back = withoutIss(platform);
    await expect(createSession(settings, back).completeSignIn()).rejects.toMatchObject({
      code: 'response_issuer_mismatch',
    });
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
