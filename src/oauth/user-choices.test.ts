import { describe, expect, it } from 'vitest';
import { createSession, type SessionSettings } from './index.ts';
import { metadataAtOrigin } from './metadata-at-origin.ts';
import {
  RESOURCE_METADATA,
  RESOURCE_METADATA_URL,
  SERVER_METADATA,
  SERVER_METADATA_URL,
} from './testing/documents.ts';
import { ISSUER, MCP, REDIRECT_URI, SERVER } from './testing/examples.ts';
import { type Responder, type TestPlatform, testPlatform } from './testing/platform.ts';
import { refreshAnswering, testServers } from './testing/servers.ts';
import { afterRedirect, completed, SETTINGS } from './testing/signing-in.ts';

const REGISTRATION = `${ISSUER}/register`;
const registering: Record<string, Responder> = {
  [SERVER_METADATA_URL]: () => Response.json({ ...SERVER_METADATA, registration_endpoint: REGISTRATION }),
  [REGISTRATION]: () => Response.json({ client_id: 'registered' }, { status: 201 }),
};

async function signIn(platform: TestPlatform, more: Partial<SessionSettings> = {}) {
  const settings = { serverUrl: MCP, redirectUri: REDIRECT_URI, scopes: ['openid'], ...more };
  const session = createSession(settings as SessionSettings, platform);
  await session.signIn();
  return session;
}

const requestedScope = (platform: TestPlatform): string | null =>
  new URL(platform.navigations.at(-1) ?? '').searchParams.get('scope');

describe('exact scopes in the settings', () => {
  it.each([
    [undefined, 'notes:read openid offline_access'],
    [['notes:write', 'admin'], 'notes:write admin'],
    [[], null],
  ])('(%j) are the only scopes that the sign-in requests: %j', async (exactScopes, scope) => {
    const platform = testPlatform(testServers());
    await signIn(platform, { clientId: 'app', exactScopes });
    expect(requestedScope(platform)).toBe(scope);
  });

  it('are named by a dynamic registration, too', async () => {
    const platform = testPlatform(testServers(registering));
    await signIn(platform, { exactScopes: ['notes:write'] });
    const { body = '' } = platform.requests.find(({ url }) => url === REGISTRATION) ?? {};
    expect(JSON.parse(body).scope).toBe('notes:write');
    expect(requestedScope(platform)).toBe('notes:write');
  });
});

it('the scopes of a dynamic registration are the scopes of the sign-in after it, because a server may refuse any other scope', async () => {
  const platform = testPlatform(testServers(registering));
  await signIn(platform);
  const { body = '' } = platform.requests.find(({ url }) => url === REGISTRATION) ?? {};
  expect(JSON.parse(body).scope).toBe('notes:read openid offline_access');
  expect(requestedScope(platform)).toBe('notes:read openid offline_access');
});

describe('with choices of the user in the settings,', () => {
  /** Refuses to register the client once, so that the first sign-in fails after the discovery. */
  const failingOnce = (): Record<string, Responder> => {
    let attempts = 0;
    return {
      ...registering,
      [REGISTRATION]: () => {
        attempts += 1;
        return attempts === 1
          ? Response.json({ error: 'invalid_client_metadata' }, { status: 400 })
          : Response.json({ client_id: 'registered' }, { status: 201 });
      },
    };
  };

  it('the authorization server stays chosen after a failed sign-in, which deletes the stored metadata', async () => {
    const platform = testPlatform(
      testServers({
        ...failingOnce(),
        [RESOURCE_METADATA_URL]: () =>
          Response.json({ ...RESOURCE_METADATA, authorization_servers: ['https://first.example', ISSUER] }),
      }),
    );
    const session = await signIn(platform, { authorizationServer: ISSUER });
    expect(session.getSnapshot()).toMatchObject({ error: { code: 'registration_refused' } });
    await session.signIn();
    expect(new URL(platform.navigations[0] ?? '').origin).toBe(new URL(ISSUER).origin);
    expect(platform.requests.map(({ url }) => new URL(url).host)).not.toContain('first.example');
  });

  it.each([
    ['the metadata that the tab has stored', { keepDiscovery: true }, 0],
    ['metadata that it fetches again', {}, 3],
  ])('each sign-in uses %s, even after the session has ended', async (_what, choice, sent) => {
    const refused = () => Response.json({ error: 'invalid_grant' }, { status: 400 });
    const platform = testPlatform(refreshAnswering(refused));
    const settings = { ...SETTINGS, ...choice };
    await createSession(settings, platform).signIn();
    const back = afterRedirect(platform);
    const session = await completed(back, settings);
    await expect(session.refresh()).rejects.toMatchObject({ code: 'token_request_refused' });
    back.requests.length = 0;
    await session.signIn();
    expect(back.navigations).toHaveLength(1);
    expect(back.requests.filter(({ url }) => url !== SERVER.revocationEndpoint)).toHaveLength(sent);
  });

  it('the user’s choice to use the origin without resource metadata is kept after a failed sign-in', async () => {
    const issuer = 'https://mcp.example';
    const platform = testPlatform(
      testServers({
        ...failingOnce(),
        [RESOURCE_METADATA_URL]: () => new Response(null, { status: 404 }),
        [`${issuer}/.well-known/oauth-authorization-server`]: () =>
          Response.json({ ...SERVER_METADATA, issuer, registration_endpoint: REGISTRATION }),
      }),
    );
    const session = await signIn(platform, { missingMetadata: metadataAtOrigin });
    expect(session.getSnapshot()).toMatchObject({ error: { code: 'registration_refused' } });
    await session.signIn();
    expect(session.getSnapshot().status).toBe('redirecting');
  });
});
