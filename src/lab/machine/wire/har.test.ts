import { expect, it } from 'vitest';
import { VERSION } from '../../../version.ts';
import { testExchange } from '../testing/exchange.ts';
import { testRun } from '../testing/run.ts';
import { curlOf } from './curl.ts';
import { membersOf, parameterOf, parametersOf, redirectOf, responseOf } from './exchange.ts';
import { exportHar } from './har.ts';
import { importHar } from './har-import.ts';
import { rawExchange } from './raw.ts';

it('an exported run contains every exchange, and no secret in any encoding', async () => {
  const { run, log } = testRun();
  await run.signIn();
  await run.callTool('whoami');
  const text = exportHar(log.getSnapshot());
  const { log: har } = JSON.parse(text);
  expect(har.version).toBe('1.2');
  expect(har.entries).toHaveLength(log.getSnapshot().length);

  const token = log.getSnapshot().find(({ request }) => request.url.endsWith('/token'));
  if (!token) throw new Error('There is no token request.');
  const { access_token, refresh_token, id_token } = membersOf(responseOf(token));
  const secrets = [
    access_token,
    refresh_token,
    id_token,
    parameterOf(token.request, 'code'),
    parameterOf(token.request, 'code_verifier'),
    'analytical engine',
    'analytical+engine',
    'analytical%20engine',
  ];
  for (const secret of secrets) expect(text).not.toContain(String(secret));
  expect(text).toContain('code_challenge');
});

it('an export succeeds even if a Location is relative or is not an address', () => {
  for (const location of ['/register/7?code=a-code-of-some-length', 'http://', '::']) {
    const log = [testExchange({}, { status: 201, headers: { location } })];
    expect(exportHar(log)).not.toContain('a-code-of-some-length');
  }
});

it.each(['https:/', 'https:', 'https:///', 'https:\\\\', 'https:\\/'])(
  'an address that begins with %s is exported as a browser reads it, and its credentials are masked',
  (beginning) => {
    const url = `${beginning}ada:correct-horse@aB3dE5gH7jK9mN1pQ3.example\\token`;
    const har = exportHar([testExchange({ url })]);
    expect(har).not.toContain('correct-horse');
    expect(importHar(har)[0]?.request.url).toBe('https://…:…@ab3de5gh7jk9mn1pq3.example/token');
  },
);

it('an export can be imported again if a server repeats a secret in the names of headers', () => {
  const [read] = importHar(
    exportHar([
      testExchange(
        { headers: { authorization: 'Bearer k9qr5tw0123456789' } },
        { headers: { k9qr5tw0123456789: 'a', 'x-k9qr5tw0123456789': 'b', server: 'c' } },
      ),
    ]),
  );
  expect(read && responseOf(read)?.headers).toEqual({ 'masked-1': 'a', 'masked-2': 'b', server: 'c' });
});

it('an export that cuts a very long address or very many headers can be imported again', () => {
  const url = `https://app.example/callback?error_description=${'a%20'.repeat(50_000)}`;
  const headers = Object.fromEntries(Array.from({ length: 600 }, (_, index) => [`x-${index}`, 'a']));
  const [read] = importHar(exportHar([testExchange({ method: 'GET', url }, { headers })]));
  expect(read?.request.url).toHaveLength(100_000);
  expect(Object.keys((read && responseOf(read)?.headers) ?? {})).toHaveLength(500);
});

it('an export with forbidden header characters can be imported again', () => {
  const response = { headers: { server: 'a\tb\u0003\u00adc' }, body: '\u0003' };
  const [read] = importHar(exportHar([testExchange({}, response)]));
  expect(read && responseOf(read)).toMatchObject({
    headers: { server: 'a\ufffdb\ufffd\ufffdc' },
    body: '\u0003',
  });
});

it.each([
  { from: 'browser', to: 'authorization server', channel: 'front', outcome: { kind: 'left' } },
  { from: 'client', to: 'MCP server', channel: 'back', outcome: { kind: 'dropped' } },
  { from: 'authorization server', to: 'client', channel: 'back', outcome: { kind: 'hidden' } },
  { from: 'MCP server', to: 'authorization server', channel: 'back', outcome: { kind: 'failed' } },
  { from: 'attacker', to: 'browser', channel: 'front', outcome: testExchange({}, { status: 999 }).outcome },
] as const)('an export keeps who sent the message, and how the exchange ended: %j', (rest) => {
  const log = [testExchange({}, {}, rest), testExchange({}, {}, { ...rest, id: 2 })];
  expect(importHar(exportHar(log))).toEqual(log);
});

const request = {
  url: 'https://as.example/a?b=c',
  headers: { accept: '*/*', 'content-type': 'text/plain' },
  body: 'hi',
};
const response = { status: 303, headers: { location: '/d', 'content-type': 'text/html' }, body: 'moved' };
const redirected = testExchange(request, response);
const unanswered = testExchange({ method: 'GET' }, {}, { outcome: { kind: 'failed' } });

it('an export is a HAR 1.2', () => {
  const rest = { httpVersion: 'HTTP/1.1', cookies: [], headersSize: -1 };
  const { log } = JSON.parse(exportHar([redirected, unanswered]));
  expect(log).toEqual({
    version: '1.2',
    creator: { name: 'PKCE Lab', version: VERSION },
    entries: [
      {
        startedDateTime: '1970-01-01T00:00:00.000Z',
        time: 1,
        request: {
          ...rest,
          method: 'POST',
          url: request.url,
          headers: [
            { name: 'accept', value: '*/*' },
            { name: 'content-type', value: 'text/plain' },
          ],
          queryString: [{ name: 'b', value: 'c' }],
          postData: { mimeType: 'text/plain', text: 'hi' },
          bodySize: 2,
        },
        response: {
          ...rest,
          status: 303,
          statusText: '',
          headers: [
            { name: 'location', value: '/d' },
            { name: 'content-type', value: 'text/html' },
          ],
          content: { size: 5, mimeType: 'text/html', text: 'moved' },
          redirectURL: '/d',
          bodySize: 5,
        },
        cache: {},
        timings: { send: 0, wait: 1, receive: 0 },
        _from: 'client',
        _to: 'MCP server',
        _channel: 'back',
        _outcome: 'answered',
      },
      expect.objectContaining({
        time: 0,
        request: {
          ...rest,
          method: 'GET',
          url: unanswered.request.url,
          headers: [],
          queryString: [],
          bodySize: 0,
        },
        response: expect.objectContaining({
          status: 0,
          content: { size: 0, mimeType: '', text: '' },
          redirectURL: '',
          bodySize: 0,
        }),
      }),
    ],
  });
  const untyped = JSON.parse(exportHar([testExchange({ body: 'hi' })])).log.entries[0].request;
  expect(untyped.postData).toEqual({ mimeType: '', text: 'hi' });
});

it('the page can show a message as it was on the wire', () => {
  expect(rawExchange(redirected).split('\n')).toEqual([
    'POST /a?b=c HTTP/1.1',
    'host: as.example',
    'accept: */*',
    'content-type: text/plain',
    '',
    'hi',
    '',
    '',
    'HTTP/1.1 303',
    'location: /d',
    'content-type: text/html',
    '',
    'moved',
  ]);
  expect(rawExchange(unanswered)).toBe('GET /mcp HTTP/1.1\nhost: mcp.example');
  expect(rawExchange(testExchange())).toBe('POST /mcp HTTP/1.1\nhost: mcp.example\n\n\nHTTP/1.1 200');
});

it.each([
  [{ method: 'GET' }, "curl -i 'https://mcp.example/mcp'"],
  [
    { url: 'http://a.example/', headers: { a: 'b' }, body: 'c' },
    "curl -i -X POST 'http://a.example/' \\\n  -H 'a: b' \\\n  --data-raw 'c'",
  ],
  [{ url: 'app.https://a' }, undefined],
  [{ headers: { a: 'b', c: 'd\n' } }, undefined],
])('the request %j becomes the command %j', (message, command) => {
  expect(curlOf(testExchange(message).request)).toBe(command);
});

it('the parameters of a message come from a form or a query, its redirect from a valid address, and its members from JSON', () => {
  const form = {
    headers: { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' },
    body: 'a=1&a=2',
  };
  expect(parametersOf(testExchange(form).request)).toEqual([
    ['a', '1'],
    ['a', '2'],
  ]);
  expect(parametersOf(redirected.request)).toEqual([['b', 'c']]);
  expect(parameterOf(redirected.request, 'a')).toBeUndefined();
  expect(redirectOf(redirected)?.href).toBe('https://as.example/d');
  for (const each of [unanswered, testExchange(), testExchange({}, { headers: { location: 'http://' } })])
    expect(redirectOf(each)).toBeUndefined();
  expect(membersOf(responseOf(testExchange({}, { body: '{"a":1}' })))).toEqual({ a: 1 });
  expect([membersOf(response), membersOf(undefined)]).toEqual([{}, {}]);
});
