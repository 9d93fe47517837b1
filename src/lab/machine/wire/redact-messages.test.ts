import { describe, expect, it } from 'vitest';
import { testExchange } from '../testing/exchange.ts';
import { responseOf } from './exchange.ts';
import { exportHar } from './har.ts';
import { redactionOf } from './redact.ts';

const SECRET = 'aQ9fKx72LmPz05TtRw';

const AS = 'https://as.example';

const exchange = (body: string, contentType = '', method = 'GET') =>
  testExchange({ method }, { headers: { 'content-type': contentType }, body });

const base64 = (text: string) => Buffer.from(text).toString('base64');

/** Stands for a text in which nothing is masked. */
const SAME = undefined;

it.each<[string, string?]>([
  ['https://ada:pass%20word1@mcp.example/a?b=c#d', 'https://…:…@mcp.example/a?b=c#d'],
  ['https://ada@mcp.example/', 'https://…@mcp.example/'],
  ['https://mcp.example/#token=word&a=b', 'https://mcp.example/#token=…&a=b'],
  ['https://mcp.example/#/cb/aB1cD2eF3gH4iJ5k?token=word&a', 'https://mcp.example/#/cb/…?token=…&a'],
  ['https://mcp.example/#a/b', SAME],
  ['https://mcp.example/#aB1cD2eF3gH4iJ5k', 'https://mcp.example/#…'],
  ['https://mcp.example/#?token=word', 'https://mcp.example/#?token=…'],
  ['https://mcp.example/?aB1cD2eF3gH4iJ5k&a', 'https://mcp.example/?…&a'],
  ['https:/mcp.example\\a?token=word', 'https://mcp.example/a?token=…'],
  ['https://mcp.example/a=b=c?x=y=z&code=a=b', 'https://mcp.example/a=b=c?x=y=z&code=…'],
  ['https://mcp.example/?a=1&#38;code=word', 'https://mcp.example/?a=1&#38;code=…'],
  ['https://mcp.example/?a=1&amp;code=word', 'https://mcp.example/?a=1&amp;code=…'],
  ['https://mcp.example/?a=b\nc&tok%65n=word', 'https://mcp.example/?a=b\nc&tok%65n=…'],
  ['https://mcp.example?', SAME],
  ['https://mcp.example/?a&b=&=c', SAME],
  ['https://aQ9fKx72LmPz05TtRw.example/', 'https://masked.invalid/'],
])('a masked address shows the parts that are not secret: %j as %j', (url, shown = url) => {
  const each = testExchange({ url, headers: { authorization: `Bearer ${SECRET}` } });
  expect(redactionOf([each]).exchange(each).request.url).toBe(shown);
});

it.each<[string, number, string, (text: string) => string]>([
  ['JSON', 9, 'hello', (text) => JSON.stringify([text])],
  ['addresses', 4, 'hello', (text) => `/a?x=${encodeURIComponent(text)}`],
  ['segments', 4, 'hello', (text) => `/a/${encodeURIComponent(text)}`],
  ['forms', 4, 'hello', (text) => `a=b&x=${encodeURIComponent(text)}`],
  ['addresses among words', 4, 'hello', (text) => `see https://a.example/?x=${encodeURIComponent(text)}`],
  ['markup', 8, '<a>hello</a>', (text) => `x ${text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')}`],
])('text in %s is read %i levels deep, and is masked below that level', (_what, levels, text, nest) => {
  const nested = (depth: number): string => (depth === 0 ? text : nest(nested(depth - 1)));
  const shown = [levels, levels + 1].map((depth) => {
    const each = exchange(nested(depth));
    return responseOf(redactionOf([each]).exchange(each))?.body.includes('hello');
  });
  expect(shown).toEqual([true, false]);
});

const nested = (levels: number, [open, close]: readonly [string, string], inner: string) =>
  open.repeat(levels) + inner + close.repeat(levels);

const LIST = ['[', ']'] as const;

const OBJECT = ['{"a":', '}'] as const;

it.each([4, 5])('a multipart body is read four levels deep: %i levels', (levels) => {
  const body = Array.from({ length: levels }).reduce<{ type: string; text: string }>(
    ({ type, text }, _, level) => ({
      type: `multipart/mixed; boundary=x${level}`,
      text: `--x${level}\r\nContent-Type: ${type}\r\n\r\n${text}\r\n--x${level}--`,
    }),
    { type: 'text/plain', text: 'hello' },
  );
  const each = exchange(body.text, body.type);
  expect(responseOf(redactionOf([each]).exchange(each))?.body.includes('hello')).toBe(levels === 4);
});

it.each<[string, string, boolean]>([
  ['100 lists', nested(100, LIST, '1'), true],
  ['101 lists', nested(101, LIST, '1'), false],
  ['100 objects', nested(100, OBJECT, '1'), true],
  ['101 objects', nested(101, OBJECT, '1'), false],
  ['1,000 lists side by side', nested(1, LIST, nested(999, ['[],', ''], '[]')), true],
  ['1,000 objects side by side', nested(1, LIST, nested(999, ['{},', ''], '{}')), true],
  ['brackets in a text', JSON.stringify([nested(101, ['[{', ''], '')]), true],
  ['brackets after an escaped quotation mark', JSON.stringify([`"${'['.repeat(101)}`]), true],
  ['lists after a text', nested(99, LIST, '["a",[1]]'), false],
  ['lists after a text that ends with a backslash', nested(99, LIST, '["\\\\",[1]]'), false],
])('JSON is read up to 100 levels: %s', (_what, body, isRead) => {
  const each = exchange(body);
  expect(responseOf(redactionOf([each]).exchange(each))?.body?.startsWith('…')).toBe(!isRead);
});

it.each([
  [8, 'see …'],
  [9, 'see hello1234567'],
])('a secret is found in base64 that is %i levels deep: %s', (depth, shown) => {
  const blob = Array.from({ length: depth }).reduce<string>(base64, 'token=hello1234567');
  expect(redactionOf([exchange(JSON.stringify({ a: blob }))]).text('see hello1234567')).toBe(shown);
});

describe('a masked log', () => {
  const parameters =
    'response_type=code&client_id=app&code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM&code_challenge_method=S256&scope=openid%20a&state=some-state&resource=https%3A%2F%2Fmcp.example%2Fmcp';

  it('keeps public values as written', () => {
    const kept = testExchange(
      {
        method: 'GET',
        url: `${AS}/authorize?${parameters}`,
        headers: { accept: 'application/json, text/event-stream' },
      },
      {
        status: 401,
        headers: {
          'content-type': 'application/json',
          'www-authenticate':
            'Bearer resource_metadata="https://mcp.example/.well-known/oauth-protected-resource/mcp", scope="a b"',
          'access-control-allow-headers': 'authorization, content-type',
        },
        body: '{"issuer":"https://as.example","token_endpoint":"https://as.example/token","token_endpoint_auth_methods_supported":["none"],"keys":[{"kty":"EC","kid":"1","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU"}],"error":{"code":-32601,"message":"No token: sign in"},"expires_in":900,"token_type":"Bearer","progressToken":"abc"}',
      },
    );
    expect(redactionOf([kept]).exchange(kept)).toEqual(kept);
  });

  it('does not mistake the address in a challenge for a token, although it has digits', () => {
    const hint = 'Bearer resource_metadata="http://127.0.0.1:9401/.well-known/oauth-protected-resource/mcp"';
    const refused = testExchange({}, { status: 401, headers: { 'www-authenticate': hint } });
    const redaction = redactionOf([refused]);
    expect(redaction.exchange(refused)).toEqual(refused);
    const sentence = 'Its resource metadata describes this server';
    expect(redaction.text(sentence)).toBe(sentence);
  });

  it.each([
    ['{"error":{"code":"AUTHENTICATION_REQUIRED","message":"Sign in."}}', 'application/json'],
    ['{"code":"invalid_redirect_uri","message":"Use https.","data":{"status":400}}', 'application/json'],
    ['Forbidden', 'text/plain'],
  ])('does not mistake the error of a refused registration for a secret: %s', (body, type) => {
    const response = { status: 400, headers: { 'content-type': type }, body };
    const refused = testExchange({ method: 'POST', url: `${AS}/register` }, response);
    const redaction = redactionOf([refused]);
    const sentence = 'WWW-Authenticate, redirect_uri and Forbidden (authentication required)';
    expect(redaction.text(sentence)).toBe(sentence);
    if (type === 'application/json') expect(redaction.exchange(refused)).toEqual(refused);
  });

  it('distinguishes two long secrets by six characters of each secret', () => {
    const log = ['first-of-two-secrets', 'other-of-two-values!'].map((secret) =>
      testExchange({ headers: { authorization: `Bearer ${secret}` } }),
    );
    const redaction = redactionOf(log);
    const masked = log.map((each) => redaction.exchange(each).request.headers.authorization);
    expect(masked).toEqual(['Bearer fir…ets', 'Bearer oth…es!']);
  });

  it('hides a shorter secret, which may be a password, completely', () => {
    const log = [testExchange({ body: '{"password":"correct-horse-12345"}' })];
    expect(redactionOf(log).exchange(log[0] ?? testExchange({})).request.body).toBe('{"password":"…"}');
  });

  it('hides the digest of a body with a secret, because a PIN can be computed from it', () => {
    const sums = { digest: 'a', 'content-digest': 'b', 'repr-digest': 'c', 'content-md5': 'd', etag: '"e"' };
    const headers = { ...sums, 'x-digest': 'f', etags: 'g' };
    for (const [body, shown] of [
      ['{"pin":"1234"}', { ...headers, ...Object.fromEntries(Object.keys(sums).map((name) => [name, '…'])) }],
      ['{"name":"Ada"}', headers],
    ] as const) {
      const log = [testExchange({ headers, body }, { headers, body })];
      const { request, outcome } = redactionOf(log).exchange(log[0] ?? testExchange({}));
      expect(request.headers).toEqual(shown);
      expect(outcome).toMatchObject({ response: { headers: shown } });
    }
  });

  it('hides what looks random in a token response, whatever its name', () => {
    const secret = 'k9Se7CRETq2W8eR5tY1uI';
    const form = { url: `${AS}/oauth`, headers: { 'content-type': 'application/x-www-form-urlencoded' } };
    const response = { body: `{"a":["${secret}"]}` };
    const harOf = (body: string) => exportHar([testExchange({ ...form, body }, response)]);
    const grant = 'grant_type=refresh_token&refresh_token=abcdefgh12345678';
    for (const body of [grant, `a=b&${grant}`]) expect(harOf(body)).not.toContain(secret);
    for (const body of ['query=books', 'xgrant_type=a']) expect(harOf(body)).toContain(secret);
  });
});

it.each([
  ['Basic YWRhOmNvcnJlY3QxMjM0 x', 'Basic YWR… x'],
  ['the code abcdefghijklmnop1 x', 'the code … x'],
  ['a\\u0026token=word b', 'a\\u0026token=… b'],
  ['%2Fa%3Ftoken%3Dword', '%2Fa%3Ftoken%3D…'],
  ['/a?token=word', '/a?token=…'],
  ['com.example.app:/a?token=word', 'com.example.app:/a?token=…'],
  ['{"token":"word"}', '{"token":"…"}'],
])('a text about the log is masked, although no message names the secret: %j as %j', (text, shown) => {
  expect(redactionOf([]).text(text)).toBe(shown);
});

it('a password of HTTP Basic is masked both encoded and decoded (RFC 6749 §2.3.1)', () => {
  const each = testExchange({ headers: { authorization: `Basic ${base64('ada:correct+horse1')}` } });
  const written = ['correct+horse1', 'correct horse1'].map(base64).join(' and ');
  expect(redactionOf([each]).text(`see ${written}`)).toBe('see … and …');
});

it('a request is masked by the rules for its type, and the response to a request with a secret is masked completely', () => {
  const type = { 'content-type': 'text/csv' };
  const csv = testExchange({ headers: type, body: 'name,access_token\nada,word\n' });
  expect(redactionOf([csv]).exchange(csv).request.body).toBe('name,access_token\nada,…\n');
  const called = testExchange({ headers: { authorization: `Bearer ${SECRET}` } }, { body: 'hello' });
  expect(responseOf(redactionOf([called]).exchange(called))?.body).toMatch(/^… \(5 characters/);
});
