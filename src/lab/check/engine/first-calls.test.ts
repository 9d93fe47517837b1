import { describe, expect, it } from 'vitest';
import { createGate } from '../../machine/debugger/gate.ts';
import { createWireLog } from '../../machine/wire/wire-log.ts';
import { createTestBrowser, ISSUER, PAGE, SERVER, type TestServers } from '../testing/browser.ts';
import { challengeWith, served, withHeaders } from '../testing/changes.ts';
import {
  behindPassword,
  json,
  missing,
  newerOnly,
  olderTransport,
  open,
  openWithSessions,
  redirectingToSlash,
  refusing,
  withMetadata,
} from '../testing/mcp-servers.ts';
import { examineServers, probed, reportOn, resultsOf } from '../testing/reports.ts';
import { webPage } from '../testing/responses.ts';
import type { Content } from './content.ts';
import { examine } from './examine.ts';
import { listTools, SIMPLE_GET } from './mcp-request.ts';
import { createReportClient, type ReportClientOptions, TIMEOUT_MS } from './report-client.ts';
import { Unreadable } from './unreadable.ts';

/** The calls of a client that has no token, or an invalid token. */
const isCall = ({ method, url }: Request) => method === 'POST' && url.startsWith(SERVER);
const readable = { 'Access-Control-Allow-Origin': '*' };
const text = (status: number) => new Response('Not now.', { status, headers: readable });

/** A server that responds to each call like this. */
const answering = (answer: () => Response): TestServers => ({
  instead: (request) => (isCall(request) ? answer() : undefined),
});
/** Like {@link answering}, but the server has no metadata. */
const openAnswering = (answer: () => Response): TestServers => ({
  instead: withMetadata((request) => (isCall(request) ? answer() : undefined), missing),
});
const resultWithId = (id?: number | null) => () =>
  Response.json({ jsonrpc: '2.0', id, result: { tools: [] } }, { headers: readable });

/** A stream that sends each part at a time of its own. */
function streamOf(...parts: string[]): ReadableStream<Uint8Array> {
  return new ReadableStream(
    {
      pull: (controller) => {
        const part = parts.shift();
        if (part !== undefined) controller.enqueue(new TextEncoder().encode(part));
      },
    },
    { highWaterMark: 0 },
  );
}

const resultText = (id: number) => JSON.stringify({ jsonrpc: '2.0', id, result: { tools: [] } });
const withBody =
  (body: string, type = 'text/event-stream') =>
  () =>
    new Response(body, { headers: { ...readable, 'Content-Type': type } });

it.each<[string, TestServers, string]>([
  [
    '“ghost at localhost”, which names no host',
    { instead: refusing(400, 'ghost at localhost') },
    'Check the address',
  ],
  [
    '200 and text',
    openAnswering(withBody('Missing API key', 'text/plain')),
    'Its message mentions credentials',
  ],
  [
    '200 and words outside JSON-RPC',
    openAnswering(() => Response.json({ success: false, error: 'Invalid API key' }, { headers: readable })),
    'Its message mentions credentials',
  ],
  ['407', openAnswering(() => text(407)), 'A proxy wants credentials of its own'],
  ['413', openAnswering(() => text(413)), 'Raise the limit for requests'],
  ['421', openAnswering(() => text(421)), '“allowed hosts”'],
  [
    '400 and words about a header',
    { instead: refusing(400, 'Invalid Accept header. Expected TEXT_EVENT_STREAM') },
    'Accept: application/json, text/event-stream',
  ],
  ['406', { instead: refusing(406, 'Not what I want.') }, 'Accept: application/json, text/event-stream'],
  ['415', { instead: refusing(415, 'Not what I want.') }, 'Accept: application/json, text/event-stream'],
  [
    'the refusal of a version (MCP, version negotiation)',
    { instead: refusing(400, 'Bad Request: Unsupported protocol version (supported versions: 2025-06-18)') },
    'version negotiation',
  ],
  [
    'the message of Amazon API Gateway for an unknown path',
    { instead: refusing(403, 'Missing Authentication Token') },
    'check the address first',
  ],
  [
    'a message about credentials without a 401',
    { instead: refusing(200, 'Unauthorized: missing bearer token') },
    'answer 401 with a challenge',
  ],
  [
    '202 and nothing',
    openAnswering(() => new Response(null, { status: 202, headers: readable })),
    'The status 202 is for notifications',
  ],
  ['a result with the id null', openAnswering(resultWithId(null)), 'Repeat the id of the request'],
  ['a result with the id 2', openAnswering(resultWithId(2)), 'Repeat the id of the request'],
  ['a result without an id', openAnswering(resultWithId()), 'Repeat the id of the request'],
  [
    'a result with the id 0 in a stream',
    openAnswering(withBody(`data: ${resultText(0)}\n\n`)),
    'Repeat the id',
  ],
  [
    'an event without an empty line at its end',
    openAnswering(withBody(`data: ${resultText(1)}\n`)),
    'End each event with an empty line',
  ],
  ...['null', '[]', '7', '{},"error":null'].map((result): [string, TestServers, string] => [
    `the result ${result}`,
    openAnswering(withBody(`{"jsonrpc":"2.0","id":1,"result":${result}}`, 'application/json')),
    'an error that is null is left out',
  ]),
  [
    'a result without jsonrpc',
    openAnswering(withBody('{"id":1,"result":{}}', 'application/json')),
    'jsonrpc is "2.0"',
  ],
  ['403', { instead: refusing(403, 'Forbidden') }, 'does not say that a token would help'],
  ['503', { instead: refusing(503, 'Maintenance') }, 'Check it again later'],
  [
    'a demand for a session',
    { instead: refusing(400, 'No valid session ID provided') },
    'Accept initialize without a session',
  ],
])('a server that answers calls with %s gets its own advice', async (_what, servers, say) => {
  const { broken, finding } = await examineServers(servers);
  expect(broken).toContain('serves-or-asks');
  expect(finding('serves-or-asks')).toMatchObject({ fix: { say: expect.stringContaining(say) } });
});

it.each(['errorSummary', 'Message', 'errorMessage', 'error_message', 'exception', 'reason'])(
  'a refusal whose words are in the member %s is quoted, in one line',
  async (name) => {
    const body = { [name]: 'The kettle\n\nis empty.' };
    const { saw } = await examineServers(
      openAnswering(() => Response.json(body, { status: 422, headers: readable })),
    );
    expect(saw('serves-or-asks')).toContain('“The kettle is empty.”');
  },
);

describe('a server that a page cannot use', () => {
  it.each<[number, string]>([
    [403, 'Forbidden: Invalid Origin header'],
    [403, 'Not allowed by CORS'],
    [400, 'Bad Request: Invalid Origin'],
    [500, 'Error: Not allowed by CORS'],
    [200, 'Origin http://localhost is not allowed.'],
    [403, 'origin_not_allowed'],
    [401, 'The origin is not in ALLOWED_ORIGINS.'],
  ])('refuses this origin with %i (%s): the report names the setting', async (status, message) => {
    const { broken, finding, verdict } = await examineServers({ instead: refusing(status, message) });
    expect(broken).toEqual(['origin-let-in']);
    expect(finding('origin-let-in')).toMatchObject({
      severity: 'should',
      saw: expect.stringContaining(`with ${status} (JSON-RPC error: “${message}”)`),
      fix: { code: PAGE },
    });
    expect(verdict).toMatchObject({ usable: 'none', text: expect.stringContaining('of this origin') });
  });

  it.each<[number, string]>([
    [400, 'origin and destination are required'],
    [502, 'The origin server rejected the request.'],
  ])('answers %i (%s): the report does not say that it refuses this origin', async (status, message) => {
    expect((await examineServers({ instead: refusing(status, message) })).broken).toEqual(['serves-or-asks']);
  });

  it.each<[number, string]>([
    [421, 'Invalid Host header'],
    [403, 'Invalid Host: mcp.example'],
    [403, 'Blocked request. This host ("mcp.example") is not allowed.'],
    [400, "Invalid HTTP_HOST header: 'mcp.example'."],
  ])('answers %i (%s): the report names the setting for hosts', async (status, message) => {
    const { broken, saw, advice, fixCode } = await examineServers({ instead: refusing(status, message) });
    expect(broken).toEqual(['serves-or-asks']);
    expect(saw('serves-or-asks')).toContain(message);
    expect(advice('serves-or-asks')).toContain('“allowed hosts”');
    expect(fixCode('serves-or-asks')).toBe('mcp.example');
  });

  it('refuses its host although its metadata names an authorization server: no rule about tokens is broken', async () => {
    const { broken, finding } = await examineServers(
      answering(() =>
        Response.json({ error: 'Invalid Host: mcp.example' }, { status: 403, headers: readable }),
      ),
    );
    expect(broken).toEqual(['serves-or-asks']);
    expect(finding('serves-or-asks')).toMatchObject({ fix: { code: 'mcp.example' } });
  });

  it('asks for a key: the report quotes the message, and demands no metadata', async () => {
    const message = 'Access denied due to missing subscription key.';
    const { broken, verdict, saw, advice } = await examineServers({ instead: refusing(401, message) });
    expect(broken).toEqual(['asks-for-bearer', 'challenge-readable']);
    expect(saw('asks-for-bearer')).toContain(message);
    expect(advice('asks-for-bearer')).toContain('--header');
    expect(verdict.usable).toBe('none');
  });

  it('is at another address, which the metadata names: the report names that address', async () => {
    const origin = 'https://mcp.example/';
    const { advice, fixCode } = await examineServers(
      {
        instead({ method, url }) {
          if (url.includes('oauth-protected-resource')) {
            return Response.json(
              { resource: SERVER, authorization_servers: [ISSUER] },
              { headers: readable },
            );
          }
          return url === origin && method === 'POST'
            ? Response.json({ detail: 'Not Found' }, { status: 404, headers: readable })
            : undefined;
        },
      },
      { serverUrl: origin },
    );
    expect(advice('serves-or-asks')).toContain('Check that address instead');
    expect(fixCode('serves-or-asks')).toBe(SERVER);
  });

  it('is not at a well-known address: the report says what such an address is', async () => {
    const { advice } = await examineServers(
      { instead: ({ method }) => (method === 'POST' ? missing() : undefined) },
      { serverUrl: 'https://mcp.example/.well-known/oauth-protected-resource/mcp' },
    );
    expect(advice('serves-or-asks')).toContain('where servers publish metadata');
  });

  it('has the transport of MCP 2024-11-05: the report names it, although its stream never ends', async () => {
    const { broken, finding, verdict } = await examineServers({
      instead: withMetadata(olderTransport, missing),
    });
    expect(broken).toEqual(['streamable-http']);
    expect(finding('streamable-http')).toMatchObject({ saw: expect.stringContaining('HTTP+SSE') });
    expect(verdict.usable).toBe('none');
  });

  it('sends more than 4,096 characters before the first event: the rest is not read', async () => {
    const { broken } = await examineServers({
      instead: withMetadata(async (request) => {
        const response = await olderTransport(request);
        const body = streamOf(`: ${'x'.repeat(5_000)}\n\n`, 'event: endpoint\ndata: /messages\n\n');
        return response?.ok ? new Response(body, response) : response;
      }, missing),
    });
    expect(broken).toEqual(['serves-or-asks']);
  });

  it.each([': ping\r\n\r\n', 'retry: 3000\n\n'])(
    'has the old transport, beginning with %j',
    async (start) => {
      const { broken } = await examineServers({
        instead: withMetadata(async (request) => {
          const response = await olderTransport(request);
          if (!response?.ok) return response;
          const body = streamOf(start, 'event: endpoint\r\ndata: /messages\r\n\r\n');
          return new Response(body, response);
        }, missing),
      });
      expect(broken).toEqual(['streamable-http']);
    },
  );

  it.each([404, 405, 422, 500, 503])('answers %i to everything: the report quotes it', async (status) => {
    const { broken, finding, verdict } = await examineServers({
      instead: refusing(status, 'The kettle is empty.'),
    });
    expect(broken).toEqual(['serves-or-asks']);
    expect(finding('serves-or-asks')).toMatchObject({
      severity: 'should',
      saw: expect.stringContaining(`with ${status} (JSON-RPC error: “The kettle is empty.”)`),
      fix: { say: expect.stringContaining(status >= 500 ? 'failed' : 'Check the address') },
    });
    expect(verdict.usable).toBe('none');
  });

  it('hides its session ID: the report names the header to expose (Fetch, CORS protocol)', async () => {
    const { broken, verdict, saw, fixCode } = await examineServers({
      instead: withMetadata(openWithSessions, missing),
      change: withHeaders(({ url }) => url === SERVER, { 'Access-Control-Expose-Headers': undefined }),
    });
    expect(broken).toEqual(['session-readable']);
    expect(saw('session-readable')).toContain('“Bad Request: No valid session ID provided”');
    expect(fixCode('session-readable')).toContain('Access-Control-Expose-Headers: Mcp-Session-Id');
    expect(verdict.usable).toBe('none');
  });

  it.each(['Mcp-Session-Id', undefined])(
    'wants a session only after the sign-in, and exposes %s: the report names the header to expose',
    async (exposed) => {
      const ended: string[] = [];
      const evidence = await probed({
        instead(request) {
          const authorization = request.headers.get('Authorization') ?? '';
          if (!/^Bearer (?!not-a-token)/.test(authorization)) return undefined;
          if (request.method === 'DELETE') ended.push(request.headers.get('Mcp-Session-Id') ?? '');
          return openWithSessions(request);
        },
        change: withHeaders(({ url }) => url === SERVER, {
          'Access-Control-Expose-Headers': exposed && `${exposed}, WWW-Authenticate`,
        }),
      });
      const { finding, fixCode, verdict } = reportOn(evidence);
      expect(finding('session-readable')?.result).toBe(exposed ? 'pass' : 'fail');
      expect(new Set(ended)).toEqual(new Set(exposed && ['a-session']));
      if (exposed) return;
      expect(fixCode('session-readable')).toContain('Access-Control-Expose-Headers: Mcp-Session-Id');
      expect(verdict.usable).toBe('none');
    },
  );

  it.each([
    ['Bearer', null],
    [undefined, null],
    [undefined, '<html><h1>401 Authorization Required</h1></html>'],
  ])(
    'refuses calls before initialize with 401, the challenge %s and the body %s, and serves the others: it is open',
    async (challenge, body) => {
      const { broken, verdict } = await examineServers({
        instead: withMetadata(async (request) => {
          const response = await openWithSessions(request);
          if (response?.status !== 400) return response;
          const headers = {
            ...readable,
            'Access-Control-Expose-Headers': 'WWW-Authenticate',
            ...(challenge && { 'WWW-Authenticate': challenge }),
            ...(body && { 'Content-Type': 'text/html' }),
          };
          return new Response(body, { status: 401, headers });
        }, missing),
      });
      expect(broken).not.toContain('resource-metadata-found');
      expect(verdict.usable).toBe('open');
    },
  );

  it('asks for a password: the report quotes the challenge, and names no broken MUST of OAuth', async () => {
    const { broken, saw } = await examineServers({ instead: behindPassword('Basic realm="staff"') });
    expect(broken).toEqual(['asks-for-bearer']);
    expect(saw('asks-for-bearer')).toBe('It answered 401 and asks for: Basic realm="staff"');
  });

  it.each<[number, string, string, string]>([
    [403, 'Just a moment...', 'serves-or-asks', 'which no MCP client can pass'],
    [403, 'Access denied', 'serves-or-asks', 'A proxy or a firewall in front of the server may have sent'],
    [
      401,
      'Authentication Required',
      'asks-for-bearer',
      'If a proxy in front of the server sent this response',
    ],
    [200, 'Sign In', 'is-mcp-server', 'let requests to the MCP address pass without a sign-in'],
    [404, 'Offline', 'is-mcp-server', 'it possibly does not reach the server'],
  ])('sends a web page with %i and the title %s: the report quotes it', async (status, title, id, says) => {
    const headers = { ...readable, 'Content-Type': 'text/html' };
    const { broken, saw, advice } = await examineServers({
      instead: ({ method, url }) =>
        method === 'POST' || url.includes('/.well-known/')
          ? new Response(`<!doctype html><title>${title.replaceAll(' ', '\n  ')}</title>`, {
              status,
              headers,
            })
          : undefined,
    });
    expect(broken).toEqual([id]);
    expect(saw(id)).toContain(`“${title}”`);
    expect(advice(id)).toContain(says);
  });

  it.each<[number, string]>([
    [451, 'Unavailable.'],
    [403, 'Unsupported country, region, or territory.'],
  ])('refuses calls from here with %i: the report decides nothing', async (status, words) => {
    const { broken, verdict } = await examineServers({ instead: refusing(status, words) });
    expect(broken).toEqual([]);
    expect(verdict).toMatchObject({
      usable: 'unclear',
      text: expect.stringMatching(/“.*”.* Check it again from another network\.$/),
    });
  });

  it.each([401, 403, 502])(
    'sends a web page with %i: the report does not call the address a web page',
    async (status) => {
      const { finding, verdict, reason } = await examineServers({
        instead: withMetadata(
          ({ method, url }) => (method === 'POST' && url === SERVER ? webPage(status) : undefined),
          missing,
        ),
      });
      expect(reason('is-mcp-server')).toContain(`a call with ${status} (web page)`);
      expect(finding('resource-metadata-found')).toMatchObject({ result: 'not testable' });
      expect(verdict.usable).toBe('none');
    },
  );
});

describe('a server whose metadata names an authorization server, and whose calls say nothing about a token', () => {
  it.each([402, 404, 405, 410, 500, 502, 521])('answers %i to calls: no page can use it', async (status) => {
    const { broken, finding, verdict } = await examineServers(answering(() => text(status)));
    expect(broken).toEqual(['serves-or-asks']);
    expect(finding('asks-for-a-token')).toMatchObject({ result: 'not testable' });
    expect(finding('refuses-nonsense')).toMatchObject({ result: 'not testable' });
    expect(verdict.usable).toBe('none');
  });

  it.each([200, 403])('answers %i with a web page: the report names the proxy', async (status) => {
    const { broken, verdict, advice } = await examineServers(answering(() => webPage(status)));
    expect(broken).toEqual(['serves-or-asks']);
    expect(advice('serves-or-asks')).toContain('A proxy or a firewall in front of the server');
    expect(verdict.usable).toBe('none');
  });

  it('limits the rate of requests: the report decides nothing', async () => {
    const { broken, verdict } = await examineServers(answering(() => text(429)));
    expect(broken).toEqual([]);
    expect(verdict).toMatchObject({ usable: 'unclear', text: expect.stringContaining('429') });
  });

  it.each([400, 403])('answers %i in place of 401: a page may still sign in', async (status) => {
    const { broken, verdict } = await examineServers(
      answering(() => Response.json({ error: 'no token' }, { status, headers: readable })),
    );
    expect(broken).toEqual(['asks-for-a-token', 'refuses-nonsense']);
    expect(verdict.usable).toBe('sign-in');
  });
});

it.each([
  [429, 'not testable'],
  [503, 'not testable'],
  [500, 'fail'],
  [200, 'fail'],
])('an invalid token gets %i, and a missing one gets 401: the rule is %s', async (status, result) => {
  const { finding } = await examineServers({
    instead: (request) =>
      isCall(request) && request.headers.has('Authorization') ? text(status) : undefined,
  });
  expect(finding('refuses-nonsense')).toMatchObject({ result });
});

it('405 to every POST and 401 to a GET: the report mentions the transport that begins with a GET', async () => {
  const { saw, advice } = await examineServers(answering(() => text(405)));
  expect(saw('serves-or-asks')).toContain('It answered a GET with 401.');
  expect(advice('serves-or-asks')).toContain('HTTP+SSE');
});

describe('a server of which a page can read only the metadata', () => {
  const withoutCors = (is: (request: Request) => boolean): TestServers => ({
    change: withHeaders(is, { 'Access-Control-Allow-Origin': undefined }),
  });
  const isAt =
    (method: string) =>
    ({ method: asked, url }: Request) =>
      asked === method && url === SERVER;

  it('hides its 401: the sign-in can be found, and the report claims no more', async () => {
    const { broken, verdict } = await examineServers(withoutCors(isAt('POST')));
    expect(broken).toEqual(['reachable']);
    expect(verdict).toMatchObject({
      usable: 'sign-in',
      text: expect.stringContaining('If the server hides its other responses from pages'),
    });
  });

  it('hides only its refusals of an invalid token: the report of a page names both possible causes', async () => {
    const { saw } = await examineServers({
      change: withHeaders(
        ({ method, url, headers }) => method === 'POST' && url === SERVER && headers.has('Authorization'),
        { 'Access-Control-Allow-Origin': undefined },
      ),
    });
    expect(saw('preflight')).toContain('or the refusal of an invalid token has no CORS headers');
  });

  it('redirects only calls with a token: its preflight is not blamed', async () => {
    const { broken } = await examineServers({
      instead: ({ method, url, headers }) =>
        method !== 'OPTIONS' && url === SERVER && headers.has('Authorization')
          ? new Response(null, { status: 302, headers: { ...readable, Location: '/login' } })
          : undefined,
    });
    expect(broken).toEqual([]);
  });

  it.each<[string, TestServers, string?]>([
    ['refuses every preflight', withoutCors(isAt('OPTIONS'))],
    [
      'refuses every preflight, and redirects a GET',
      {
        ...withoutCors(isAt('OPTIONS')),
        instead: (request) =>
          isAt('GET')(request)
            ? new Response(null, { status: 302, headers: { ...readable, Location: '/login' } })
            : undefined,
      },
      'It answers with a redirect.',
    ],
    [
      'does not allow Content-Type',
      {
        change: withHeaders(isAt('OPTIONS'), {
          'Access-Control-Allow-Headers': 'authorization, mcp-protocol-version, mcp-session-id',
        }),
      },
      'so the preflight for Content-Type fails',
    ],
    ['redirects to the address with a slash', { instead: redirectingToSlash(readable, ['POST', 'GET']) }],
    [
      'redirects to a page for people',
      {
        instead: ({ method, url }) =>
          url === SERVER && method !== 'OPTIONS'
            ? new Response(null, { status: 302, headers: { ...readable, Location: '/login' } })
            : undefined,
      },
    ],
  ])('%s: a page cannot use it', async (_what, servers, saw) => {
    const { verdict, finding } = await examineServers(servers);
    expect(verdict.usable).toBe('none');
    if (saw) expect(finding('reachable')).toMatchObject({ saw: expect.stringContaining(saw) });
  });
});

describe('a server that forgets the session or the handshake between two requests', () => {
  const withSession = withHeaders(() => true, {
    'Mcp-Session-Id': 'a-session',
    'Access-Control-Expose-Headers': 'Mcp-Session-Id',
  });
  const forgetting = (forgotten: string, status: number, message: string): TestServers => ({
    instead: withMetadata(async (request) => {
      if (!isCall(request)) return undefined;
      const { method } = Object(await request.clone().json());
      if (method === 'initialize') return withSession(request, await served(request));
      if (method !== forgotten && method !== 'tools/list') return served(request);
      return Response.json(
        { jsonrpc: '2.0', id: 1, error: { code: -32_602, message } },
        { status, headers: readable },
      );
    }, missing),
  });

  it.each<[unknown, string]>([
    [{ a: {} }, 'Its result has no list of tools.'],
    [[{ name: 'ok', inputSchema: { type: 'object' } }, { name: 'bare' }], '1 of its 2 tools lack'],
    [[{ name: 'nothing', inputSchema: null }], 'such as “nothing”'],
    [[{ inputSchema: { type: 'object' } }], '1 of its 1 tools lack'],
    [[{}, { name: 'bare' }], 'such as “bare”'],
  ])('lists tools as %j: the report says that clients refuse the list', async (tools, saw) => {
    const { broken, finding } = await examineServers({
      instead: withMetadata(async (request) => {
        const response = await open(request);
        const { result, ...message } = Object(response?.body ? await response.clone().json() : {});
        return result?.tools
          ? Response.json({ ...message, result: { tools } }, { headers: readable })
          : response;
      }, missing),
    });
    expect(broken).toEqual(['lists-after-handshake']);
    expect(finding('lists-after-handshake')).toMatchObject({ saw: expect.stringContaining(saw) });
  });

  it.each<[object, string]>([
    [{ protocolVersion: undefined }, 'Its result has no protocolVersion.'],
    [
      { protocolVersion: '2099-01-01' },
      'It chose version 2099-01-01. The versions with this handshake are 2024-10-07, 2024-11-05, ',
    ],
    [{ capabilities: [] }, 'Its capabilities are not a JSON object.'],
    ...['tools', 'resources', 'prompts', 'logging', 'completions'].map((name): [object, string] => [
      { capabilities: { [name]: true } },
      `Its capability ${name} is not a JSON object.`,
    ]),
    [{ serverInfo: { name: 'test' } }, 'Its serverInfo lacks a name or a version.'],
    [{ serverInfo: { version: '1' } }, 'Its serverInfo lacks a name or a version.'],
  ])(
    'answers initialize with %j: the report says why clients end the session, and ends it',
    async (part, saw) => {
      const { broken, finding, log } = await examineServers({
        instead: withMetadata(async (request) => {
          const response = await openWithSessions(request);
          const isBegun = (await request.clone().text()).includes('"initialize"');
          if (!response || !isBegun) return response;
          const { result, ...message } = Object(await response.json());
          return Response.json({ ...message, result: { ...result, ...part } }, { headers: response.headers });
        }, missing),
      });
      expect(broken).toEqual(['handshake-completes']);
      expect(finding('handshake-completes')).toMatchObject({ saw: expect.stringContaining(saw) });
      expect(log.getSnapshot().map(({ request }) => request.method)).toContain('DELETE');
    },
  );

  it.each<[string, number, string, string]>([
    ['notifications/initialized', 404, 'Session not found', 'handshake-completes'],
    ['tools/list', 400, 'Bad Request: No valid session ID provided', 'lists-after-handshake'],
    ['tools/list', 200, 'Received request before initialization was complete', 'lists-after-handshake'],
  ])('answers %s with %i (%s): the report names the instances', async (forgotten, status, message, id) => {
    const { saw, advice } = await examineServers(forgetting(forgotten, status, message));
    expect(saw(id)).toContain(message);
    expect(advice(id)).toContain('let them share their sessions');
  });

  it('answers tools/list with an unrelated message: the report does not mention instances', async () => {
    const { advice } = await examineServers(forgetting('tools/list', 200, 'The kettle is empty.'));
    expect(advice('lists-after-handshake')).toBe(
      'Answer tools/list, or do not declare the capability tools.',
    );
  });
});

it('a server that accepts only messages of MCP 2026-07-28 gets a call of that version', async () => {
  const { broken, verdict, log } = await examineServers({ instead: withMetadata(newerOnly, missing) });
  expect(broken).toEqual([]);
  expect(verdict.usable).toBe('open');
  const json = { accept: 'application/json, text/event-stream', 'content-type': 'application/json' };
  const clientInfo = { name: 'PKCE Lab, server report', version: '1' };
  const version = '2026-07-28';
  const _meta = {
    'io.modelcontextprotocol/protocolVersion': version,
    'io.modelcontextprotocol/clientInfo': clientInfo,
    'io.modelcontextprotocol/clientCapabilities': {},
  };
  const call = (method: string, params?: object) => ({
    jsonrpc: '2.0',
    id: 1,
    method,
    ...(params && { params }),
  });
  const ofVersion = (method: string) => ({ ...json, 'mcp-protocol-version': version, 'mcp-method': method });
  const list = 'tools/list';
  const { request: last } = log.getSnapshot().findLast(({ request }) => request.body) ?? {};
  expect(
    log
      .getSnapshot()
      .flatMap(({ request: { headers, body } }) => (body ? [[headers, JSON.parse(body)]] : [])),
  ).toEqual([
    [json, call(list)],
    [json, call('initialize', { protocolVersion: '2025-11-25', capabilities: {}, clientInfo })],
    [ofVersion(list), call(list, { _meta })],
    [ofVersion('server/discover'), call('server/discover', { _meta })],
    [
      {
        ...ofVersion(list),
        ...{ authorization: 'Bearer not-a-token', 'mcp-name': list, 'mcp-session-id': 'none' },
      },
      call(list),
    ],
  ]);
  expect(last?.method).toBe('POST');
});

/** A client of the report that may send requests to the server, and whose waits before the timeout end at once. */
function clientOf(parts: Pick<ReportClientOptions, 'network'> & Partial<ReportClientOptions>) {
  const client = createReportClient({
    confinedNetwork: () => Promise.reject(new Error('Unexpected no-cors request.')),
    log: createWireLog(),
    gate: createGate(),
    signal: new AbortController().signal,
    schedule(callback, delayMs) {
      if (delayMs < TIMEOUT_MS) queueMicrotask(callback);
      return () => {};
    },
    ...parts,
  });
  client.allow(SERVER, 'you');
  return client;
}

it('the aborted connection of a request that timed out is not given as the reason', async () => {
  const client = clientOf({
    network: async () => {
      throw new Unreadable('The request failed (ABORT_ERR).');
    },
    schedule(callback) {
      callback();
      return () => {};
    },
  });
  const { attempt } = await client.send('MCP server', SERVER);
  expect(attempt.outcome).toBe('timed out');
  expect(attempt.reason).toBeUndefined();
});

it('a response that opens a stream counts as an answer even if no event comes', async () => {
  const silent = new ReadableStream<Uint8Array>();
  const client = clientOf({
    network: async () => new Response(silent, { headers: { 'Content-Type': 'text/event-stream' } }),
  });
  const { attempt } = await client.send('MCP server', SERVER, SIMPLE_GET);
  expect(attempt).toMatchObject({ outcome: 'answered', content: 'event stream' });
});

it('a stream that is still open when the report stops waiting decides nothing', async () => {
  const browser = createTestBrowser({ instead: withMetadata(() => undefined, missing) });
  const headers = { 'Content-Type': 'text/event-stream' };
  const client = clientOf({
    network: async (url, init) =>
      init.method === 'POST'
        ? new Response(new ReadableStream<Uint8Array>(), { headers })
        : browser.network(url, init),
    confinedNetwork: browser.confinedNetwork,
  });
  const evidence = await examine(client, {
    serverUrl: SERVER,
    clientId: '',
    pageOrigin: PAGE,
    redirectUri: `${PAGE}/callback`,
    confirm: async () => true,
  });
  const { broken, verdict } = reportOn(evidence);
  expect(broken).toEqual([]);
  expect(verdict).toMatchObject({
    usable: 'unclear',
    text: expect.stringContaining('event stream without a response for eight seconds'),
  });
});

it('a stream that a client has to resume decides nothing (MCP 2025-11-25, resumability)', async () => {
  for (const id of ['id: 1', 'id:1', 'retry: 1\nid: 1']) {
    const priming = withBody(`${id}\nretry: 500\ndata: \n\n`);
    const { broken, verdict } = await examineServers(openAnswering(priming));
    expect(broken).toEqual([]);
    expect(verdict).toMatchObject({ usable: 'unclear', text: expect.stringContaining('Last-Event-ID') });
  }
  const { broken } = await examineServers(openAnswering(withBody('data: id: 1\n\n')));
  expect(broken).toEqual(['serves-or-asks']);
});

it('an initialize that is refused because of its version: the advice is to negotiate the version', async () => {
  const { broken, saw, advice, fixCode } = await examineServers({
    instead: withMetadata(async (request) => {
      if (!isCall(request)) return undefined;
      const { method } = Object(await request.clone().json());
      const headers = { ...readable };
      return method === 'initialize'
        ? new Response('Unsupported protocol version (supported: 2025-06-18)', { status: 400, headers })
        : served(request);
    }, missing),
  });
  expect(broken).toEqual(['handshake-completes']);
  expect(saw('handshake-completes')).toContain('supported: 2025-06-18');
  expect(advice('handshake-completes')).toContain('version negotiation');
  expect(fixCode('handshake-completes')).toBe('"protocolVersion": "…"');
});

it.each([
  ['{"jsonrpc":"2.0","id":1,"error":{"code":-32001,"message":"Database is down"}}', 'Database is down'],
  ['out of memory', 'out of memory'],
])('an event named error is no response, and the report quotes it: %s', async (data, words) => {
  const headers = { ...readable, 'Content-Type': 'text/event-stream' };
  const answer = () => new Response(`event: error\ndata: ${data}\n\n`, { headers });
  const { broken, saw, advice } = await examineServers(openAnswering(answer));
  expect(broken).toEqual(['serves-or-asks']);
  expect(saw('serves-or-asks')).toContain(`event stream without a response: “${words}”`);
  expect(advice('serves-or-asks')).toContain('with the name message');
});

it('a session whose loss the server does not mention: the advice names the header to expose', async () => {
  const { advice } = await examineServers({
    instead: withMetadata(async (request) => {
      if (!isCall(request)) return undefined;
      const { method } = Object(await request.clone().json());
      return method === 'initialize' ? served(request) : text(400);
    }, missing),
  });
  expect(advice('handshake-completes')).toContain('Access-Control-Expose-Headers: Mcp-Session-Id');
});

/** A server that serves each message without a token, except one method. */
const servedBut = (method: string, answer: (request: Request) => Response): TestServers => ({
  instead: withMetadata(async (request) => {
    if (!isCall(request)) return undefined;
    const { method: called } = Object(await request.clone().json());
    return called === method ? answer(request) : served(request);
  }, missing),
});
const page = (status: number, title: string, headers = {}) =>
  new Response(`<title>${title}</title>`, {
    status,
    headers: { ...readable, 'Content-Type': 'text/html', ...headers },
  });
function lost(): Response {
  throw new TypeError('lost');
}

it.each<[string, TestServers, string, RegExp]>([
  [
    'a server without a token whose metadata is unavailable',
    { instead: withMetadata(open, () => text(503)) },
    'resource-metadata-found: not testable',
    /^The report could not decide\. A location was not available/,
  ],
  [
    'a server without a token whose metadata gets lost',
    { instead: withMetadata(open, lost) },
    'resource-metadata-found: not testable',
    /^The report could not decide\. A request got no response/,
  ],
  [
    'metadata with 200 that is a rate limit',
    { instead: withMetadata(() => undefined, json({ message: 'Rate limit exceeded' })) },
    'resource-metadata-found: not testable',
    /^The report could not decide\. A location was not available/,
  ],
  [
    'a list of tools that gets 401 without a challenge',
    servedBut('tools/list', ({ headers }) => text(headers.has('MCP-Protocol-Version') ? 401 : 400)),
    'lists-after-handshake: not testable',
    /^The report could not decide\. It answered tools\/list with 401/,
  ],
  [
    'a handshake whose end gets lost',
    servedBut('notifications/initialized', lost),
    'handshake-completes: not testable',
    /^This server accepts clients without a token\./,
  ],
  [
    'metadata of a server whose calls get a web page',
    answering(() => webPage(404)),
    'is-mcp-server: not testable',
    /^A page cannot use this server as it is\./,
  ],
  [
    'a 401 without a challenge and without metadata',
    { instead: withMetadata(() => text(401), missing) },
    'is-mcp-server: not testable',
    /^A page cannot /,
  ],
  ['a 401', {}, 'streamable-http: not testable', /^A page can find its way to the sign-in\./],
  [
    'a 401 with a challenge of the scheme Basic',
    challengeWith('Basic realm="x"'),
    'asks-for-bearer: not testable',
    /^A page can find its way to the sign-in\./,
  ],
  ...[
    page(408, 'Timeout'),
    page(200, 'Maintenance', { 'Retry-After': '9' }),
    page(200, 'Just a moment...'),
  ].map((answer): [string, TestServers, string, RegExp] => [
    `a web page of a busy server or a firewall (${answer.status})`,
    openAnswering(() => answer.clone()),
    'is-mcp-server: not testable',
    /^(It answered a call with 408|A page cannot use this server as it is\.)/,
  ]),
  [
    'the only authorization server, which has no metadata',
    { instead: ({ url }) => (/as\.example\/.*well-known/.test(url) ? missing() : undefined) },
    'others-usable: not testable',
    /^A page cannot sign in here\./,
  ],
])('%s: the report claims no more', async (_what, servers, finding, says) => {
  const { evidence, verdict } = await examineServers(servers);
  expect(resultsOf(evidence, [finding.split(':')[0] ?? ''])).toEqual([finding]);
  expect(verdict.text).toMatch(says);
});

it('the report calls no tool', async () => {
  for (const instead of [refusing(400, 'no'), withMetadata(newerOnly, missing)]) {
    const browser = createTestBrowser({ instead });
    await browser.examine();
    const bodies = browser.log.getSnapshot().map(({ request }) => request.body);
    expect(bodies.filter((body) => body.includes('tools/call'))).toEqual([]);
  }
});

const RESULT = '{"jsonrpc":"2.0","id":1,"result":{}}';

it.each<[Content, string | null, string]>([
  ...['1', '"1"'].map((id): [Content, string, string] => [
    'JSON-RPC result',
    'application/json',
    `{"jsonrpc":"2.0","id":${id},"result":{}}`,
  ]),
  ...['application/json; charset=utf-8', ' APPLICATION/JSON '].map((type): [Content, string, string] => [
    'JSON-RPC result',
    type,
    RESULT,
  ]),
  ...['text/plain', 'application/json-seq', null].map((type): [Content, string | null, string] => [
    'JSON-RPC of another Content-Type',
    type,
    RESULT,
  ]),
  ...(
    [
      ['{"jsonrpc":"2.0","id":2,"result":{}}', 'JSON-RPC with another id'],
      ['{"jsonrpc":"2.0","id":1,"error":{}}', 'JSON-RPC error'],
      ['{"jsonrpc":"2.0","id":1,"result":{},"more":1}', 'JSON-RPC with mistakes'],
      [`[{"jsonrpc":"2.0","method":"x"},{"id":1},${RESULT}]`, 'JSON-RPC result'],
      ['[{"id":1,"result":{}}]', 'text'],
      ['[]', 'text'],
      ['null', 'text'],
      ['{"id":1,"result":{}}', 'JSON-RPC with mistakes'],
      ['{"id":1,"error":{}}', 'JSON-RPC with mistakes'],
      ['{"id":2,"result":{}}', 'JSON, not JSON-RPC'],
      ['{"id":1,"method":"x","result":{}}', 'JSON, not JSON-RPC'],
      ['{"id":1}', 'JSON, not JSON-RPC'],
      ['{"jsonrpc":"2.0","id":1,"result":{', 'JSON-RPC result'],
      [' { "jsonrpc" : "2.0" , "id" : 1 , "result" : {', 'JSON-RPC result'],
      ['{ "result":{', 'JSON-RPC result'],
      ['{"jsonrpc":"2.0","id":2,"result":{', 'text'],
      ['x{"result":{', 'text'],
      ['', 'nothing'],
    ] as const
  ).map(([body, content]): [Content, string, string] => [content, 'application/json', body]),
  ['web page', 'text/html', 'x'],
  ['web page', 'application/xhtml+xml', 'x'],
  ['web page', null, ' <!doctype html>'],
  ['web page', null, '<HTML lang="en">'],
  ['text', null, 'x <html>'],
  ...(
    [
      [`data: ${RESULT}\n\n`, 'JSON-RPC result'],
      [`\uFEFFdata:${RESULT}\r\n\r\n`, 'JSON-RPC result'],
      [`event: message\rdata: ${RESULT}\r\r`, 'JSON-RPC result'],
      ['data: {"jsonrpc":"2.0",\ndata: "id":1,"result":{}}\n\n', 'JSON-RPC result'],
      [`event: other\ndata: ${RESULT}\n\n`, 'event stream without a response'],
      ['data: {"jsonrpc":"2.0","id":2,"result":{}}\n\n', 'JSON-RPC with another id'],
      ['data: {"jsonrpc":"2.0","id":2,"error":{}}\n\n', 'JSON-RPC with another id'],
      ['data: {"jsonrpc":"2.0","id":2,"method":"x","result":{}}\n\n', 'event stream without a response'],
      ['data: {"jsonrpc":"2.0","id":1}\n\n', 'event stream without a response'],
      ['data: {"jsonrpc":"2.0","id":1,"result":null}\n\n', 'JSON-RPC with mistakes'],
      ['data: x\n\n', 'event stream without a response'],
      [`data: ${RESULT}\n`, 'event stream with an unfinished response'],
      ['id: 1\ndata: \n\n', 'event stream to be resumed'],
      ['data: \nid:1\n\n', 'event stream to be resumed'],
      ['data: id: 1\n\n', 'event stream without a response'],
      ['id: \ndata: \n\n', 'event stream without a response'],
      ['data: x\nevent:endpoint \n\n', 'stream of HTTP+SSE'],
      ['event: endpoints\ndata: x\n\n', 'event stream without a response'],
      [`: ${'x'.repeat(600_000)}\n\n`, 'event stream'],
    ] as const
  ).map(([body, content]): [Content, string, string] => [content, 'text/event-stream;charset=utf-8', body]),
])('a body is “%s” (%s)', async (content, type, body) => {
  const bytes = new TextEncoder().encode(body);
  const client = clientOf({
    network: async () => new Response(bytes, { headers: { ...(type && { 'Content-Type': type }) } }),
    schedule: () => () => {},
  });
  const { attempt } = await client.send('MCP server', SERVER, listTools());
  expect(attempt.content).toBe(content);
});

it.each<[Content, ...string[]]>([
  ['stream of HTTP+SSE', ': ping\n\n', 'event: endpoint\ndata: /\n\n'],
  ['stream of HTTP+SSE', 'event: endp', 'oint\ndata: /\n', '\n'],
  ['event stream', 'data: x\n\n', 'event: endpoint\ndata: /\n\n'],
  ['event stream', `: ${'x'.repeat(4_095)}`, '\n\nevent: endpoint\ndata: /\n\n'],
  ['stream of HTTP+SSE', `: ${'x'.repeat(4_094)}`, '\n\nevent: endpoint\ndata: /\n\n'],
])('of a stream that a GET opens, the first event is read: “%s”', async (content, ...parts) => {
  const headers = { 'Content-Type': 'text/event-stream' };
  const client = clientOf({
    network: async () => new Response(streamOf(...parts), { headers }),
    schedule: () => () => {},
  });
  expect((await client.send('MCP server', SERVER, SIMPLE_GET)).attempt.content).toBe(content);
});

it.each(['application/json', 'text/event-stream'])(
  'a character in two parts of a %s is read',
  async (type) => {
    const message = `{"jsonrpc":"2.0","id":1,"result":{"text":"é"}}`;
    const bytes = new TextEncoder().encode(type === 'application/json' ? message : `data: ${message}\n\n`);
    const at = bytes.indexOf(0xa9);
    const body = new ReadableStream<Uint8Array>({
      start(controller) {
        for (const part of [bytes.subarray(0, at), bytes.subarray(at)]) controller.enqueue(part);
        controller.close();
      },
    });
    const client = clientOf({
      network: async () => new Response(body, { headers: { 'Content-Type': type } }),
      schedule: () => () => {},
    });
    expect((await client.send('MCP server', SERVER, listTools())).json).toMatchObject({
      result: { text: 'é' },
    });
  },
);

it.each([
  [512 * 1024, 'answered'],
  [512 * 1024 + 1, 'too large'],
])('a body of %i octets is “%s”', async (octets, outcome) => {
  const client = clientOf({ network: async () => new Response(new Uint8Array(octets)) });
  expect((await client.send('MCP server', SERVER)).attempt.outcome).toBe(outcome);
});
