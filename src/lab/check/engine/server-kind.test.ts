import { expect, it } from 'vitest';
import { type Attempt, isForPersons } from './attempt.ts';
import {
  asksForBearer,
  isAboutHost,
  isConnected,
  isFromMcpServer,
  isServed,
  mayRefuseToken,
  pageInstead,
  refusedCall,
  unsafeHint,
} from './server-kind.ts';

const attempt = (change: Partial<Attempt> = {}): Attempt => ({
  ...{ exchangeId: 1, url: 'https://mcp.example/mcp', outcome: 'answered', status: 200, headers: {} },
  ...change,
});
const SERVED = attempt({ content: 'JSON-RPC result' });
const challenge = (header: string) => ({ status: 401, headers: { 'www-authenticate': header } });

const KINDS = { isServed, mayRefuseToken, isAboutHost, isFromMcpServer, isForPersons };
it.each<[Partial<Attempt>, (keyof typeof KINDS)[]]>([
  [{ status: 199, content: 'JSON-RPC result' }, []],
  [{ status: 200, content: 'JSON-RPC result' }, ['isServed', 'mayRefuseToken', 'isFromMcpServer']],
  [{ status: 299, content: 'event stream' }, ['isServed', 'mayRefuseToken', 'isFromMcpServer']],
  [{ status: 300, content: 'event stream' }, []],
  [{ outcome: 'too large', content: 'event stream' }, ['isServed', 'mayRefuseToken', 'isFromMcpServer']],
  [{ outcome: 'stopped', content: 'event stream' }, ['mayRefuseToken']],
  [{ content: 'text' }, ['mayRefuseToken']],
  [{ status: 400, content: 'JSON-RPC error' }, ['mayRefuseToken', 'isFromMcpServer']],
  [{ status: 403, content: 'text' }, ['mayRefuseToken']],
  [{ status: 403, content: 'web page' }, []],
  [{ status: 404, content: 'JSON-RPC error' }, []],
  [{ status: 401, content: 'text' }, ['isFromMcpServer']],
  [{ status: 421 }, ['isAboutHost']],
  [{ status: 403, errorText: 'Invalid Host header' }, ['isAboutHost']],
  [{ status: 400, errorText: 'unknown hostname' }, ['isAboutHost']],
  [{ status: 400, errorText: 'no hosts' }, ['isAboutHost']],
  [{ status: 400, errorText: 'localhost' }, ['mayRefuseToken']],
  [{ status: 400, errorText: 'hostage' }, ['mayRefuseToken']],
  [{ status: 404, errorText: 'host' }, []],
  ...[
    ...['Just a moment', 'Attention Required!', 'Checking your browser', 'Verify you are human'],
    ...['Verifying that you are', 'CAPTCHA', 'no bots', 'a bot'],
  ].map((errorText): [Partial<Attempt>, ['isForPersons']] => [{ status: 500, errorText }, ['isForPersons']]),
  [{ status: 500, errorText: 'robot' }, []],
])('the response %j is one of these kinds: %j', (change, kinds) => {
  const is = Object.entries(KINDS).flatMap(([name, isKind]) => (isKind(attempt(change)) ? [name] : []));
  expect(is).toEqual(kinds);
});

it.each<[Partial<Attempt>, boolean]>([
  [challenge('Bearer'), true],
  [challenge('bearer realm="x"'), true],
  [challenge('realm="x"'), true],
  [challenge('https://as.example'), true],
  [challenge(' Basic'), false],
  [challenge('Negotiate, Basic realm="x"'), false],
  [{ status: 401 }, true],
  [{ status: 401, content: 'web page' }, false],
  ...['API key', 'apikey', 'subscription-key', 'access_key', 'a secret key'].map(
    (errorText): [Partial<Attempt>, boolean] => [{ status: 401, errorText }, false],
  ),
  [{ status: 401, errorText: 'monkey, rapid key' }, true],
])('the refusal %j may ask for a Bearer token: %s', (change, asks) => {
  expect(asksForBearer(attempt(change))).toBe(asks);
});

const ACCEPTED = attempt({ status: 202 });
it.each<[string, Parameters<typeof isConnected>[0], boolean]>([
  ['no handshake', {}, false],
  ['a handshake', { initialize: SERVED, initialized: attempt({ status: 399 }) }, true],
  ['a notification alone', { initialized: ACCEPTED }, false],
  ['a refused handshake', { initialize: attempt({ status: 400 }), initialized: ACCEPTED }, false],
  ['half a handshake', { initialize: SERVED }, false],
  ['a refused notification', { initialize: SERVED, initialized: attempt({ status: 400 }) }, false],
  ['a lost notification', { initialize: SERVED, initialized: attempt({ outcome: 'unreadable' }) }, false],
  ['a bad handshake', { initialize: SERVED, initialized: ACCEPTED, handshakeProblem: 'No.' }, false],
])('a client is connected after %s: %s', (_what, calls, is) => expect(isConnected(calls)).toBe(is));

const BARE = attempt({ status: 401 });
const ASKED = attempt(challenge('Bearer'));
const ORIGIN = attempt({ status: 401, errorText: 'Origin not allowed' });
it.each<[string, Parameters<typeof refusedCall>[0], Attempt | undefined]>([
  ['the first bare 401', { challenge: SERVED, initialize: BARE, newer: ASKED }, BARE],
  ['a bare 401 to a call that is served later', { challenge: BARE, listed: SERVED }, undefined],
  ['a bare 401 to a call that is refused later', { challenge: BARE, listed: ACCEPTED }, BARE],
  ['a bare 401 to initialize', { initialize: BARE, listed: SERVED }, BARE],
  ['a 401 about the origin', { challenge: ORIGIN }, undefined],
  ['a challenge about the origin', { challenge: { ...ORIGIN, ...challenge('Bearer') } }, expect.anything()],
  ['a 403 with a challenge', { challenge: { ...ASKED, status: 403 } }, undefined],
  ['a later 401', { challenge: SERVED, initialized: BARE, listed: ACCEPTED }, undefined],
  ['a later challenge', { challenge: SERVED, initialized: BARE, listed: ASKED }, ASKED],
])('%s: the expected call is the one that was refused for a missing token', (_what, calls, refused) => {
  expect(refusedCall(calls)).toEqual(refused);
});

it.each<[string, string | undefined]>([
  ['Bearer', undefined],
  ['Bearer resource_metadata="no URL"', undefined],
  ['Bearer resource_metadata="https://as.example"', undefined],
  ['Bearer resource_metadata="ftp://as.example"', 'ftp://as.example'],
])('the challenge %s leads to the unsafe address: %s', (header, hint) => {
  expect(unsafeHint({ challenge: attempt(challenge(header)) })?.hint).toBe(hint);
});

const WEB = 'It answers with a web page, and not as an MCP server.';
const PAGE = attempt({ content: 'web page' });
it.each<[string, Partial<Attempt>, string | undefined]>([
  ['a page', {}, WEB],
  ['a page with 404', { status: 404 }, WEB],
  ...[401, 403, 407, 429, 500, 503, 408].map((status): [string, Partial<Attempt>, undefined] => [
    `a page with ${status}`,
    { status },
    undefined,
  ]),
  ['a page to come back to', { headers: { 'retry-after': '9' } }, undefined],
  ['a page for persons', { errorText: 'Captcha' }, undefined],
  ['a page about a failure', { errorText: 'Service unavailable' }, undefined],
  ['a document', { content: 'document' }, 'It answers with a document, and not as an MCP server.'],
  [
    'a typed document',
    { content: 'document', headers: { 'content-type': 'text/css' } },
    'It answers with a document of the type text/css, and not as an MCP server.',
  ],
  ['a text', { content: 'text' }, undefined],
])(
  'the report describes %s in place of an MCP server, unless a proxy may have sent the response',
  (_what, change, described) => {
    expect(pageInstead({ challenge: { ...PAGE, ...change }, resourceLocations: [] })).toBe(described);
  },
);
