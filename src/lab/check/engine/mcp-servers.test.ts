import { describe, expect, it } from 'vitest';
import { createTestBrowser, PAGE, SERVER, type TestServers } from '../testing/browser.ts';
import { webPage, withHeaders } from '../testing/changes.ts';
import {
  atSlash,
  isResourceMetadata,
  json,
  lazy,
  lazyAndBlind,
  missing,
  open,
  openWithSessions,
  page,
  protectedWithSessions,
  withMetadata,
} from '../testing/mcp-servers.ts';
import { findingsOf } from './findings.ts';

const METADATA = 'https://mcp.example/.well-known/oauth-protected-resource';
const PATH_METADATA = `${METADATA}/mcp`;
const DOCUMENT = { resource: SERVER, authorization_servers: ['https://as.example/idp'] };
const everyone = { 'Access-Control-Allow-Origin': '*' };

const manyTools = () =>
  json({ jsonrpc: '2.0', id: 1, result: { tools: Array(20_000).fill({ name: 'x'.repeat(40) }) } })();

async function brokenRules(servers: TestServers): Promise<string[]> {
  return createTestBrowser(servers).brokenRules();
}

async function lookAt(servers: TestServers) {
  const browser = createTestBrowser(servers);
  const evidence = await browser.look();
  const findings = findingsOf(evidence);
  const messages = browser.log.getSnapshot().map(({ request }) => request);
  return { evidence, messages, finding: (id: string) => findings.find((each) => each.id === id) };
}

describe('authorization is optional: no rule is broken by', () => {
  it.each<[string, TestServers]>([
    ['an open server without metadata', { instead: withMetadata(open, missing) }],
    ['an open server with JSON at the well-known place', { instead: withMetadata(open, json({ hello: 1 })) }],
    ['an open server with null there', { instead: withMetadata(open, json(null)) }],
    ['an open server with a page there', { instead: withMetadata(open, () => webPage(200)) }],
    [
      'an open server whose metadata names no server',
      { instead: withMetadata(open, json({ resource: SERVER })) },
    ],
    [
      'an open server whose metadata names an empty list',
      { instead: withMetadata(open, json({ resource: SERVER, authorization_servers: [] })) },
    ],
    [
      'an open server whose list of tools is larger than what is read',
      { instead: withMetadata((request) => (request.method === 'POST' ? manyTools() : undefined), missing) },
    ],
    ['an open server that wants a session first', { instead: withMetadata(openWithSessions, missing) }],
    [
      'an open server that wants a session first, with JSON at the well-known place',
      { instead: withMetadata(openWithSessions, json({})) },
    ],
    ['a server whose list of tools is open and whose calls are not', { instead: lazy }],
    ['the same, which looks at no token where it needs none', { instead: lazyAndBlind }],
    ['a protected server that looks at the session before the token', { instead: protectedWithSessions }],
  ])('%s', async (_what, servers) => {
    expect(await brokenRules(servers)).toEqual([]);
  });

  it('a server of another kind, which the report says it cannot tell', async () => {
    for (const status of [404, 406, 422, 500]) {
      const answer = () => new Response('no', { status, headers: everyone });
      const { finding } = await lookAt({
        instead: ({ method }) => (method === 'OPTIONS' ? undefined : answer()),
      });
      expect(finding('is-mcp-server')).toMatchObject({
        result: 'not testable',
        reason: expect.stringContaining(
          `It answered a call with ${status} (text: “no”) and initialize with ${status} (text: “no”).`,
        ),
      });
      expect(finding('asks-for-a-token')).toMatchObject({ result: 'not testable' });
      expect(finding('resource-metadata-found')).toMatchObject({ result: 'not testable' });
    }
  });
});

describe('the handshake of an earlier version', () => {
  it('is tried where the first call is neither served nor refused, and its session is ended', async () => {
    const { messages } = await lookAt({ instead: withMetadata(openWithSessions, missing) });
    expect(
      messages.map(({ method, body }) => `${method} ${body ? Object(JSON.parse(body)).method : ''}`),
    ).toEqual(['POST tools/list', 'POST initialize', 'DELETE ', 'POST tools/list', 'GET ', 'GET ']);
    expect(messages[2]?.headers).toMatchObject({ 'mcp-session-id': 'a-session' });
  });

  it('is not made with a server that asks for a token at once, nor with an open one', async () => {
    for (const instead of [() => undefined, withMetadata(open, missing)]) {
      const { messages } = await lookAt({ instead });
      expect(messages.filter(({ body }) => body.includes('"initialize"'))).toEqual([]);
    }
  });

  it('is where a protected server asks for the token: its challenge is read, and a wrong token shown there', async () => {
    const { finding } = await lookAt({ instead: protectedWithSessions });
    for (const id of ['asks-for-a-token', 'refuses-nonsense', 'challenge-readable', 'challenge-points']) {
      expect(finding(id), id).toMatchObject({ result: 'pass' });
    }
  });
});

describe('what is no MCP server', () => {
  it.each([200, 404, 405])(
    'a web page that answers %i is called one, and nothing else is held against it',
    async (status) => {
      expect(await brokenRules({ instead: page(status) })).toEqual(['is-mcp-server']);
      const { finding } = await lookAt({ instead: page(status) });
      expect(finding('is-mcp-server')).toMatchObject({
        saw: expect.stringMatching(/^This is a web page and not an MCP server\./),
      });
    },
  );

  it('the error page of a server that fails is not called a web page', async () => {
    const { finding } = await lookAt({ instead: page(502) });
    expect(finding('is-mcp-server')).toMatchObject({ result: 'not testable' });
  });
});

describe('the place of the metadata', () => {
  it.each<[string, string, string]>([
    ['answers 404', 'https://mcp.example/elsewhere', 'There was status 404.'],
    ['is relative', '/.well-known/oauth-protected-resource/mcp', 'it is not an absolute URL'],
    ['is in single quotes', `'${PATH_METADATA}'`, 'it is not an absolute URL'],
    ['has a fragment', `${PATH_METADATA}#x`, 'it has a fragment'],
  ])('a hint that %s is named, and the well-known place is used', async (_what, hint, saw) => {
    const servers: TestServers = {
      instead: ({ url }) => (url.endsWith('/elsewhere') ? missing() : undefined),
      change: withHeaders(({ url }) => url === SERVER, {
        'WWW-Authenticate': `Bearer resource_metadata="${hint}", scope="notes:read"`,
      }),
    };
    expect(await brokenRules(servers)).toEqual(['challenge-points']);
    const { finding } = await lookAt(servers);
    expect(finding('challenge-points')).toMatchObject({ saw: expect.stringContaining(hint) });
    expect(finding('challenge-points')).toMatchObject({ saw: expect.stringContaining(saw) });
  });

  it.each<[string, TestServers]>([
    [
      'a page in the first place of the resource metadata',
      {
        instead(request) {
          if (request.url === PATH_METADATA) return webPage(200);
          return request.url === METADATA ? json(DOCUMENT)() : undefined;
        },
      },
    ],
    [
      'JSON that is no metadata in the first place of the resource metadata',
      {
        instead(request) {
          if (request.url === PATH_METADATA) return json({ status: 'ok' })();
          return request.url === METADATA ? json(DOCUMENT)() : undefined;
        },
      },
    ],
    [
      'a page in the first place of the server metadata',
      { instead: ({ url }) => (url.includes('oauth-authorization-server') ? webPage(200) : undefined) },
    ],
    [
      'JSON that is no metadata in the first place of the server metadata',
      {
        instead: ({ url }) => (url.includes('oauth-authorization-server') ? json({ ok: true })() : undefined),
      },
    ],
  ])('%s leads to the next place', async (_what, servers) => {
    const withoutHint = withHeaders(({ url }) => url === SERVER, {
      'WWW-Authenticate': 'Bearer scope="notes:read"',
    });
    expect(await brokenRules({ ...servers, change: withoutHint })).toEqual([
      'challenge-points',
      'missing-is-readable',
    ]);
  });

  it('of MCP 2025-03-26 is noticed, and the report says that it is not used', async () => {
    const { finding, evidence } = await lookAt({
      instead(request) {
        if (isResourceMetadata(request)) return missing();
        return request.url === 'https://mcp.example/.well-known/oauth-authorization-server'
          ? json({ issuer: 'https://mcp.example', token_endpoint: 'https://mcp.example/token' })()
          : undefined;
      },
    });
    expect(finding('resource-metadata-found')).toMatchObject({
      result: 'fail',
      saw: expect.stringContaining(
        'where MCP 2025-03-26 had it. Clients of later versions do not look there, and neither does this report.',
      ),
    });
    expect(evidence.issuer).toBeUndefined();
  });
});

describe('a server that a page cannot call as it is', () => {
  it.each<[string, TestServers]>([
    ['redirects everything, without CORS', { instead: atSlash({}, ['OPTIONS', 'POST', 'GET']) }],
    ['redirects the call alone, with CORS', { instead: atSlash(everyone, ['POST', 'GET']) }],
    ['redirects the call alone, without CORS', { instead: atSlash({}, ['POST', 'GET']) }],
  ])('%s: the address with the slash is named', async (_what, servers) => {
    const { finding } = await lookAt({
      instead: (request) => (isResourceMetadata(request) ? missing() : servers.instead?.(request)),
    });
    expect(finding('resource-metadata-found')).toMatchObject({ result: 'not testable' });
    expect(finding('reachable')).toMatchObject({
      result: 'fail',
      saw: expect.stringContaining(`At ${SERVER}/: it answers as an MCP server.`),
      fix: { say: 'Use the address with the slash at its end:', code: `${SERVER}/` },
    });
  });

  it('and has a slash too many: the address without it is named', async () => {
    const browser = createTestBrowser({
      instead: ({ url }) => (url === `${SERVER}/` ? missing() : undefined),
    });
    const findings = findingsOf(await browser.look({ serverUrl: `${SERVER}/` }));
    expect(findings.find(({ id }) => id === 'reachable')).toMatchObject({
      fix: { say: 'Use the address without the slash at its end:', code: SERVER },
    });
  });

  it('and is a redirect to another origin: it is said, nothing follows it, and the page is not asked to', async () => {
    const browser = createTestBrowser({
      instead: ({ url }) =>
        url.startsWith(SERVER)
          ? new Response(null, { status: 302, headers: { Location: 'http://localhost:8080/admin' } })
          : undefined,
    });
    const findings = findingsOf(await browser.look());
    expect(findings.find(({ id }) => id === 'reachable')).toMatchObject({
      result: 'fail',
      saw: expect.stringContaining('redirect'),
    });
    expect(browser.asked.filter((url) => url.includes('localhost'))).toEqual([]);
  });

  it('and refuses the preflight: what was seen is said, a GET and no POST', async () => {
    const { finding } = await lookAt({
      instead: ({ method }) => (method === 'OPTIONS' ? new Response(null, { status: 401 }) : undefined),
    });
    expect(finding('reachable')).toMatchObject({
      result: 'fail',
      saw: expect.stringContaining('The browser showed the answer to a plain GET (401)'),
      fix: { code: expect.stringContaining(`Access-Control-Allow-Origin: ${PAGE}`) },
    });
  });
});

describe('a preflight', () => {
  const allowing = (headers: string): TestServers => ({
    change: withHeaders(({ method, url }) => method === 'OPTIONS' && url === SERVER, {
      'Access-Control-Allow-Headers': headers,
    }),
  });

  it.each<[string, string, string[]]>([
    [
      'of an earlier version lets a page sign in; the newer headers are advice',
      'Content-Type, Authorization, mcp-session-id, mcp-protocol-version',
      ['preflight-newer'],
    ],
    [
      'without the session header lets a page use the newest version',
      'Content-Type, Authorization, mcp-protocol-version, mcp-method, mcp-name',
      [],
    ],
    ['that allows everything but the token keeps a page out', '*', ['preflight']],
    ['without any version header keeps a page out', 'content-type, authorization', ['preflight']],
    [
      'that allows one header of each version keeps a page out',
      'content-type, authorization, mcp-protocol-version, mcp-method',
      ['preflight'],
    ],
  ])('%s', async (_what, headers, broken) => {
    expect(await brokenRules(allowing(headers))).toEqual(broken);
  });

  it('that keeps the token out does not matter to a server that wants none', async () => {
    const { instead } = { instead: withMetadata(open, missing) };
    expect(await brokenRules({ ...allowing('*'), instead })).toEqual([]);
  });
});
