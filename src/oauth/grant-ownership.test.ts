import { describe, expect, it } from 'vitest';
import { createSession } from './index.ts';
import { RESOURCE_METADATA, RESOURCE_METADATA_URL, SERVER_METADATA } from './testing/documents.ts';
import { ISSUER, MCP, REDIRECT_URI, SERVER, TOKENS } from './testing/examples.ts';
import { type Responder, type TestPlatform, testPlatform } from './testing/platform.ts';
import { requestOf, revocations, revokedTokens, tokenRequests } from './testing/requests.ts';
import { formOf, idToken, refreshAnswering, testServers } from './testing/servers.ts';
import { rotatingServer, signedIn } from './testing/signed-in.ts';
import { afterRedirect, completed, restored, SETTINGS } from './testing/signing-in.ts';

const OTHER = 'https://other.example';
const OTHER_METADATA = {
  ...SERVER_METADATA,
  issuer: OTHER,
  authorization_endpoint: `${OTHER}/authorize`,
  token_endpoint: `${OTHER}/token`,
  revocation_endpoint: `${OTHER}/revoke`,
};

/** An MCP server that names one authorization server, and later another authorization server. */
function movingServer() {
  let issuer = ISSUER;
  let issued = 0;
  const tokens = (name: string) => () => {
    issued += 1;
    return Response.json({
      ...TOKENS,
      access_token: `access-${name}-${issued}`,
      refresh_token: `${name}-${issued}`,
    });
  };
  const answer = testServers({
    [RESOURCE_METADATA_URL]: () => Response.json({ ...RESOURCE_METADATA, authorization_servers: [issuer] }),
    [`${OTHER}/.well-known/oauth-authorization-server`]: () => Response.json(OTHER_METADATA),
    [SERVER.tokenEndpoint]: tokens('first'),
    [`${OTHER}/token`]: tokens('second'),
    [`${OTHER}/revoke`]: () => new Response(null),
  });
  return {
    answer,
    move: () => {
      issuer = OTHER;
    },
  };
}

function comesBack(platform: TestPlatform, iss: string): TestPlatform {
  const state = requestOf(platform).get('state') ?? '';
  return platform.reload(`${REDIRECT_URI}?${new URLSearchParams({ code: 'c', state, iss })}`);
}

describe('a step-up that returns with the grant of another issuer or user', () => {
  it('sends no token of the first issuer to the second issuer, even at the sign-out', async () => {
    const { answer, move } = movingServer();
    const first = testPlatform(answer);
    await createSession(SETTINGS, first).signIn();
    const signedInAtFirst = comesBack(first, ISSUER);
    const session = await completed(signedInAtFirst);
    // A failed sign-in deletes the stored metadata.
    signedInAtFirst.tab.full = true;
    await expect(session.stepUp(['notes:write'])).rejects.toThrow();
    signedInAtFirst.tab.full = false;
    move();
    await session.stepUp(['notes:write']);
    const atSecond = comesBack(signedInAtFirst, OTHER);
    const again = await completed(atSecond);
    await again.signOut();
    const sent = revocations(atSecond).map((request) => [new URL(request.url).origin, formOf(request).token]);
    expect(sent).toEqual([
      ['https://as.example', 'first-1'],
      [OTHER, 'second-2'],
    ]);
  });

  it('revokes the tokens of the first user at once', async () => {
    let sub = 'ada';
    let nonce: string | null = '';
    let issued = 0;
    const tokens: Responder = () => {
      issued += 1;
      return Response.json({
        ...TOKENS,
        refresh_token: `${sub}-${issued}`,
        id_token: idToken({ sub, nonce }),
      });
    };
    const platform = testPlatform(testServers({ [SERVER.tokenEndpoint]: tokens }));
    await createSession(SETTINGS, platform).signIn();
    nonce = requestOf(platform).get('nonce');
    const ada = afterRedirect(platform);
    const session = await completed(ada);
    await session.stepUp(['notes:write']);
    nonce = requestOf(ada).get('nonce');
    sub = 'grace';
    const grace = afterRedirect(ada);
    const again = await completed(grace);
    await expect.poll(() => revokedTokens(grace)).toEqual(['ada-1']);
    expect(again.getSnapshot()).toMatchObject({ grant: { identity: { subject: 'grace' } } });
  });
});

it('a frame that shows the app inside the same tab does not use the grant of the tab', async () => {
  const { platform } = await signedIn();
  const { browser, tab } = platform;
  const frame = testPlatform(rotatingServer(), { browser, tab });
  frame.framed = true;
  const framed = await restored(frame);
  expect(framed.getSnapshot()).toEqual({ status: 'signed-out', reason: 'not-signed-in' });
  expect(await framed.accessToken()).toBeUndefined();
  await expect(framed.refresh()).rejects.toMatchObject({ code: 'no_refresh_token' });
  await framed.signIn();
  expect(frame.requests).toEqual([]);
  expect(tab.entries.get(`oauth:grant:${MCP}`)).toContain('refresh-1');
  expect((await restored(platform.reload('https://app.example/'))).getSnapshot().status).toBe('signed-in');
});

it.each<[string, Responder]>([
  ['a page', () => new Response('<html>log in to the network</html>')],
  ['no usable token', () => Response.json({ ...TOKENS, token_type: undefined })],
  ['a body that is too large', () => new Response('x'.repeat(600_000))],
])(
  'a meaningless response from the token endpoint causes only one token request for twenty calls: %s',
  async (_, answer) => {
    const { session, platform } = await signedIn(refreshAnswering(answer));
    platform.pass(901_000);
    for (let call = 0; call < 20; call += 1) await expect(session.accessToken()).rejects.toThrow();
    expect(tokenRequests(platform)).toHaveLength(1);
  },
);

it('a tab storage with no room for the access token keeps the grant over a reload, even of a page that had no session with the grant’s server', async () => {
  const { platform } = await signedIn();
  platform.fire('pagehide');
  const between = platform.reload('https://app.example/other');
  createSession({ ...SETTINGS, serverUrl: 'https://other.example/mcp' }, between);
  between.tab.full = true;
  between.fire('pagehide');
  const next = between.reload('https://app.example/');
  next.tab.full = false;
  expect((await restored(next)).getSnapshot().status).toBe('signed-in');
});

describe('a damaged record', () => {
  const other = 'https://other.example/mcp';
  const grant = { server: SERVER, resource: other, clientId: 'app', scopes: [], refreshToken: 'r' };

  it.each([
    ['no JSON', '{'],
    ['no grant', '{}'],
    ['an access token without a value', JSON.stringify({ ...grant, accessToken: {} })],
  ])('of another server, with %s, is deleted without an effect on this server', async (_what, damaged) => {
    const { platform } = await signedIn();
    const key = `oauth:grant:${other}`;
    platform.tab.setItem(key, damaged);
    const reloaded = platform.reload();
    expect((await restored(reloaded)).getSnapshot().status).toBe('signed-in');
    expect(platform.tab.getItem(key)).toBeNull();
  });
});

it.each([
  [`${MCP}?\nall the text is a query api_key=of-the-person`, `${MCP}?api_key=of-the-others`],
  ['https://mcp.example/s/key-of-the-person-123/mcp', 'https://mcp.example/s/key-of-the-others-123/mcp'],
])('the mark that a sign-out stores contains no API key from a server URL: %j', async (keyed, other) => {
  const platform = testPlatform(testServers());
  await createSession({ ...SETTINGS, serverUrl: keyed }, platform).signOut();
  expect(JSON.stringify([...platform.storage.shared.entries])).not.toContain('of-the-person');
  // Two keys identify two servers, even if they have the same length.
  await createSession({ ...SETTINGS, serverUrl: other }, platform).signOut();
  expect(platform.storage.shared.entries.size).toBe(2);
});
