import { describe, expect, it } from 'vitest';
import {
  byConfiguration,
  byIssuer,
  byResource,
  type ComposedSession,
  composeSession,
  createApiFetch,
  fetchUserinfo,
  type Platform,
  registerClient,
  type SessionState,
  silentSignIn,
} from './index.ts';
import { RESOURCE_METADATA_URL, SERVER_METADATA, SERVER_METADATA_URL } from './testing/documents.ts';
import { ISSUER, MCP, REDIRECT_URI, SERVER, TOKENS } from './testing/examples.ts';
import { type Responder, testPlatform } from './testing/platform.ts';
import { idToken, testServers } from './testing/servers.ts';
import { afterRedirect } from './testing/signing-in.ts';

const APP = { clientId: 'app', redirectUri: REDIRECT_URI, scopes: ['notes:read'] };
const CONFIGURED = {
  ...APP,
  server: {
    issuer: ISSUER,
    authorizationEndpoint: SERVER.authorizationEndpoint,
    tokenEndpoint: SERVER.tokenEndpoint,
    userinfoEndpoint: `${ISSUER}/userinfo`,
  },
  vouched: { codeChallengeMethod: 'S256' },
} as const;

type Compose = (platform: Platform) => ComposedSession;
const composed = {
  byResource: (platform) => composeSession({ ...APP, serverUrl: MCP }, { locate: byResource }, platform),
  byIssuer: (platform) => composeSession({ ...APP, issuer: ISSUER }, { locate: byIssuer }, platform),
  byConfiguration: (platform) => composeSession(CONFIGURED, { locate: byConfiguration }, platform),
} satisfies Record<string, Compose>;

/** Signs in, and returns the next document. */
async function signedIn(compose: Compose, answer: Responder = testServers()) {
  const before = testPlatform(answer);
  await compose(before).signIn('/notes');
  const platform = afterRedirect(before);
  const session = compose(platform);
  await session.completeSignIn();
  return { before, platform, session };
}

function reached(session: ComposedSession, is: (state: SessionState) => boolean): Promise<SessionState> {
  return new Promise((resolve) => {
    const look = () => is(session.getSnapshot()) && resolve(session.getSnapshot());
    session.subscribe(look);
    look();
  });
}

describe('a composed session', () => {
  it.each([
    ['byResource', [MCP, RESOURCE_METADATA_URL, SERVER_METADATA_URL], MCP],
    ['byIssuer', [SERVER_METADATA_URL], undefined],
    ['byConfiguration', [], undefined],
  ] as const)('with %s sends the requests of that way, and refreshes', async (way, asked, resource) => {
    const { before, session } = await signedIn(composed[way]);
    expect(before.requests.map(({ url }) => url)).toEqual(asked);
    expect(session.getSnapshot()).toMatchObject({
      status: 'signed-in',
      grant: { resource, clientId: 'app' },
    });
    expect(await session.accessToken()).toBe(TOKENS.access_token);
    expect(await session.refresh()).toBe(TOKENS.access_token);
  });

  it('with `byResource` is as strict as a full session: it refuses a server without S256', async () => {
    const { code_challenge_methods_supported: _methods, ...silent } = SERVER_METADATA;
    const platform = testPlatform(testServers({ [SERVER_METADATA_URL]: () => Response.json(silent) }));
    const session = composed.byResource(platform);
    await session.signIn();
    expect(session.getSnapshot()).toMatchObject({ status: 'failed', error: { code: 'pkce_unsupported' } });
    expect(platform.navigations).toEqual([]);
  });

  it('accepts only the settings of the sign-in that it was composed for', () => {
    const platform = testPlatform(testServers());
    // @ts-expect-error `byResource` needs a resource server.
    composeSession({ ...APP, issuer: ISSUER }, { locate: byResource }, platform);
    // @ts-expect-error With configured endpoints, the settings must vouch for S256.
    composeSession({ ...APP, server: CONFIGURED.server }, { locate: byConfiguration }, platform);
    // @ts-expect-error A way to sign in is missing.
    composeSession({ ...APP, issuer: ISSUER }, {}, platform);
  });
});

describe('a part of a session', () => {
  const REGISTERING = `${ISSUER}/register`;
  const { clientId: _none, ...unknown } = APP;

  it('registers the app: a session without that part needs a client ID from the user', async () => {
    const registering = testServers({
      [SERVER_METADATA_URL]: () => Response.json({ ...SERVER_METADATA, registration_endpoint: REGISTERING }),
      [REGISTERING]: () => Response.json({ client_id: 'registered' }, { status: 201 }),
    });
    const settings = { ...unknown, issuer: ISSUER };
    const without = testPlatform(registering);
    const session = composeSession(settings, { locate: byIssuer }, without);
    await session.signIn();
    expect(session.getSnapshot()).toMatchObject({
      status: 'failed',
      error: { code: 'client_unknown', at: ISSUER },
    });
    expect(without.requests.map(({ url }) => url)).not.toContain(REGISTERING);

    const parts = { locate: byIssuer, register: registerClient };
    const platform = testPlatform(registering);
    await composeSession(settings, parts, platform).signIn();
    expect(new URL(platform.navigations[0] ?? '').searchParams.get('client_id')).toBe('registered');
  });

  it('signs in silently after a reload: a session without that part sends no request', async () => {
    const { refresh_token: _none, ...tokens } = TOKENS;
    const answer = testServers({ [SERVER.tokenEndpoint]: () => Response.json(tokens) });
    for (const [parts, expected] of [
      [{ locate: byConfiguration, silentSignIn }, { status: 'redirecting' }],
      [{ locate: byConfiguration }, { status: 'signed-out', reason: 'not-signed-in' }],
    ] as const) {
      const compose: Compose = (platform) => composeSession(CONFIGURED, parts, platform);
      const { platform } = await signedIn(compose, answer);
      const session = compose(platform.reload('https://app.example/notes'));
      await session.restore();
      expect(await reached(session, ({ status }) => status !== 'discovering')).toEqual(expected);
    }
  });

  it('fetches userinfo: a session without that part sends no such request', async () => {
    let nonce: string | null = null;
    const answer = testServers({
      [SERVER.tokenEndpoint]: () => Response.json({ ...TOKENS, id_token: idToken({ nonce }) }),
      [CONFIGURED.server.userinfoEndpoint]: () => Response.json({ sub: 'ada', name: 'Ada' }),
    });
    for (const [parts, name, asked] of [
      [{ locate: byConfiguration, userinfo: fetchUserinfo }, 'Ada', ['/t1/token', '/t1/userinfo']],
      [{ locate: byConfiguration }, undefined, ['/t1/token']],
    ] as const) {
      const compose: Compose = (platform) => {
        nonce = new URL(before?.navigations[0] ?? 'https://x.example/').searchParams.get('nonce');
        return composeSession({ ...CONFIGURED, scopes: ['openid'] }, parts, platform);
      };
      const before = testPlatform(answer);
      await compose(before).signIn();
      const platform = afterRedirect(before);
      const session = compose(platform);
      await session.completeSignIn();
      await reached(session, (state) => 'grant' in state && state.grant.identity?.name === name);
      expect(platform.requests.map(({ url }) => new URL(url).pathname)).toEqual(asked);
    }
  });

  it('is `createApiFetch`, which sends the token of the session to the addresses in the settings', async () => {
    const api = 'https://api.example/v1';
    const seen: (string | null)[] = [];
    const answer = testServers({
      [`${api}/notes`]: ({ headers }) => {
        seen.push(headers.get('Authorization'));
        return new Response('[]');
      },
    });
    const { platform, session } = await signedIn(composed.byIssuer, answer);
    await createApiFetch(platform, [api], session)(`${api}/notes`);
    await createApiFetch(platform, [], session)(`${api}/notes`);
    expect(seen).toEqual([`Bearer ${TOKENS.access_token}`, null]);
  });
});
