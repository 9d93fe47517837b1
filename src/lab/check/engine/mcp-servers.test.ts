import { describe, expect, it } from 'vitest';
import { SERVER, type TestServers } from '../testing/browser.ts';
import { withHeaders } from '../testing/changes.ts';
import {
  json,
  missing,
  open,
  openList,
  openListIgnoringTokens,
  openWithSessions,
  page,
  protectedWithSessions,
  refusing,
  withMetadata,
} from '../testing/mcp-servers.ts';
import { brokenRules, examineServers } from '../testing/reports.ts';
import { isResourceMetadata, isServerMetadata } from '../testing/requests.ts';
import { cors, webPage } from '../testing/responses.ts';

const METADATA = 'https://mcp.example/.well-known/oauth-protected-resource';
const PATH_METADATA = `${METADATA}/mcp`;
const DOCUMENT = { resource: SERVER, authorization_servers: ['https://as.example/idp'] };
const everyone = { 'Access-Control-Allow-Origin': '*' };

const posted =
  (respond: () => Response) =>
  ({ method }: Request) =>
    method === 'POST' ? respond() : undefined;
const MANY_TOOLS = { tools: Array(20_000).fill({ name: 'x'.repeat(40) }) };
const manyTools = posted(json({ jsonrpc: '2.0', id: 1, result: MANY_TOOLS }));

describe('authorization is optional, so these servers break no rule:', () => {
  it.each<[string, TestServers]>([
    ['an open server without metadata', { instead: withMetadata(open, missing) }],
    ['an open server with JSON in place of metadata', { instead: withMetadata(open, json({ hello: 1 })) }],
    ['an open server with null at the well-known location', { instead: withMetadata(open, json(null)) }],
    ['an open server with a page in place of metadata', { instead: withMetadata(open, () => webPage(200)) }],
    ['an open server without a named issuer', { instead: withMetadata(open, json({ resource: SERVER })) }],
    [
      'an open server whose metadata names an empty list',
      { instead: withMetadata(open, json({ resource: SERVER, authorization_servers: [] })) },
    ],
    ['an open server with more tools than the report reads', { instead: withMetadata(manyTools, missing) }],
    ['an open server that requires a session first', { instead: withMetadata(openWithSessions, missing) }],
    [
      'an open server whose batches begin with a notification',
      {
        instead: withMetadata(async (request) => {
          const response = await open(request);
          if (!response?.body) return response;
          const progress = { jsonrpc: '2.0', method: 'notifications/message', params: {} };
          return json([progress, await response.json()])();
        }, missing),
      },
    ],
    [
      'a protected server that checks the version before the token',
      {
        instead: (request) =>
          request.headers.get('MCP-Protocol-Version') === '2026-07-28'
            ? json({ error: 'Unsupported protocol version' }, 400)()
            : undefined,
      },
    ],
    [
      'an open server that requires the chosen version in each message after initialize',
      {
        instead: withMetadata(async (request) => {
          const isBegun = (await request.clone().text()).includes('"initialize"');
          const version = request.headers.get('MCP-Protocol-Version');
          return request.method === 'POST' && !isBegun && version !== '2025-11-25'
            ? json({ error: 'No version' }, 400)()
            : open(request);
        }, missing),
      },
    ],
    [
      'an open server that responds with 401 to a call without a session',
      {
        instead: withMetadata(async (request) => {
          const response = await openWithSessions(request);
          return response?.status === 400 ? cors(null, 401) : response;
        }, missing),
      },
    ],
    [
      'an open server that requires a session first, with JSON at the well-known location',
      { instead: withMetadata(openWithSessions, json({})) },
    ],
    ['a server that lists its tools without a token, but needs one for calls', { instead: openList }],
    [
      'a server that ignores tokens when it lists its tools, but needs one for calls',
      { instead: openListIgnoringTokens },
    ],
    ['a protected server that checks the session before the token', { instead: protectedWithSessions }],
  ])('%s', async (_what, servers) => expect(await brokenRules(servers)).toEqual([]));

  it('a server that never answers as an MCP server does not count as an MCP server', async () => {
    for (const status of [404, 406, 422, 500]) {
      const { finding, reason } = await examineServers({
        instead: ({ method }) => (method === 'OPTIONS' ? undefined : cors('no', status)),
      });
      expect(reason('is-mcp-server')).toContain(
        `It answered a call with ${status} (text: “no”) and initialize with ${status} (text: “no”).`,
      );
      expect(finding('asks-for-a-token')).toMatchObject({ result: 'not testable' });
      expect(finding('resource-metadata-found')).toMatchObject({ result: 'not testable' });
    }
  });
});

it('an open server may have a list of tools that is larger than the report reads', async () => {
  const { verdict } = await examineServers({ instead: withMetadata(manyTools, missing) });
  expect(verdict.usable).toBe('open');
});

describe('the handshake of an earlier version', () => {
  it('runs at a server that asks for no token, and the report then ends each session', async () => {
    const { log } = await examineServers({ instead: withMetadata(openWithSessions, missing) });
    const messages = log.getSnapshot().map(({ request }) => request);
    const handshake = ['POST initialize', 'POST notifications/initialized', 'POST tools/list', 'DELETE '];
    const look = ['POST tools/list', ...handshake, 'POST tools/list', 'GET ', 'GET '];
    expect(
      messages.map(({ method, body }) => `${method} ${body ? Object(JSON.parse(body)).method : ''}`),
    ).toEqual([
      ...look,
      // The second look sends each request twice, but begins and ends one session.
      ...look.flatMap((each) =>
        /initialize$|DELETE/.test(each) && !each.includes('/') ? [each] : [each, each],
      ),
    ]);
    expect(messages[4]?.headers).toMatchObject({ 'mcp-session-id': 'a-session' });
  });

  it('stops if the server refuses initialize', async () => {
    const { log } = await examineServers({ instead: refusing(400, 'No.') });
    const bodies = log.getSnapshot().flatMap(({ request }) => request.body || []);
    const sent = bodies.map((body) => JSON.parse(body).method);
    expect(sent.slice(0, 4)).toEqual(['tools/list', 'initialize', 'tools/list', 'tools/list']);
  });

  it('does not run at a server that asks for a token at the first call', async () => {
    const { log } = await examineServers({});
    expect(log.getSnapshot().filter(({ request }) => request.body.includes('"initialize"'))).toEqual([]);
  });

  it.each(['notifications/initialized', 'tools/list'])(
    'whose later message %s gets a 401: the report and a client find the sign-in',
    async (refused) => {
      const { broken, finding, verdict } = await examineServers({
        async instead(request) {
          if (request.method !== 'POST' || !request.url.startsWith(SERVER)) return undefined;
          const { method } = Object(await request.clone().json());
          const hasSession = request.headers.get('Mcp-Session-Id') === 'a-session';
          return hasSession && method === refused ? undefined : openWithSessions(request);
        },
      });
      expect(broken).toEqual([]);
      expect(finding('challenge-points')).toMatchObject({ result: 'pass' });
      expect(verdict.usable).toBe('sign-in');
    },
  );

  it('that gets a challenge when it lists the tools proves that the server must publish metadata', async () => {
    const { broken } = await examineServers({
      instead: withMetadata(async (request) => {
        const response = await openWithSessions(request);
        return response?.ok && (await request.clone().text()).includes('tools/list')
          ? cors(null, 401, {
              'WWW-Authenticate': 'Bearer',
              'Access-Control-Expose-Headers': 'WWW-Authenticate',
            })
          : response;
      }, missing),
    });
    expect(broken).toContain('resource-metadata-found');
  });

  it('may get the challenge of a protected server: the report reads that challenge, and tries an invalid token', async () => {
    const { finding } = await examineServers({ instead: protectedWithSessions });
    for (const id of ['asks-for-a-token', 'refuses-nonsense', 'challenge-readable', 'challenge-points']) {
      expect(finding(id), id).toMatchObject({ result: 'pass' });
    }
  });
});

describe('an address that is not an MCP server', () => {
  it.each([200, 405])('is a web page with %i: no other rule is broken', async (status) => {
    expect(await brokenRules({ instead: page(status) })).toEqual(['is-mcp-server']);
    const { saw } = await examineServers({ instead: page(status) });
    const more = status === 200 ? '' : ` It answered ${status} to a call.`;
    expect(saw('is-mcp-server')).toBe(`It answers with a web page, and not as an MCP server.${more}`);
  });

  it.each<[string | undefined, BodyInit]>([
    ['application/pdf', '%PDF-1.7'],
    [undefined, '%PDF-1.7'],
    ['image/png', new Uint8Array([137, 80, 78, 71, 0])],
    [undefined, new Uint8Array([31, 139, 8, 0])],
    ['text/markdown', '# Welcome'],
    ['application/rss+xml', '<?xml version="1.0"?><rss/>'],
  ])('is a document of type %s: the report quotes no part of it', async (type, body) => {
    const headers = { ...everyone, ...(type !== undefined && { 'Content-Type': type }) };
    const document = ({ method }: Request) =>
      method === 'OPTIONS' ? undefined : new Response(body, { headers });
    const { saw, verdict } = await examineServers({ instead: withMetadata(document, missing) });
    const { headers: sent } = new Response(body, { headers });
    const of = sent.has('Content-Type') ? ` of the type ${sent.get('Content-Type')}` : '';
    expect(verdict.text).toBe(`It answers with a document${of}, and not as an MCP server.`);
    expect(saw('is-mcp-server')).toBe(verdict.text);
  });
});

describe('the location of the metadata', () => {
  it.each<[string, string, string]>([
    ['answers 404', 'https://mcp.example/elsewhere', 'The result there: status 404.'],
    ['is relative', '/.well-known/oauth-protected-resource/mcp', 'it is not an absolute URL'],
    ['is in single quotes', `'${PATH_METADATA}'`, 'it is not an absolute URL'],
    ['has a fragment', `${PATH_METADATA}#x`, 'it has a fragment'],
  ])('is in the report but gets no request if the resource_metadata %s', async (_what, hint, saw) => {
    const servers: TestServers = {
      instead: ({ url }) => (url.endsWith('/elsewhere') ? missing() : undefined),
      change: withHeaders(({ url }) => url === SERVER, {
        'WWW-Authenticate': `Bearer resource_metadata="${hint}", scope="notes:read"`,
      }),
    };
    // An unsafe address may stop the sign-in of a client, even if the client would send no request there.
    const unsafe = saw === 'it has a fragment' ? ['challenge-address-safe'] : [];
    expect(await brokenRules(servers)).toEqual(['challenge-points', ...unsafe]);
    const { finding } = await examineServers(servers);
    expect(finding('challenge-points')).toMatchObject({ saw: expect.stringContaining(hint) });
    expect(finding('challenge-points')).toMatchObject({ saw: expect.stringContaining(saw) });
  });

  it.each<[string, () => Response]>([
    ['a web page', () => webPage(200)],
    ['JSON that is not metadata', json({ status: 'ok' })],
  ])(
    'is the second location if the first sends %s, both for the resource and for the authorization server',
    async (_what, first) => {
      const change = withHeaders(({ url }) => url === SERVER, {
        'WWW-Authenticate': 'Bearer scope="notes:read"',
      });
      for (const instead of [
        ({ url }: Request) =>
          url === PATH_METADATA ? first() : url === METADATA ? json(DOCUMENT)() : undefined,
        (request: Request) => (isServerMetadata(request) ? first() : undefined),
      ]) {
        expect(await brokenRules({ instead, change })).toEqual(['challenge-points', 'missing-is-readable']);
      }
    },
  );

  it('is not judged if no page can read the response', async () => {
    const { finding } = await examineServers({
      instead: () => Promise.reject(new TypeError('fetch failed')),
    });
    expect(finding('missing-is-readable')).toMatchObject({ result: 'not testable' });
  });

  it('of MCP 2025-03-26 is reported, but not used', async () => {
    const { evidence, saw } = await examineServers({
      instead(request) {
        if (isResourceMetadata(request)) return missing();
        return request.url === 'https://mcp.example/.well-known/oauth-authorization-server'
          ? json({ issuer: 'https://mcp.example', token_endpoint: 'https://mcp.example/token' })()
          : undefined;
      },
    });
    expect(saw('resource-metadata-found')).toContain(
      'at the location of MCP 2025-03-26. Later versions do not use it, and neither does this report.',
    );
    expect(evidence.issuer).toBeUndefined();
  });
});
