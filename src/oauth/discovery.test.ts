import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { discover, forgetDiscovery, type OAuthErrorCode } from './index.ts';
import { type Answer, testPlatform } from './test-platform.ts';
import { ISSUER, MCP, RESOURCE_METADATA, SERVER, SERVER_METADATA, testServers } from './test-servers.ts';

const RESOURCE_URL = 'https://mcp.example/.well-known/oauth-protected-resource/mcp';
const SERVER_URL = 'https://as.example/.well-known/oauth-authorization-server/t1';
const notFound: Answer = () => new Response(null, { status: 404 });
const metadata =
  (changes: object): Answer =>
  () =>
    Response.json({ ...SERVER_METADATA, ...changes });
const resource =
  (changes: object): Answer =>
  () =>
    Response.json({ ...RESOURCE_METADATA, ...changes });

async function failure(routes: Record<string, Answer>, serverUrl = MCP): Promise<OAuthErrorCode> {
  const platform = testPlatform(testServers(routes));
  const error = await discover(platform, serverUrl).catch((thrown: unknown) => thrown);
  expect(platform.tab.entries.size, 'nothing refused is remembered').toBe(0);
  return Reflect.get(Object(error), 'code');
}

/** A stream that never says anything. */
function endless(): Response {
  return new Response(new ReadableStream(), { headers: { 'Content-Type': 'text/event-stream' } });
}

describe('discovery from an MCP server URL', () => {
  it('goes challenge, resource metadata, server metadata: three requests, no credentials, no redirects', async () => {
    const platform = testPlatform(testServers());
    const found = await discover(platform, MCP);
    expect(found.resource).toEqual({
      resource: MCP,
      authorizationServers: [ISSUER],
      scopesSupported: ['notes:read', 'notes:write'],
    });
    expect(found.server).toEqual(SERVER);
    expect(found.challengedScopes).toEqual(['notes:read']);
    expect(platform.requests.map(({ url }) => url)).toEqual([MCP, RESOURCE_URL, SERVER_URL]);
    for (const { init, headers } of platform.requests) {
      expect(init).toMatchObject({ redirect: 'error', credentials: 'omit' });
      expect(headers.has('Authorization')).toBe(false);
    }
  });

  it('asks the network nothing the second time in this tab, until it is forgotten', async () => {
    const platform = testPlatform(testServers());
    const first = await discover(platform, MCP);
    expect(await discover(platform, MCP)).toEqual(first);
    expect(platform.requests).toHaveLength(3);
    forgetDiscovery(platform.tab, MCP);
    await discover(platform, MCP);
    expect(platform.requests).toHaveLength(6);
  });

  it('checks what it remembers as if a server had just said it', async () => {
    const platform = testPlatform(testServers());
    await discover(platform, MCP);
    for (const [key, value] of platform.tab.entries) {
      platform.tab.entries.set(
        key,
        value.replaceAll(`"issuer":"${ISSUER}"`, '"issuer":"https://evil.example"'),
      );
    }
    await expect(discover(platform, MCP)).rejects.toMatchObject({ code: 'issuer_mismatch' });
  });

  it('falls back to the well-known locations, path first, when the challenge cannot be read (RFC 9728 §3.1)', async () => {
    const platform = testPlatform(
      testServers({
        [MCP]: () => {
          throw new TypeError('Failed to fetch');
        },
        [RESOURCE_URL]: notFound,
        'https://mcp.example/.well-known/oauth-protected-resource': resource({}),
      }),
    );
    expect((await discover(platform, MCP)).challengedScopes).toEqual([]);
    expect(platform.requests.map(({ url }) => url).slice(0, 3)).toEqual([
      MCP,
      RESOURCE_URL,
      'https://mcp.example/.well-known/oauth-protected-resource',
    ]);
  });

  it('tries the three locations of a path issuer in the order of the MCP specification', async () => {
    const last = 'https://as.example/t1/.well-known/openid-configuration';
    const platform = testPlatform(testServers({ [SERVER_URL]: notFound, [last]: metadata({}) }));
    await discover(platform, MCP);
    expect(platform.requests.map(({ url }) => url).slice(2)).toEqual([
      SERVER_URL,
      'https://as.example/.well-known/openid-configuration/t1',
      last,
    ]);
  });

  it('tries the two locations of an issuer without a path, each once', async () => {
    const platform = testPlatform(
      testServers({ [RESOURCE_URL]: resource({ authorization_servers: ['https://as.example'] }) }),
    );
    await expect(discover(platform, MCP)).rejects.toMatchObject({ code: 'server_metadata_not_found' });
    expect(platform.requests.map(({ url }) => url).slice(2)).toEqual([
      'https://as.example/.well-known/oauth-authorization-server',
      'https://as.example/.well-known/openid-configuration',
    ]);
  });

  it.each<[string, OAuthErrorCode, Record<string, Answer>]>([
    ['an issuer that differs', 'issuer_mismatch', { [SERVER_URL]: metadata({ issuer: `${ISSUER}/` }) }],
    [
      'no PKCE methods at all',
      'pkce_unsupported',
      { [SERVER_URL]: metadata({ code_challenge_methods_supported: undefined }) },
    ],
    [
      'only plain',
      'pkce_unsupported',
      { [SERVER_URL]: metadata({ code_challenge_methods_supported: ['plain'] }) },
    ],
    [
      'a method list that is text',
      'pkce_unsupported',
      { [SERVER_URL]: metadata({ code_challenge_methods_supported: 'S256' }) },
    ],
    ['no token endpoint', 'server_metadata_invalid', { [SERVER_URL]: metadata({ token_endpoint: '' }) }],
    [
      'a token endpoint over http',
      'unsafe_url',
      { [SERVER_URL]: metadata({ token_endpoint: 'http://as.example/token' }) },
    ],
    [
      'a scripted authorization endpoint',
      'unsafe_url',
      { [SERVER_URL]: metadata({ authorization_endpoint: 'javascript:alert(1)' }) },
    ],
    [
      'a data: end-session endpoint',
      'unsafe_url',
      { [SERVER_URL]: metadata({ end_session_endpoint: 'data:text/html,x' }) },
    ],
    [
      'an endpoint with credentials',
      'unsafe_url',
      { [SERVER_URL]: metadata({ token_endpoint: 'https://a:b@as.example/' }) },
    ],
    [
      'an endpoint with a fragment',
      'unsafe_url',
      { [SERVER_URL]: metadata({ token_endpoint: 'https://as.example/#x' }) },
    ],
    [
      'a resource of another origin',
      'resource_mismatch',
      { [RESOURCE_URL]: resource({ resource: 'https://other.example/mcp' }) },
    ],
    [
      'a resource that is half a path segment',
      'resource_mismatch',
      { [RESOURCE_URL]: resource({ resource: 'https://mcp.example/mc' }) },
    ],
    [
      'a resource below the URL',
      'resource_mismatch',
      { [RESOURCE_URL]: resource({ resource: `${MCP}/deeper` }) },
    ],
    [
      'no authorization server',
      'resource_metadata_invalid',
      { [RESOURCE_URL]: resource({ authorization_servers: [] }) },
    ],
    [
      'an authorization server over http',
      'unsafe_url',
      { [RESOURCE_URL]: resource({ authorization_servers: ['http://as.example'] }) },
    ],
    [
      'a server metadata page that is HTML',
      'response_not_json',
      { [SERVER_URL]: () => new Response('<html>') },
    ],
    ['truncated JSON', 'response_not_json', { [SERVER_URL]: () => new Response('{"issuer":') }],
    ['a list instead of an object', 'response_not_json', { [RESOURCE_URL]: () => Response.json([]) }],
    ['a failing server', 'unexpected_status', { [SERVER_URL]: () => new Response(null, { status: 503 }) }],
    ['more than 512 KiB', 'response_too_large', { [SERVER_URL]: () => new Response('x'.repeat(600 * 1024)) }],
    [
      'no metadata anywhere',
      'resource_metadata_not_found',
      { [RESOURCE_URL]: notFound, [MCP]: () => new Response(null, { status: 401 }) },
    ],
    [
      'a server that asks for no token',
      'authorization_not_required',
      { [MCP]: () => Response.json({}), [RESOURCE_URL]: notFound },
    ],
    [
      'a server that takes part in a conversation without a token, and streams without end elsewhere',
      'authorization_not_required',
      {
        [MCP]: () => Response.json({ error: { code: -32022 } }, { status: 400 }),
        [RESOURCE_URL]: () => endless(),
      },
    ],
    [
      'an unsafe metadata address in the challenge',
      'unsafe_url',
      {
        [MCP]: () =>
          new Response(null, {
            status: 401,
            headers: { 'WWW-Authenticate': 'Bearer resource_metadata="http://mcp.example/x"' },
          }),
      },
    ],
  ])('refuses %s', async (_what, code, routes) => {
    expect(await failure(routes)).toBe(code);
  });

  it.each(['http://mcp.example/mcp', 'ftp://mcp.example/', 'javascript:alert(1)', 'mcp.example'])(
    'refuses %s as an MCP server without asking anybody',
    async (url) => {
      const platform = testPlatform(testServers());
      await expect(discover(platform, url)).rejects.toMatchObject({ code: 'unsafe_url' });
      expect(platform.requests).toEqual([]);
    },
  );

  it('accepts http on this very machine, and a resource that is a whole-segment prefix (a stated deviation)', async () => {
    const local = 'http://127.0.0.1:9401/mcp';
    const platform = testPlatform(
      testServers({
        [local]: () => new Response(null, { status: 401 }),
        'http://127.0.0.1:9401/.well-known/oauth-protected-resource/mcp': resource({
          resource: 'http://127.0.0.1:9401/',
        }),
      }),
    );
    expect((await discover(platform, local)).resource.resource).toBe('http://127.0.0.1:9401/');
  });

  it('lets a resource cover a server by whole path segments of its own origin, and by nothing else', async () => {
    const segments = fc.array(fc.constantFrom('mcp', 'mc', 'mcpx', 'v1', '%6dcp', '..', ''), {
      maxLength: 3,
    });
    const origins = fc.constantFrom(
      'https://mcp.example',
      'https://evil.example',
      'https://mcp.example.evil.example',
    );
    await fc.assert(
      fc.asyncProperty(origins, segments, async (origin, path) => {
        const claimed = `${origin}/${path.join('/')}`;
        const platform = testPlatform(testServers({ [RESOURCE_URL]: resource({ resource: claimed }) }));
        const found = await discover(platform, MCP).then(
          () => 'accepted',
          ({ code }: { code: string }) => code,
        );
        const { origin: owner, pathname } = new URL(claimed);
        const covers = owner === 'https://mcp.example' && '/mcp/'.startsWith(pathname.replace(/\/?$/, '/'));
        expect(found).toBe(covers ? 'accepted' : 'resource_mismatch');
      }),
    );
  });

  it('compares issuers as strings: no other spelling of the same place passes (RFC 8414 §3.3)', async () => {
    const spellings = fc.constantFrom(
      'https://AS.example/t1',
      'https://as.example:443/t1',
      'https://as.example/t1/',
      'https://as.example/%741',
      'https://as.example/./t1',
      'https://as.example/t1?',
    );
    await fc.assert(
      fc.asyncProperty(spellings, async (issuer) => {
        expect(await failure({ [SERVER_URL]: metadata({ issuer }) })).toBe('issuer_mismatch');
      }),
    );
  });

  it('never hands out an endpoint that is neither https nor on this machine', async () => {
    const schemes = fc.constantFrom(
      'http:',
      'javascript:',
      'data:',
      'blob:',
      'file:',
      'ws:',
      'HTTP:',
      ' javascript:',
    );
    await fc.assert(
      fc.asyncProperty(schemes, fc.string(), async (scheme, rest) => {
        const code = await failure({
          [SERVER_URL]: metadata({ token_endpoint: `${scheme}//as.example/${rest}` }),
        });
        expect(code).toBe('unsafe_url');
      }),
    );
  });

  it('keeps no more than 100 scopes, however many a server lists', async () => {
    const many = Array.from({ length: 1_000_0 }, (_, index) => `scope-${index}`);
    const platform = testPlatform(testServers({ [RESOURCE_URL]: resource({ scopes_supported: many }) }));
    expect((await discover(platform, MCP)).resource.scopesSupported).toHaveLength(100);
  });

  it('tells a timeout, a missing network and an unreachable server apart', async () => {
    const refuse: Answer = () => {
      throw new TypeError('Failed to fetch');
    };
    const unreachable = testPlatform(testServers({ [SERVER_URL]: refuse }));
    await expect(discover(unreachable, MCP)).rejects.toMatchObject({ code: 'unreachable', at: SERVER_URL });

    const offline = testPlatform(testServers({ [SERVER_URL]: refuse }));
    offline.connected = false;
    await expect(discover(offline, MCP)).rejects.toMatchObject({ code: 'offline' });

    const slow = testPlatform(() => {
      slow.pass(15_000);
      throw new DOMException('aborted', 'AbortError');
    });
    await expect(discover(slow, MCP)).rejects.toMatchObject({ code: 'timeout' });
  });

  it('says so when the browser stores nothing', async () => {
    const platform = testPlatform(testServers());
    platform.tab.refuse = true;
    await expect(discover(platform, MCP)).rejects.toMatchObject({ code: 'storage_unavailable' });
  });
});
