import { describe, expect, it } from 'vitest';
import { createTestBrowser, type TestServers } from '../testing/browser.ts';
import { challengeWith, served } from '../testing/changes.ts';
import {
  callsAnswering,
  isCall,
  json,
  missing,
  newerOnly,
  open,
  openAnswering,
  refusing,
  withMetadata,
} from '../testing/mcp-servers.ts';
import { examineServers, resultsOf } from '../testing/reports.ts';
import { cors, corsJson, webPage, withBody } from '../testing/responses.ts';

const text = (status: number) => cors('Not now.', status);

const resultWithId = (id?: number | null) => () => corsJson({ jsonrpc: '2.0', id, result: { tools: [] } });

const resultText = (id: number) => JSON.stringify({ jsonrpc: '2.0', id, result: { tools: [] } });

it.each<[string, TestServers, string]>([
  ['words with “localhost”', { instead: refusing(400, 'ghost at localhost') }, 'Check the address'],
  ['200, text', openAnswering(withBody('Missing API key', 'text/plain')), 'Its message mentions credentials'],
  [
    '200 and words outside JSON-RPC',
    openAnswering(() => corsJson({ success: false, error: 'Invalid API key' })),
    'Its message mentions credentials',
  ],
  ['407', openAnswering(() => text(407)), 'A proxy wants credentials of its own'],
  ['413', openAnswering(() => text(413)), 'Raise the maximum size of a request'],
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
  ['202 and nothing', openAnswering(() => cors(null, 202)), 'The status 202 is for notifications'],
  ['a result with the id null', openAnswering(resultWithId(null)), 'Repeat the id of the request'],
  ['a result with the id 2', openAnswering(resultWithId(2)), 'Repeat the id of the request'],
  ['a result without an id', openAnswering(resultWithId()), 'Repeat the id of the request'],
  ['the id 0 in a stream', openAnswering(withBody(`data: ${resultText(0)}\n\n`)), 'Repeat the id'],
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
  ['no jsonrpc', openAnswering(withBody('{"id":1,"result":{}}', 'application/json')), 'jsonrpc is "2.0"'],
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

it.each([
  ...'errorSummary Message errorDescription errorMessage error_message description exception reason'
    .split(' ')
    .map((name) => `{"${name}":"The kettle\\n\\nis empty."}`),
  '/**/callback({"message":"The kettle is empty."});',
  '<?xml version="1.0"?>\n<error>\n  <message>The kettle is empty.</message>\n</error>',
])('the words of a refusal are quoted in one line, without the syntax of the body: %s', async (body) => {
  const { saw } = await examineServers(openAnswering(() => cors(body, 422)));
  expect(saw('serves-or-asks')).toContain('“The kettle is empty.”');
});

describe('a server whose metadata names an authorization server, and whose responses to calls do not mention a token', () => {
  it.each([402, 404, 405, 410, 500, 502, 521])('(%i): no page can use it', async (status) => {
    const { broken, finding, verdict } = await examineServers(callsAnswering(() => text(status)));
    expect(broken).toEqual(['serves-or-asks']);
    expect(finding('asks-for-a-token')).toMatchObject({ result: 'not testable' });
    expect(finding('refuses-nonsense')).toMatchObject({ result: 'not testable' });
    expect(verdict.usable).toBe('none');
  });

  it.each([200, 403])('(%i with a web page): the report blames the proxy', async (status) => {
    const { broken, verdict, advice } = await examineServers(callsAnswering(() => webPage(status)));
    expect(broken).toEqual(['serves-or-asks']);
    expect(advice('serves-or-asks')).toContain('A proxy or a firewall in front of the server');
    expect(verdict.usable).toBe('none');
  });

  it('(a rate limit): the report calls no rule broken', async () => {
    const { broken, verdict } = await examineServers(callsAnswering(() => text(429)));
    expect(broken).toEqual([]);
    expect(verdict).toMatchObject({ usable: 'unclear', text: expect.stringContaining('429') });
  });

  it.each([400, 403])('(%i in place of 401): a page may still be able to sign in', async (status) => {
    const { broken, verdict } = await examineServers(
      callsAnswering(() => corsJson({ error: 'no token' }, status)),
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
  const { saw, advice } = await examineServers(callsAnswering(() => text(405)));
  expect(saw('serves-or-asks')).toContain('It answered a GET with 401.');
  expect(advice('serves-or-asks')).toContain('HTTP+SSE');
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
  cors(`<title>${title}</title>`, status, { 'Content-Type': 'text/html', ...headers });

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
    callsAnswering(() => webPage(404)),
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
])('%s: the report claims no more than it saw', async (_what, servers, finding, says) => {
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
