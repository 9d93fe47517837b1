import { describe, expect, it } from 'vitest';
import { createTestBrowser, ISSUER, PAGE, SERVER, type TestServers } from '../testing/browser.ts';
import { challengeWith, served, withHeaders } from '../testing/changes.ts';
import {
  behindPassword,
  isCall,
  json,
  missing,
  newerOnly,
  olderTransport,
  open,
  openAnswering,
  openWithSessions,
  redirectingToSlash,
  refusing,
  withMetadata,
} from '../testing/mcp-servers.ts';
import { examineServers, probed, reportOn, resultsOf } from '../testing/reports.ts';
import { READABLE, streamOf, webPage, withBody } from '../testing/responses.ts';

const text = (status: number) => new Response('Not now.', { status, headers: READABLE });

/** A server that responds to each call like this. */
const answering = (answer: () => Response): TestServers => ({
  instead: (request) => (isCall(request) ? answer() : undefined),
});

const resultWithId = (id?: number | null) => () =>
  Response.json({ jsonrpc: '2.0', id, result: { tools: [] } }, { headers: READABLE });

const resultText = (id: number) => JSON.stringify({ jsonrpc: '2.0', id, result: { tools: [] } });

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
    openAnswering(() => Response.json({ success: false, error: 'Invalid API key' }, { headers: READABLE })),
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
    openAnswering(() => new Response(null, { status: 202, headers: READABLE })),
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
    'a request for a session',
    { instead: refusing(400, 'No valid session ID provided') },
    'Accept initialize without a session',
  ],
])('a server that responds to calls with %s gets specific advice', async (_what, servers, say) => {
  const { broken, finding } = await examineServers(servers);
  expect(broken).toContain('serves-or-asks');
  expect(finding('serves-or-asks')).toMatchObject({ fix: { say: expect.stringContaining(say) } });
});

it.each(['errorSummary', 'Message', 'errorMessage', 'error_message', 'exception', 'reason'])(
  'the words of a refusal in the member %s are quoted in one line',
  async (name) => {
    const body = { [name]: 'The kettle\n\nis empty.' };
    const { saw } = await examineServers(
      openAnswering(() => Response.json(body, { status: 422, headers: READABLE })),
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
  ])('because it refuses this origin with %i (%s): the report names the setting', async (status, message) => {
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
  ])('because of %i (%s): the report blames no origin', async (status, message) => {
    expect((await examineServers({ instead: refusing(status, message) })).broken).toEqual(['serves-or-asks']);
  });

  it.each<[number, string]>([
    [421, 'Invalid Host header'],
    [403, 'Invalid Host: mcp.example'],
    [403, 'Blocked request. This host ("mcp.example") is not allowed.'],
    [400, "Invalid HTTP_HOST header: 'mcp.example'."],
  ])('because it responds with %i (%s): the report names the setting for hosts', async (status, message) => {
    const { broken, saw, advice, fixCode } = await examineServers({ instead: refusing(status, message) });
    expect(broken).toEqual(['serves-or-asks']);
    expect(saw('serves-or-asks')).toContain(message);
    expect(advice('serves-or-asks')).toContain('“allowed hosts”');
    expect(fixCode('serves-or-asks')).toBe('mcp.example');
  });

  it('because it refuses the host name, although its metadata names an authorization server, breaks no token rule', async () => {
    const { broken, finding } = await examineServers(
      answering(() =>
        Response.json({ error: 'Invalid Host: mcp.example' }, { status: 403, headers: READABLE }),
      ),
    );
    expect(broken).toEqual(['serves-or-asks']);
    expect(finding('serves-or-asks')).toMatchObject({ fix: { code: 'mcp.example' } });
  });

  it('because it requires a key: the report quotes the message, and does not ask for metadata', async () => {
    const message = 'Access denied due to missing subscription key.';
    const { broken, verdict, saw, advice } = await examineServers({ instead: refusing(401, message) });
    expect(broken).toEqual(['asks-for-bearer', 'challenge-readable']);
    expect(saw('asks-for-bearer')).toContain(message);
    expect(advice('asks-for-bearer')).toContain('--header');
    expect(verdict.usable).toBe('none');
  });

  it('because it is at another address, which the metadata names: the report names that address', async () => {
    const origin = 'https://mcp.example/';
    const { advice, fixCode } = await examineServers(
      {
        instead({ method, url }) {
          if (url.includes('oauth-protected-resource')) {
            return Response.json(
              { resource: SERVER, authorization_servers: [ISSUER] },
              { headers: READABLE },
            );
          }
          return url === origin && method === 'POST'
            ? Response.json({ detail: 'Not Found' }, { status: 404, headers: READABLE })
            : undefined;
        },
      },
      { serverUrl: origin },
    );
    expect(advice('serves-or-asks')).toContain('Check that address instead');
    expect(fixCode('serves-or-asks')).toBe(SERVER);
  });

  it('because it is not at a well-known address: the report says what a well-known address is', async () => {
    const { advice } = await examineServers(
      { instead: ({ method }) => (method === 'POST' ? missing() : undefined) },
      { serverUrl: 'https://mcp.example/.well-known/oauth-protected-resource/mcp' },
    );
    expect(advice('serves-or-asks')).toContain('where servers publish metadata');
  });

  it('because it has the transport of MCP 2024-11-05: the report names the transport, although the stream never ends', async () => {
    const { broken, finding, verdict } = await examineServers({
      instead: withMetadata(olderTransport, missing),
    });
    expect(broken).toEqual(['streamable-http']);
    expect(finding('streamable-http')).toMatchObject({ saw: expect.stringContaining('HTTP+SSE') });
    expect(verdict.usable).toBe('none');
  });

  it('because its stream begins with 4,096 characters without an event: the report stops reading', async () => {
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
    'because it has the old transport, which begins with %j',
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

  it.each([404, 405, 422, 500, 503])('because it always sends %i: the report says so', async (status) => {
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

  it('because it hides its session ID: the report names the header to expose (Fetch, CORS protocol)', async () => {
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
    'because it requires a session after the sign-in, and exposes %s: the report names the header to expose',
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
    'refuses calls before initialize with 401, the challenge %s and the body %s, and serves later calls: it is open',
    async (challenge, body) => {
      const { broken, verdict } = await examineServers({
        instead: withMetadata(async (request) => {
          const response = await openWithSessions(request);
          if (response?.status !== 400) return response;
          const headers = {
            ...READABLE,
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

  it('because it requires a password: the report quotes the challenge, and reports no broken MUST of OAuth', async () => {
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
  ])('because of a web page (%i, “%s”): the report quotes it', async (status, title, id, says) => {
    const headers = { ...READABLE, 'Content-Type': 'text/html' };
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
  ])('because it refuses calls from here with %i: no rule is decided', async (status, words) => {
    const { broken, verdict } = await examineServers({ instead: refusing(status, words) });
    expect(broken).toEqual([]);
    expect(verdict).toMatchObject({
      usable: 'unclear',
      text: expect.stringMatching(/“.*”.* Check it again from another network\.$/),
    });
  });

  it.each([401, 403, 502])(
    'because it sends a web page with %i: the report does not call the address a web page',
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

describe('a server whose metadata names an authorization server, and whose responses to calls do not mention a token', () => {
  it.each([402, 404, 405, 410, 500, 502, 521])('(%i): no page can use it', async (status) => {
    const { broken, finding, verdict } = await examineServers(answering(() => text(status)));
    expect(broken).toEqual(['serves-or-asks']);
    expect(finding('asks-for-a-token')).toMatchObject({ result: 'not testable' });
    expect(finding('refuses-nonsense')).toMatchObject({ result: 'not testable' });
    expect(verdict.usable).toBe('none');
  });

  it.each([200, 403])('(%i with a web page): the report blames the proxy', async (status) => {
    const { broken, verdict, advice } = await examineServers(answering(() => webPage(status)));
    expect(broken).toEqual(['serves-or-asks']);
    expect(advice('serves-or-asks')).toContain('A proxy or a firewall in front of the server');
    expect(verdict.usable).toBe('none');
  });

  it('(a rate limit): the report decides no rule', async () => {
    const { broken, verdict } = await examineServers(answering(() => text(429)));
    expect(broken).toEqual([]);
    expect(verdict).toMatchObject({ usable: 'unclear', text: expect.stringContaining('429') });
  });

  it.each([400, 403])('(%i in place of 401): a page may still be able to sign in', async (status) => {
    const { broken, verdict } = await examineServers(
      answering(() => Response.json({ error: 'no token' }, { status, headers: READABLE })),
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
])('an invalid token gets %i, and a missing token gets 401: the rule is %s', async (status, result) => {
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

  it('because it hides its 401: a page can find the sign-in, and the report claims no more', async () => {
    const { broken, verdict } = await examineServers(withoutCors(isAt('POST')));
    expect(broken).toEqual(['reachable']);
    expect(verdict).toMatchObject({
      usable: 'sign-in',
      text: expect.stringContaining('If the server hides its other responses from pages'),
    });
  });

  it('because it hides only its refusals of an invalid token: the report of a page names both possible causes', async () => {
    const { saw } = await examineServers({
      change: withHeaders(
        ({ method, url, headers }) => method === 'POST' && url === SERVER && headers.has('Authorization'),
        { 'Access-Control-Allow-Origin': undefined },
      ),
    });
    expect(saw('preflight')).toContain('or the refusal of an invalid token has no CORS headers');
  });

  it('because it redirects only calls with a token: the report does not blame the preflight', async () => {
    const { broken } = await examineServers({
      instead: ({ method, url, headers }) =>
        method !== 'OPTIONS' && url === SERVER && headers.has('Authorization')
          ? new Response(null, { status: 302, headers: { ...READABLE, Location: '/login' } })
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
            ? new Response(null, { status: 302, headers: { ...READABLE, Location: '/login' } })
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
    ['redirects to the address with a slash', { instead: redirectingToSlash(READABLE, ['POST', 'GET']) }],
    [
      'redirects to a page for people',
      {
        instead: ({ method, url }) =>
          url === SERVER && method !== 'OPTIONS'
            ? new Response(null, { status: 302, headers: { ...READABLE, Location: '/login' } })
            : undefined,
      },
    ],
  ])('because it %s: a page cannot use it', async (_what, servers, saw) => {
    const { verdict, finding } = await examineServers(servers);
    expect(verdict.usable).toBe('none');
    if (saw) expect(finding('reachable')).toMatchObject({ saw: expect.stringContaining(saw) });
  });
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
    headers: { ...READABLE, 'Content-Type': 'text/html', ...headers },
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

it('the report never calls a tool', async () => {
  for (const instead of [refusing(400, 'no'), withMetadata(newerOnly, missing)]) {
    const browser = createTestBrowser({ instead });
    await browser.examine();
    const bodies = browser.log.getSnapshot().map(({ request }) => request.body);
    expect(bodies.filter((body) => body.includes('tools/call'))).toEqual([]);
  }
});
