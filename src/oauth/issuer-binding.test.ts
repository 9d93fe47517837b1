import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createSession } from './index.ts';
import { MCP, REDIRECT_URI } from './testing/examples.ts';
import { type SentRequest, type TestPlatform, testPlatform } from './testing/platform.ts';

const ISSUERS = ['https://a.example', 'https://b.example/tenant'] as const;
type Issuer = (typeof ISSUERS)[number];

const SETTINGS = { serverUrl: MCP, redirectUri: REDIRECT_URI, clientName: 'App' };

/** The mark in every secret of an issuer. */
const markOf = (issuer: Issuer) => `of-${ISSUERS.indexOf(issuer)}`;

/** An MCP server that changes its issuer, and two issuers with marked secrets. */
function movingServer() {
  const world = { issuer: ISSUERS[0] as Issuer, refuses: false, issued: 0 };
  function answer({ url, body }: SentRequest): Response {
    if (url === MCP) return new Response(null, { status: 401 });
    if (url.includes('oauth-protected-resource')) {
      return Response.json({ resource: MCP, authorization_servers: [world.issuer] });
    }
    const owner = ISSUERS.find((issuer) => new URL(issuer).origin === new URL(url).origin);
    if (!owner) return new Response(null, { status: 404 });
    if (url.includes('/.well-known/')) return Response.json(metadataOf(owner));
    world.issued += 1;
    const mark = `${world.issued}-${markOf(owner)}`;
    if (url.endsWith('/register')) {
      return Response.json({
        client_id: `client-${mark}`,
        client_secret: `secret-${mark}`,
        token_endpoint_auth_method: 'client_secret_post',
      });
    }
    if (!url.endsWith('/token')) return new Response(null);
    if (world.refuses) {
      const error = new URLSearchParams(body).has('code') ? 'invalid_grant' : 'invalid_client';
      return Response.json({ error }, { status: 400 });
    }
    return Response.json({
      access_token: `access-${mark}`,
      token_type: 'Bearer',
      refresh_token: `refresh-${mark}`,
    });
  }
  return { world, answer };
}

function metadataOf(issuer: Issuer) {
  return {
    issuer,
    authorization_endpoint: `${issuer}/authorize`,
    token_endpoint: `${issuer}/token`,
    registration_endpoint: `${issuer}/register`,
    revocation_endpoint: `${issuer}/revoke`,
    code_challenge_methods_supported: ['S256'],
  };
}

const ACTS = [
  'sign in',
  'refresh',
  'refused refresh',
  'move',
  'reload',
  'sign out',
  'leave and move',
] as const;

it('a client, a token or a code of one issuer never reaches another issuer, in any order of events, even if the metadata changes during the flow', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.constantFrom(...ACTS), { maxLength: 10 }), async (acts) => {
      const { world, answer } = movingServer();
      const tabs: TestPlatform[] = [];
      let platform = testPlatform(answer);
      tabs.push(platform);
      let session = createSession(SETTINGS, platform);

      function open(url?: string): void {
        platform = platform.reload(url);
        tabs.push(platform);
        session = createSession(SETTINGS, platform);
      }
      async function signIn(meanwhile: () => void): Promise<void> {
        await session.signIn();
        const left = platform.navigations.at(-1);
        if (left === undefined) return;
        meanwhile();
        const state = new URL(left).searchParams.get('state') ?? '';
        const owner = ISSUERS.find((issuer) => left.startsWith(issuer)) ?? ISSUERS[0];
        open(`${REDIRECT_URI}?${new URLSearchParams({ state, code: `code-${markOf(owner)}` })}`);
        await session.completeSignIn().catch(() => undefined);
      }
      function move(): void {
        world.issuer = world.issuer === ISSUERS[0] ? ISSUERS[1] : ISSUERS[0];
      }

      for (const act of acts) {
        world.refuses = act === 'refused refresh';
        if (act === 'sign in') await signIn(() => undefined);
        if (act === 'leave and move') await signIn(move);
        if (act === 'refresh' || act === 'refused refresh') await session.refresh().catch(() => undefined);
        if (act === 'move') move();
        if (act === 'sign out') await session.signOut();
        if (act === 'reload') {
          open('https://app.example/');
          await session.restore();
        }
      }

      for (const { url, body, headers } of tabs.flatMap(({ requests }) => requests)) {
        const receiver = ISSUERS.find((issuer) => new URL(issuer).origin === new URL(url).origin);
        const sent = `${url} ${body} ${headers.get('Authorization')}`;
        for (const issuer of ISSUERS) {
          if (issuer !== receiver) expect(sent).not.toContain(markOf(issuer));
        }
      }
      for (const url of tabs.flatMap(({ navigations }) => navigations)) {
        for (const issuer of ISSUERS) {
          if (!url.startsWith(issuer)) expect(url).not.toContain(markOf(issuer));
        }
        expect(url).not.toMatch(/(secret|refresh|access)-/);
      }
    }),
  );
});
