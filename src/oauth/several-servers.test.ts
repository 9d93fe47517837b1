import { describe, expect, it } from 'vitest';
import { createSession, pendingSessionKey } from './index.ts';
import {
  RESOURCE_METADATA,
  RESOURCE_METADATA_URL,
  SERVER_METADATA,
  SERVER_METADATA_URL,
} from './testing/documents.ts';
import { ISSUER, MCP, REDIRECT_URI, SERVER, TOKENS } from './testing/examples.ts';
import { type Responder, type TestPlatform, testBrowser, testPlatform } from './testing/platform.ts';
import { requestOf, revokedTokens } from './testing/requests.ts';
import { formOf, heldResponse, refreshAnswering, refusing, testServers } from './testing/servers.ts';
import { rotatingServer, signedIn } from './testing/signed-in.ts';
import { afterRedirect, completed, restored, SETTINGS, signInAndReturn } from './testing/signing-in.ts';

describe('several servers in one tab', () => {
  const OTHER = 'https://other.example/mcp';

  it('have separate grants in the tab: the response of one server does not sign the user in to another', async () => {
    const { platform } = await signedIn();
    const other = await restored(platform, { ...SETTINGS, serverUrl: OTHER });
    expect(other.getSnapshot()).toMatchObject({ status: 'signed-out', reason: 'not-signed-in' });

    const back = await signInAndReturn(testPlatform(rotatingServer()));
    const wrong = createSession({ ...SETTINGS, serverUrl: OTHER }, back);
    await expect(wrong.completeSignIn()).rejects.toMatchObject({ code: 'unknown_state' });
    expect(back.requests).toEqual([]);
    expect(await wrong.accessToken()).toBeUndefined();
  });

  it('have sessions that do not take each other for copies of the tab', async () => {
    const { platform } = await signedIn();
    const reloaded = platform.reload('https://app.example/');
    const sessions = [MCP, OTHER].map((serverUrl) => createSession({ ...SETTINGS, serverUrl }, reloaded));
    await Promise.all(sessions.map((session) => session.restore()));
    expect(sessions.map((session) => session.getSnapshot().status)).toEqual(['signed-in', 'signed-out']);
  });

  it('keep their grants, even if one server issues refresh tokens that would fill the storage', async () => {
    const { session, platform } = await signedIn(
      refreshAnswering(() => Response.json({ ...TOKENS, refresh_token: 'r'.repeat(500_000) })),
    );
    await session.refresh();
    expect(platform.tab.entries.get(`oauth:grant:${MCP}`)).toBeUndefined();
    expect(session.getSnapshot()).toMatchObject({ status: 'signed-in', grant: { refreshable: true } });
    expect([...platform.tab.entries].join().length).toBeLessThan(100_000);
  });

  it('are distinguished by the state of the response, until the sign-in is completed', async () => {
    const back = await signInAndReturn(testPlatform(testServers()));
    const state = new URL(back.url).searchParams.get('state') ?? '';
    expect(pendingSessionKey(back.tab, state)).toBe(MCP);
    expect(pendingSessionKey(back.tab, 'unknown')).toBeUndefined();
    await createSession(SETTINGS, back).completeSignIn();
    expect(pendingSessionKey(back.tab, state)).toBeUndefined();
  });

  it('wait for each other: a sign-in to one server leaves the page only after a running refresh at another server', async () => {
    const { respond, send } = heldResponse();
    const { session, platform } = await signedIn(
      refreshAnswering(respond, {
        [OTHER]: () => new Response(null, { status: 401 }),
        'https://other.example/.well-known/oauth-protected-resource/mcp': () =>
          Response.json({ ...RESOURCE_METADATA, resource: OTHER }),
      }),
    );
    const refreshing = session.refresh();
    const leaving = createSession({ ...SETTINGS, serverUrl: OTHER }, platform).signIn();
    await expect.poll(() => [...platform.tab.entries.keys()].join()).toContain('oauth:pending:');
    expect(platform.navigations).toEqual([]);
    send(Response.json({ ...TOKENS, refresh_token: 'refresh-2' }));
    await Promise.all([refreshing, leaving]);
    expect(platform.navigations).toHaveLength(1);
    expect(platform.tab.entries.get(`oauth:grant:${MCP}`)).toContain('refresh-2');
  });

  it('have separate sign-outs: a sign-out of one server leaves the user signed in to the other server', async () => {
    const { session, platform } = await signedIn();
    await createSession({ ...SETTINGS, serverUrl: OTHER }, platform).signOut();
    expect(session.getSnapshot().status).toBe('signed-in');
    expect(await session.accessToken()).toBe('access-1');
  });

  it('have separate sign-outs in other tabs, too', async () => {
    const browser = testBrowser();
    const { session } = await signedIn(rotatingServer(), browser);
    const elsewhere = testPlatform(testServers(), { browser });
    await createSession({ ...SETTINGS, serverUrl: OTHER }, elsewhere).signOut();
    expect(session.getSnapshot().status).toBe('signed-in');
  });
});

describe('a sign-out that left a mark but sent no message, in a document with sessions of two servers,', () => {
  const OTHER = { ...SETTINGS, serverUrl: 'https://other.example/mcp' };
  const SIGNED_OUT = { status: 'signed-out', reason: 'signed-out-in-another-tab' };
  const signOutUnheard = ({ storage }: TestPlatform) =>
    storage.shared.setItem(`oauth:sign-out:${MCP}`, '{"mark":"of another tab"}');

  it('ends its own session, and the other session keeps its stored grant', async () => {
    const { session, platform } = await signedIn();
    const { browser } = platform;
    await createSession(OTHER, platform).restore();
    signOutUnheard(platform);
    testPlatform(testServers(), { browser }).broadcast.postMessage('something else');
    await Promise.resolve();
    expect(session.getSnapshot().status).toBe('signed-in');
    expect(platform.tab.entries.has(`oauth:grant:${MCP}`)).toBe(true);
    expect(await session.accessToken()).toBeUndefined();
    expect(session.getSnapshot()).toEqual(SIGNED_OUT);
    expect(revokedTokens(platform)).toEqual(['refresh-1']);
  });

  it('is reported after a reload, whatever the order of the restored sessions', async () => {
    const { platform } = await signedIn();
    signOutUnheard(platform);
    const reloaded = platform.reload('https://app.example/');
    const sessions = [OTHER, SETTINGS].map((settings) => createSession(settings, reloaded));
    await Promise.all(sessions.map((session) => session.restore()));
    expect(sessions[1]?.getSnapshot()).toEqual(SIGNED_OUT);
    await expect.poll(() => revokedTokens(reloaded)).toEqual(['refresh-1']);
  });
});

describe('a client that the server registered', () => {
  const REGISTERED = { serverUrl: MCP, redirectUri: REDIRECT_URI, clientName: 'App' };
  const metadata = () => Response.json({ ...SERVER_METADATA, registration_endpoint: `${ISSUER}/register` });

  async function start(token: Responder) {
    let registered = 0;
    const platform = testPlatform(
      testServers({
        [SERVER_METADATA_URL]: metadata,
        [`${ISSUER}/register`]() {
          registered += 1;
          return Response.json({
            client_id: `client-${registered}`,
            client_secret: 'sécret/+:',
            token_endpoint_auth_method: 'client_secret_basic',
          });
        },
        [SERVER.tokenEndpoint]: token,
      }),
    );
    await createSession(REGISTERED, platform).signIn();
    const back = afterRedirect(platform);
    return { back, session: createSession(REGISTERED, back) };
  }

  it('sends its secret in the header of every request, and never in a body or a URL (RFC 6749 §2.3.1)', async () => {
    const { back, session } = await start(() => Response.json(TOKENS));
    await session.completeSignIn();
    await session.refresh();
    await session.signOut();
    const basic = `Basic ${btoa('client-1:s%C3%A9cret%2F%2B%3A')}`;
    expect(back.requests.map(({ headers }) => headers.get('Authorization'))).toEqual([basic, basic, basic]);
    for (const { url, body } of back.requests) expect(url + decodeURIComponent(body)).not.toContain('sécret');
    expect(back.navigations.join()).not.toContain('cret');
  });

  it.each([
    ['refused', 'unauthorized_client', 400],
    ['forgot', 'invalid_client', 401],
  ])('registers again after the server %s the client', async (_, error, status) => {
    const { back, session } = await start(refusing(error, status));
    await expect(session.completeSignIn()).rejects.toMatchObject({ code: 'token_request_refused' });
    await session.signIn();
    expect(requestOf(back).get('client_id')).toBe('client-2');
  });

  it('registers again after a refresh shows that the server has forgotten the client', async () => {
    const { back, session } = await start((request) =>
      formOf(request).code ? Response.json(TOKENS) : refusing('invalid_client', 401)(request),
    );
    await session.completeSignIn();
    await expect(session.refresh()).rejects.toMatchObject({ code: 'token_request_refused' });
    await session.signIn();
    expect(requestOf(back).get('client_id')).toBe('client-2');
  });
});

it('a server that moves to another issuer is discovered again after a refusal, and gets no token of the old issuer', async () => {
  let issuer = ISSUER;
  const platform = await signInAndReturn(
    testPlatform((request) => {
      if (request.url === RESOURCE_METADATA_URL) {
        return Response.json({ ...RESOURCE_METADATA, authorization_servers: [issuer] });
      }
      if (request.url === 'https://new.example/.well-known/oauth-authorization-server') {
        const moved = JSON.stringify(SERVER_METADATA).replaceAll(ISSUER, 'https://new.example');
        return new Response(moved);
      }
      if (request.url === SERVER.tokenEndpoint) {
        return Response.json({ ...TOKENS, refresh_token: undefined });
      }
      return testServers()(request);
    }),
  );
  const session = await completed(platform);
  issuer = 'https://new.example';
  await expect(session.refresh('access-1')).rejects.toMatchObject({ code: 'no_refresh_token' });
  await session.signIn();
  expect(new URL(platform.navigations[0] ?? '').origin).toBe('https://new.example');
  for (const { url, body } of platform.requests) {
    if (url.startsWith('https://new.example')) expect(body).not.toMatch(/access-1|refresh-1|code-1/);
  }
});
