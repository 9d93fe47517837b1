import { describe, expect, it } from 'vitest';
import { testExchange } from '../testing/exchange.ts';
import { type Exchange, responseOf } from './exchange.ts';
import { exportHar } from './har.ts';
import { createRedaction, redactionOf } from './redact.ts';
import { describesSecret, isNumericSecretName, isSecretName } from './secret-names.ts';

const SECRET = 'aQ9fKx72LmPz05TtRw';
const PASSPHRASE = 'correct horse battery staple';

const exchange = (body: string, contentType = '', method = 'GET') =>
  testExchange({ method }, { headers: { 'content-type': contentType }, body });

const MULTIPART = 'multipart/mixed; boundary=x';
const base64 = (text: string) => Buffer.from(text).toString('base64');
/** A text of UTF-16, as a decoder of UTF-8 reads it. */
const zeros = (text: string) => [...text].map((character) => `${character}\0`).join('');
const jsonWebToken = (claims: object, header: object = { alg: 'ES256' }) =>
  [header, claims, 'signature']
    .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
    .join('.');

const hidden = (body: string) =>
  [SECRET, PASSPHRASE, 'correcthorsebattery', '1234567890123456'].reduce(
    (text, secret) => text.replaceAll(secret, '…'),
    body,
  );

/** The parts of a secret, eight characters long, that a HAR of a log still has. */
function partsLeft(secret: string, log: readonly Exchange[]): string[] {
  const har = exportHar(log);
  const parts = Array.from({ length: secret.length - 7 }, (_, at) => secret.slice(at, at + 8));
  return parts.filter((part) => har.includes(part));
}

describe('a secret that a name or a sentence marks', () => {
  it.each<[string, string, string?, string?]>([
    ['an element of XML', `<r><access_token>${SECRET}</access_token></r>`],
    ['an element with a prefix', `<saml:Assertion Version="2.0">${SECRET}</saml:Assertion>`],
    ['an element within an element', `<password><value>${SECRET}</value></password>`],
    [
      'a CDATA section',
      `<client_secret><![CDATA[${SECRET}]]></client_secret>`,
      undefined,
      '<client_secret>…</client_secret>',
    ],
    ['the value of an element', `<r><password value="${SECRET}"/></r>`],
    ['an attribute', `<user name="ada" password='${SECRET}'/>`],
    ['a setting of XML', `<add key="ApiKey" value="${SECRET}"/>`, undefined, '<add key="…" value="…"/>'],
    ['a text area', `<textarea rows=3 name="access_token">${SECRET}</textarea>`],
    ['a meta element', `<meta name="csrf-token" content="${SECRET}">`],
    [
      'an input',
      `<input value=${SECRET} type=hidden name=code>`,
      undefined,
      '<input value="…" type=hidden name=code>',
    ],
    ['a column of CSV', `name,access_token\nada,${SECRET}\ngrace,"${SECRET}"\n`, 'text/csv'],
    ['a column between tabs', `password\tname\r\n${SECRET}\tada\r\n`, 'text/tab-separated-values'],
    ['YAML', `user: ada\n  password: correcthorsebattery\n`],
    ['YAML in a list', `- password: ${PASSPHRASE}\n- a: b`],
    ['INI', `[db]\npassword = ${PASSPHRASE}\n`],
    ['a shell script', `export CLIENT_SECRET=${SECRET}\n`],
    ['quotation marks', `failed: password="${PASSPHRASE}"; next`],
    ['quotation marks within JSON', JSON.stringify({ message: `bad: password="${PASSPHRASE}"` })],
    [
      'JSON within JSON within words',
      JSON.stringify({ m: `got ${JSON.stringify({ password: PASSPHRASE })}` }),
    ],
    ['JSON escaped within words', `log: "{\\"password\\":\\"${PASSPHRASE}\\"}"`],
    ['an escaped quotation mark', `password="a\\"${PASSPHRASE}"`, undefined, 'password="…\\"…ple"'],
    ['JSONP', `cb({"password":"${PASSPHRASE}"})`, 'text/javascript'],
    ['a dictionary of Python', `{'password': '${PASSPHRASE}'}`],
    ['a hash of Ruby', `{:password => "${PASSPHRASE}"}`],
    ['a number of JSON', '{"access_token":1234567890123456}', undefined, '{"access_token":"…"}'],
    ['a list of numbers of JSON', '{"tokens":[1234567890123456]}', undefined, '{"tokens":["…"]}'],
    ['an error', `Error: access_token=${SECRET}`],
    ['a sentence about a failure', `request failed: code=${SECRET}`],
    ['an address without a host after a name', `path:/cb?code=${SECRET}`],
    ['an option with an equals sign', `cmd=--password=${SECRET}`, undefined, 'cmd=--password%3D…'],
    ['an option whose value is the next word', `run --client-secret=${SECRET}`],
    ['names in a row', `a: b: c=d: code=${SECRET}`],
    ['a line with another name before its name', `note: password=${PASSPHRASE}`],
    ['a long name', `${'APP__'.repeat(20)}CLIENT_SECRET=${SECRET}`],
    [
      'a name with a line before it',
      `//registry.example/:_authToken=${SECRET}`,
      undefined,
      '//registry.example/%3A_authToken%3D…',
    ],
    ['an index', `config["password"] = "${PASSPHRASE}"`],
    ['quotation marks within eleven others', `${'a="b=\''.repeat(11)}password="${PASSPHRASE}"`],
    ['a name in an encoding', `see next%3D%2Fcb%3Fa%3Db%26code%3D${SECRET} there`],
    ['a name in escapes of JavaScript', `go("\\/cb?a=b\\u0026code\\u003d${SECRET}")`],
    ['a name in references of HTML', `<a href="/cb?a=b&amp;code&#61;${SECRET}">`],
    ['an address in a page, after another parameter', `<a href="https://a.example/?a=b&amp;code=${SECRET}">`],
    ['escaped XML', `&lt;access_token&gt;${SECRET}&lt;/access_token&gt;`],
    ['an escaped element', `&lt;input name=&quot;code&quot; value=&quot;${SECRET}&quot;&gt;`],
    [
      'JSON: Key and Value',
      JSON.stringify([{ Key: 'access_token', Value: SECRET }]),
      undefined,
      '[{"Key":"…","Value":"…"}]',
    ],
    ['JSON: name and values', JSON.stringify({ name: 'Authorization', values: [PASSPHRASE] })],
    ['JSON: parameter', JSON.stringify({ parameter: 'code', value: SECRET })],
    ['JSON: type', JSON.stringify({ type: 'access_token', value: SECRET })],
    ['JSON: names and values in turn', JSON.stringify(['host', 'a', 'authorization', SECRET, 'accept', 'b'])],
    ['an attribute after an angle bracket', `<input value="${SECRET}" title="a > b" name="code">`],
    ['an attribute after an apostrophe', `<p don't><input value="${SECRET}" title="a > b" name="code">it's`],
    ['an element within unbalanced quotes', `<a b="c><password>${SECRET}</password>`],
    ['an element in capital letters', `<Password>${SECRET}</PASSWORD>`],
    ['an element with two names', `<input id="x" name="code" value="${SECRET}">`],
    ['a list of YAML', `- name: access_token\n  value: ${PASSPHRASE}\n`],
    ['a list of YAML with a block', `- name: access_token\n  value: |-\n    ${SECRET}\n`],
    ['YAML with the value first', `- value: ${SECRET}\n  name: access_token\n`],
    ['a log', `name=access_token value=${SECRET} size=3`],
    ['an object of JavaScript', `({ name: 'access_token', value: '${PASSPHRASE}' })`],
    ['arguments', `localStorage.setItem("access_token", "${PASSPHRASE}")`],
    ['a pair of Python', `[('access_token', '${SECRET}'), ["token", "${SECRET}"]]`],
    ['a property list', `<dict><key>password</key><string>${PASSPHRASE}</string></dict>`],
    ['a part of a multipart body', `--x\r\nX-Auth-Token: ${SECRET}\r\n\r\nhi\r\n--x--`, MULTIPART],
    [
      'an event after a byte order mark',
      `\ufeffdata:{"access_token":\ndata:"${SECRET}"}\n\n`,
      'text/event-stream',
      'data: {\ndata:   "access_token": "…"\ndata: }\n\n',
    ],
    ['a name in full width', JSON.stringify({ ａｃｃｅｓｓ＿ｔｏｋｅｎ: SECRET })],
    ['a name with an invisible letter', JSON.stringify({ 'access_to\u200bken': SECRET })],
    [
      'the name of a member',
      JSON.stringify({ tokens: { [SECRET]: { user: 'ada' } } }),
      undefined,
      '{"tokens":{"…":{"user":"…"}}}',
    ],
    ['an option for cookies', `curl -b 'zzz=${SECRET}' https://mcp.example/`],
    ['a sentence with quotation marks', `Use the token "${SECRET}" now`],
    ['a sentence with brackets', `Invalid token (${SECRET})`],
    ['a sentence with a colon', `The password is: ${SECRET}`],
    ['a line of a netrc file', `machine mcp.example login ada password ${SECRET}`],
    ['a table', `<tr><th>Access token:</th><td>x</td></tr><tr><th>token</th>\n<td>${SECRET}</td></tr>`],
  ])(
    'never leaves the page in %s, and nothing else is masked',
    (_place, body, contentType = 'text/plain', masked = hidden(body)) => {
      const each = exchange(body, contentType);
      const shown = responseOf(redactionOf([each]).exchange(each))?.body;
      expect(shown?.replace(/cor…(ple)?/g, '…')).toBe(masked);
    },
  );

  it('is distinguished from words, markup, counts and columns that only look like a secret', () => {
    for (const body of [
      'No token: sign in',
      'Error: invalid_token: the key is unknown; see https://mcp.example/a?b=c%20d&amp;e=f',
      'C:\\users\\xadmin: path\\under 100%25 <Vector<int>>',
      '[{"name":"code","description":"The code of the error"},{"type":"token","text":"hello world"}]',
      '{"response_types_supported":["code","code id_token","token"]}',
      '- name: size\n  value: 12\n- name: token\n  size: 12\n',
      'notify("token", "is the word")'.replace('"token"', 'token'),
      '<p>Write <code>https</code>, and a <b>key</b></p>',
      'name,age\nada,36\n',
      '{"max_tokens":4096,"total_tokens":123456,"seed":42}',
      'status: ok\nretries: 3\n',
    ]) {
      const each = exchange(body, body.startsWith('name,') ? 'text/csv' : 'text/plain');
      expect(redactionOf([each]).exchange(each)).toEqual(each);
    }
  });

  it.each<[string, string, (text: string) => string]>([
    ['UTF-16', JSON.stringify({ access_token: SECRET }), zeros],
    ['base64 of a form', `user=ada&access_token=${SECRET}`, base64],
    ['base64 of base64', JSON.stringify({ access_token: SECRET }), (text) => base64(base64(text))],
  ])('is never exported in %s, and is masked where it recurs', (_encoding, text, encode) => {
    const log = [exchange(JSON.stringify({ blob: encode(text) })), exchange(`see ${SECRET} there`)];
    expect(exportHar(log)).not.toContain(JSON.stringify(encode(text)).slice(1, -1));
    expect(partsLeft(SECRET, log)).toEqual([]);
  });

  it('is never exported in a body of UTF-16', () => {
    const body = zeros(JSON.stringify({ access_token: SECRET }));
    expect(exportHar([exchange(body)]).replaceAll('\\u0000', '')).not.toContain(SECRET);
  });

  it.each<[string, Record<string, string>]>([
    ['after its name', { 'sec-websocket-protocol': `mcp, access_token, ${SECRET}` }],
    ['after its scheme', { 'sec-websocket-protocol': `bearer,${SECRET}` }],
    ['after a prefix', { 'sec-websocket-protocol': `mcp, token.${SECRET}` }],
  ])('is never exported among the subprotocols of a WebSocket: %s', (_place, headers) => {
    const each = exchange('');
    const log = [{ ...each, request: { ...each.request, headers } }];
    expect(partsLeft(SECRET, log)).toEqual([]);
    expect(exportHar(log)).toMatch(/mcp|bearer/);
  });

  it('is distinguished from subprotocols that name no secret, which stay visible', () => {
    const each = exchange('');
    const headers = { 'sec-websocket-protocol': 'graphql-transport-ws, v4.channel.k8s.io, mcp' };
    const log = [{ ...each, request: { ...each.request, headers } }];
    expect(log.map((one) => redactionOf(log).exchange(one))).toEqual(log);
  });

  it.each<[string, Exchange]>([
    ['the claims of a token', exchange(JSON.stringify({ id_token: jsonWebToken({ sid: SECRET }) }))],
    [
      'the claims of a token in the claims of a token',
      exchange(JSON.stringify({ id_token: jsonWebToken({ access_token: jsonWebToken({ sid: SECRET }) }) })),
    ],
    [
      'a password of HTTP Basic',
      exchange(JSON.stringify({ Authorization: `Basic ${base64(`app:${SECRET}`)}` })),
    ],
    ['a password of HTTP Basic in words', exchange(`sent Basic ${base64(`app:${SECRET}9`)} there`)],
    [
      'the private key in the header of a proof',
      {
        ...exchange(''),
        request: {
          method: 'POST',
          url: 'https://mcp.example/items',
          headers: { dpop: jsonWebToken({}, { jwk: { kty: 'EC', d: SECRET } }) },
          body: '',
        },
      },
    ],
  ])('is masked where it recurs, if it is within another secret: %s', (_place, first) => {
    const log = [first, exchange(`see ${SECRET} there`, 'text/plain')];
    expect(partsLeft(SECRET, log)).toEqual([]);
  });

  it.each([
    ['a cookie with the name of an attribute', `priority=${SECRET}; Path=/`],
    ['a cookie that is called domain', `domain=${SECRET}`],
    ['a path with a parameter', `a=b; Path=/cb?code=${SECRET}`],
  ])('never leaves the page in Set-Cookie: %s', (_place, cookie) => {
    const each = exchange('');
    if (each.outcome.kind !== 'answered') throw new Error('no response');
    const log = [
      {
        ...each,
        outcome: { ...each.outcome, response: { status: 200, headers: { 'set-cookie': cookie }, body: '' } },
      },
    ];
    expect(partsLeft(SECRET, log)).toEqual([]);
  });

  it.each([
    ...['auth', 'x-auth', 'auth_req_id', 'ticket', 'service_ticket', 'rpt', 'pass', 'pw', 'pat', 'creds'],
    ...['connect.sid', 'ｐａｓｓｗｏｒｄ', 'pass\u200bword'],
    ...['oob_code', 'oobCode', 'token3', 'passwd2', 'code1', 'cookie2', 'token_2', 'authcode'],
    ...[
      ...'authorizationcode mnemonic seed one_time_code otpcode sas PHPSESSID x-csrf'.split(' '),
      ...'private_key_pem public_2_key token_12 token12 my_authorization_code code_confirmation'.split(' '),
      ...['token[]', 'SAMLResponse'],
    ],
  ])('is recognized by the name %s', (name) => expect(isSecretName(name)).toBe(true));

  it.each([
    ...'compass bypass author pattern error_code progressToken sha256 public_key public_key12'.split(' '),
    ...'authorization_endpoint to3ken token_2fa access-control-allow-credentials'.split(' '),
  ])('is not recognized by the name %s', (name) => expect(isSecretName(name)).toBe(false));
});

it.each([
  ['aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee', true],
  ['AAAAAAAABBBBCCCCDDDDEEEEEEEEEEEE', true],
  ['aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeeee', false],
  ['gaaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee', false],
  ['abcdefghijklmnopqrstuvwx', true],
  ['abcdefghijklmnopqrstuvw', false],
  ['abcdefghijkl-mnopqrstuvwxyz', false],
  ['_abcdefghijklmnopqrstuvwx', false],
  ['aaaa_BBBB_1111_aaaa', false],
  ['aaaaBBBB1111aaaa1', true],
  ['aaaa-BBBB_1111.aaaa~1', true],
  ['aaaaBBBB1111aaaa', false],
  ['aB1cD2eF3gH4iJ5k', true],
  ['aB1cD2eF3gH4iJ5', false],
  ['aB1cD2eF3gH4iJ5k!', false],
])('the segment %s of an address is masked, because it looks random: %s', (segment, random) => {
  const url = `https://mcp.example/${segment}/mcp`;
  const log = [{ ...exchange(''), request: { method: 'POST', url, headers: {}, body: '' } }];
  const masked = log.map((each) => redactionOf(log).exchange(each).request.url !== url);
  expect(masked).toEqual([random]);
});

describe('a masked header', () => {
  const LONG = `${SECRET}${SECRET}XyZ1`;
  it.each<[Record<string, string>, Record<string, string>]>([
    [{ cookie: `theme=dark; s=${LONG}` }, { cookie: 'theme=…; s=aQ9…yZ1' }],
    [{ 'set-cookie': `s=${LONG}; Path=/app` }, { 'set-cookie': 's=aQ9…yZ1; Path=/app' }],
    [{ authorization: `Bearer ${LONG}` }, { authorization: 'Bearer aQ9…yZ1' }],
    [
      { authorization: `Basic ${base64(`ada:${LONG}`)}`, 'x-note': `see ${LONG} there` },
      { authorization: 'Basic YWR…jE=', 'x-note': 'see aQ9…yZ1 there' },
    ],
    [
      { authorization: `Digest response="${LONG}"`, 'x-note': `see ${LONG} there` },
      { authorization: 'Digest res…Z1"', 'x-note': 'see aQ9…yZ1 there' },
    ],
    [
      {
        authorization: `Digest cnonce=${LONG}, username="Grace1234567890"`,
        'x-note': `${LONG} Grace1234567890`,
      },
      { authorization: 'Digest cno…90"', 'x-note': 'aQ9…yZ1 Grace1234567890' },
    ],
    [
      { 'sec-websocket-protocol': `access_token, ${LONG}, mcp` },
      { 'sec-websocket-protocol': 'access_token, aQ9…yZ1, mcp' },
    ],
    [{ location: `/cb?code=${LONG}&state=x` }, { location: '/cb?code=aQ9…yZ1&state=x' }],
    [{ 'x-cookie-policy': 'theme=dark' }, { 'x-cookie-policy': 'theme=dark' }],
    [{ 'x-authorization-policy': 'a b' }, { 'x-authorization-policy': 'a b' }],
    [{ 'cookies-policy': 'theme=dark' }, { 'cookies-policy': 'theme=dark' }],
    [{ 'x-set-cookie': 'a=b' }, { 'x-set-cookie': '…' }],
    [{ 'set-cookie2': 'a=b; c' }, { 'set-cookie2': '…' }],
    [
      { 'x-sec-websocket-protocol': 'a.aB1cD2eF3gH4iJ5k' },
      { 'x-sec-websocket-protocol': 'a.aB1cD2eF3gH4iJ5k' },
    ],
    [
      { 'sec-websocket-protocols': 'a.aB1cD2eF3gH4iJ5k' },
      { 'sec-websocket-protocols': 'a.aB1cD2eF3gH4iJ5k' },
    ],
    [{ location: '/a b?token=word c' }, { location: '/a b?token=…' }],
    [{ authorization: 'Digest  a="b", c=d' }, { authorization: 'Digest  …' }],
    [{ authorization: '"a" b=c' }, { authorization: '…' }],
    [{ authorization: 'abc' }, { authorization: '…' }],
    [{ authorization: 'Scheme a=b' }, { authorization: 'Scheme …' }],
    [
      { authorization: 'Basic YWRhOmNvcnJlY3QxMjM0', x: 'correct1234' },
      { authorization: 'Basic YWR…jM0', x: '…' },
    ],
    [
      { authorization: 'XBasic YWRhOmNvcnJlY3QxMjM0', x: 'correct1234' },
      { authorization: 'XBasic YWR…jM0', x: 'correct1234' },
    ],
    [
      {
        authorization: 'Digest nonce = abcdefgh1 , xnonce=abcdefgh2, noncex=abcdefgh3',
        x: 'abcdefgh1 abcdefgh2 abcdefgh3',
      },
      { authorization: 'Digest non…gh3', x: '… …2 …3' },
    ],
    [{ cookie: 'alone; =b; c= d ' }, { cookie: '…; =…; c=…' }],
    [{ 'set-cookie': 'a=b; secure; x=y; Path=/a' }, { 'set-cookie': 'a=…; secure; x=…; Path=/a' }],
    [
      { 'sec-websocket-protocol': 'token, , token,\nword' },
      { 'sec-websocket-protocol': 'token, , token,\n…' },
    ],
    [{ authorization: 'Bearer\n word' }, { authorization: 'Bearer\n …' }],
    [{ 'x-long': 'see '.repeat(5_000) }, { 'x-long': 'see '.repeat(5_000) }],
    [
      { 'x-long': `token=word1234 ${'a '.repeat(10_000)}`, x: 'word1234' },
      { 'x-long': '… (20015 characters, masked: they could not be read)', x: '…' },
    ],
    [
      { authorization: `Bearer ${SECRET}`, [SECRET]: 'a', [`x-${SECRET}`]: 'b' },
      { authorization: 'Bearer …', 'masked-2': 'a', 'masked-3': 'b' },
    ],
  ])('keeps what is no secret: %j', (headers, shown) => {
    const each = testExchange({ headers });
    expect(redactionOf([each]).exchange(each).request.headers).toEqual(shown);
  });
});

const octets = (write: (octet: number) => string) => [...Buffer.from(SECRET)].map(write).join('');
const hex = Buffer.from(SECRET).toString('hex');
function base32(text: string): string {
  const bits = [...Buffer.from(text)].map((octet) => octet.toString(2).padStart(8, '0')).join('');
  return (bits.match(/.{1,5}/g) ?? [])
    .map((group) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'[Number.parseInt(group.padEnd(5, '0'), 2)])
    .join('');
}

describe('an issued secret', () => {
  it.each<[string, string]>([
    ['base32', base32(SECRET)],
    ['base64 of UTF-16', Buffer.from(SECRET, 'utf16le').toString('base64')],
    ['escapes of code points', octets((octet) => `\\u{${octet.toString(16)}}`)],
    ['octal escapes', octets((octet) => `\\${octet.toString(8)}`)],
    ['quoted-printable', octets((octet) => `=${octet.toString(16).toUpperCase().padStart(2, '0')}`)],
    [
      'percent encoding that is longer than necessary',
      octets((octet) => `%C${octet >> 6}%${((octet & 63) | 128).toString(16)}`),
    ],
    [
      'percent encoding of three octets',
      octets((octet) => `%E0%8${octet >> 6}%${((octet & 63) | 128).toString(16)}`),
    ],
    ['percent encoding of UTF-16', octets((octet) => `%u00${octet.toString(16)}`)],
    ['hexadecimal octets between colons', (hex.match(/../g) ?? []).join(':')],
    ['hexadecimal octets between spaces', (hex.match(/../g) ?? []).join(' ')],
    ['hexadecimal octets between hyphens', (hex.match(/../g) ?? []).join('-')],
  ])('is masked where it recurs in %s', (_encoding, written) => {
    const log = [exchange(`{"access_token":"${SECRET}"}`), exchange(`see ${written} there`, 'text/plain')];
    const har = exportHar(log);
    expect(har).not.toContain(JSON.stringify(written).slice(1, -1));
    expect(har).toContain('see … there');
  });

  it('is masked where a method repeats it, and the method stays a token', () => {
    const log = [exchange(`{"access_token":"${SECRET}"}`), exchange('', '', SECRET)];
    expect(partsLeft(SECRET, log)).toEqual([]);
    expect(log.map((each) => redactionOf(log).exchange(each).request.method)).toEqual(['GET', 'MASKED']);
  });
});

describe('a list of metadata that begins with the name of a secret', () => {
  it.each([
    ['grant_types_supported', ['authorization_code', 'refresh_token']],
    ['grant_types_supported', ['authorization_code', 'implicit']],
    ['response_types_supported', ['code', 'id_token token']],
  ])('is no pair of a name and a secret: %s %j', (member, list) => {
    const body = JSON.stringify({ [member]: list });
    const redaction = redactionOf([exchange(body, 'application/json')]);
    expect(redaction.exchange(exchange(body))).toMatchObject({ outcome: { response: { body } } });
    const sentence = 'Issue a new refresh token, and remove the implicit grant.';
    expect(redaction.text(sentence)).toBe(sentence);
  });

  it('is distinguished from a pair, whose value is masked even if the value is short', () => {
    const body = JSON.stringify({ header: ['password', 'hunter'], cookie: ['refresh_token', SECRET] });
    const masked = redactionOf([exchange(body)]).exchange(exchange(body));
    expect(JSON.stringify(masked)).not.toMatch(/hunter|aQ9fKx72/);
  });
});

it('a number is a secret by another name than other secrets, and some members only describe a secret', () => {
  const names = [
    'pin',
    'user_pin',
    'smsCode',
    'code',
    'pin_count',
    'expires_in',
    'token_type',
    'type_of',
    '',
  ];
  expect(names.filter(isNumericSecretName)).toEqual(['pin', 'user_pin', 'smsCode']);
  expect(names.filter(describesSecret)).toEqual(['expires_in', 'token_type']);
});

describe('a secret that a person states', () => {
  it.each<[string, string, string]>([
    ['abcd', 'see abcd, ABCD; xabcd abcdx 1abcd', 'see …, …; xabcd abcdx 1abcd'],
    ['abc', 'see abc', 'see abc'],
    ['a.c$', 'see a.c$, but not axc$', 'see …, but not axc$'],
    ['p@ss', 'p@ss p%40ss 70407373 cEBzcw==', '… … … …=='],
    ['ab\tc', 'see 61620963', 'see …'],
    ['abcdefg', 'see xabcdefg and abcdefg', 'see xabcdefg and …'],
    ['abcdefgh', 'see xabcdefgh', 'see x…'],
  ])('is masked as a word if it is short: %j in %j', (stated, text, shown) => {
    expect(createRedaction([], [], [stated]).text(text)).toBe(shown);
    expect(createRedaction([], [], [stated, 'other-word']).text(text)).toBe(shown);
  });

  it('is masked everywhere if a text names it, and only there', () => {
    expect(createRedaction([], [`/a?token=${SECRET}`]).text(`see ${SECRET}`)).toBe('see …');
    expect(createRedaction([], [`/a?other=${SECRET}a`]).text('see words')).toBe('see words');
  });
});

describe('an address that is a secret', () => {
  it.each<[string, string, string]>([
    [
      'urn:ietf:params:oauth:request_uri:6esc_11ACC5bwc',
      'urn:ietf:params:oauth: 6esc_11ACC5bwc',
      'urn:ietf:params:oauth: …',
    ],
    [`https://words.example/${SECRET}`, `words.example ${SECRET}`, 'words.example …'],
    ['1 https://words.example', 'see words.example', 'see …'],
  ])('is masked only where its random parts recur: %s', (secret, text, shown) => {
    const log = [exchange(JSON.stringify({ token: secret }))];
    expect(redactionOf(log).text(text)).toBe(shown);
    expect(redactionOf(log)).toBe(redactionOf(log));
  });
});

it('a word of more than 20,000 characters is masked, because it is not decoded', () => {
  const { text } = createRedaction([], [], [SECRET]);
  const long = 'ab'.repeat(10_000);
  expect(text(`see ${long} and ${long}a`)).toBe(`see ${long} and …`);
});

it('an exchange without a response has none after it is masked', () => {
  const each = { ...exchange(''), outcome: { kind: 'failed' } as const };
  expect(redactionOf([each]).exchange(each)).toEqual(each);
});

/** Stands for a text in which nothing is masked. */
const SAME = undefined;

describe('a masked body', () => {
  it.each<[string, string | undefined, string?]>([
    [' \n', SAME],
    ['{"a":"b"}\r\n\n{"token":"aQ9fKx72LmPz05TtRw"}\n[1]', '{"a":"b"}\n\n{"token":"…"}\n[1]'],
    ['"a"\n"password=b"', '"a"\n"password=…"'],
    ['{"a":1}\n{"token":"aQ9fKx72LmPz05TtRw"', '…'],
    ['{"token":"aQ9fKx72LmPz05TtRw"}', '{"token":"…"}'],
    [' { "token" : "word" } ', '{"token":"…"}'],
    ['hello', SAME, 'x/multipart/a'],
    ['hello', '…', 'multipart/a'],
    ['name,access_token\nada,word\n', SAME, 'x/text/csv'],
    ['name,access_token\nada,word\n', 'name,access_token\nada,…\n', 'text/csv; charset=utf-8'],
    ['see\naB1cD2eF3gH4iJ5k', SAME, 'text/plain'],
    ['see\naB1cD2eF3gH4iJ5k', SAME, 'x/text/event-stream'],
    ['see\naB1cD2eF3gH4iJ5k', 'see\n… (16 characters, masked: they could not be read)', 'text/event-stream'],
    ['see data: a\naB1cD2eF3gH4iJ5k', SAME],
    ['event: a\naB1cD2eF3gH4iJ5k', 'event: a\n… (16 characters, masked: they could not be read)'],
    ['say password=word two', 'say password=… two', 'x/application/x-www-form-urlencoded'],
    ['say password=word two', 'say password=…', 'application/x-www-form-urlencoded'],
    [' <a password=word two', ' <a password=… two', 'application/x-www-form-urlencoded'],
    ['see <a password=word two', 'see <a password=…', 'application/x-www-form-urlencoded'],
    ['hello', SAME, 'application/x-www-form-urlencoded'],
    [
      'event: message\r\nid:  token=aQ9fKx72LmPz05TtRw\rretry: 5\n: note\n\nother\ndata: {"token":"x"}\ndata:y\ndata\n\ndata: password=word',
      'event: message\nid:  token=…\nretry: 5\n: note\n\nother\ndata: … (16 characters, masked: they could not be read)\n\ndata: password=…',
    ],
    ['﻿data: {"token":"word"}\nxdata: 1', 'data: {"token":"…"}\nxdata: 1'],
    ['id: 1\nevent: a', SAME, 'text/event-stream'],
    ['code=word;y', 'code=…'],
    ['YWJjZGVmZ2hpamtsbW5vcA==', '…'],
    ['see YWJjZGVmZ2hpamtsbW5vcA==', SAME],
    ['--xy\n\nhello\n--xy--', SAME, 'multipart/mixed; boundary=xy'],
    [
      '--xy\nhello\n--xy--',
      '--xy… (7 characters, masked: they could not be read)--xy--',
      'multipart/mixed; boundary=xy',
    ],
    ['--x hello', '…', 'multipart/mixed; boundary=x'],
    [
      '--xy\r\n\nhello\n--xy--x',
      '--xy\r\n\nhello\n--xy… (3 characters, masked: they could not be read)',
      'multipart/mixed; boundary=xy',
    ],
    ['"access_token", name\n"word ""a""", ada', '"access_token", name\n"…", ada', 'text/csv'],
    [' password ;"a""b";c"\n"a;b";"d""e";\nword', ' password ;"a""b";c"\n"…";"d""e";\n…', 'text/csv'],
    ['a,b,token\n1,2,word\n3,4,""', 'a,b,token\n1,2,…\n3,4,""', 'text/csv'],
    [
      '<a token=\'x"y>z\' b="1 > 2" value=\'word\' name="code" c=>hi</a>',
      '<a token=\'…\' b="1 > 2" value="…" name="code" c=>…</a>',
    ],
    [
      '<a \'b\' name="code" value="word>" c="d">see</a> "x" <b name=\'code\' value=\'w2\'/>see <key>token</key>',
      '<a \'b\' name="code" value="…" c="d">…</a> "x" <b name=\'code\' value="…"/>see <key>token</key>',
    ],
    [
      '<token>word<token>word</token>word</token> <TOKEN a="b">word</token> <token/>see</token>',
      '<token>…<token>…</token>word</token> <TOKEN a="b">…</token> <token/>see</token>',
    ],
    [
      '<token> \n <![CDATA[ word9 ]]> \n </token><token>a <![CDATA[b]]></token>',
      '<token>…</token><token>…<![CDATA[b]]></token>',
    ],
    ['<token><a> </a><b> word </b></token>', '<token><a> </a><b>…</b></token>'],
    ['<other key="a" value="b">see</other>', '<other key="…" value="b">see</other>'],
    [
      '<p name="x" value="y" id="token" text=\'word\' val=word>see</p>',
      '<p name="x" value="…" id="token" text="…" val="…">…</p>',
    ],
    ['<key>other</key><key>token</key>', '<key>…</key><key>token</key>'],
    ['<secret>token</secret>', '<secret>…</secret>'],
    ['<token>word &amp; word9</token> word & word9', '<token>…</token> …'],
    ['token: word', 'token: …'],
    ['note that token: word9', SAME],
    ['a token: word12', 'a token: …'],
    ['a token: word1 token: word12 code=1', 'a token: word1 token: … code=1'],
    ['a token=12345', SAME],
    ['a token=-12345', SAME],
    ['a token=123456', 'a token=…'],
    ['a token=x12345', 'a token=…'],
    ['a token=12345x', 'a token=…'],
    ['a token: word token: word12', 'a token: word token: …'],
    ['a token: Bearer word12', 'a token: Bearer …'],
    ['password = a b', 'password = …'],
    ['password: a b', 'password: …'],
    ['x: password: a b', SAME],
    ['password: 123', SAME],
    ['x = password = a b', 'x = password = …'],
    ['password: "a\\"b" c', 'password: "…" c'],
    ['password="a', 'password=…'],
    ['password=""', 'password=…'],
    ["password='12'", 'password=…'],
    ['password="a\\u0062c12345" abc12345', 'password="…" …'],
    ['a\u0000b\u0000 \u0000t\u0000', SAME],
    ['\u0000a\u0000b\u0000 \u0000t\u0000', SAME],
    ['��a\u0000b\u0000 \u0000t\u0000', SAME],
    ['a\u0000b', SAME],
    ['é\u0000a\u0000', SAME],
    ['{"a"', '…'],
    ['[["a', '…'],
    ['see {"a"', SAME],
    ['/a b?token=word', '/a b?token=…'],
    ['a b://x', SAME],
    ['%2Fa%3Ftoken%3Dword', '%2Fa%3Ftoken%3D…'],
    ['a=%2Fa%3Ftoken%3Dword', 'a=%2Fa%3Ftoken%3D…'],
    ['a%20b', SAME],
    ['x=1&token=wo+rd&y=%20', 'x=1&token=…&y=%20'],
    [' {"a":1.0} ', '{"a":1}'],
    ['{"a":1,"a":2}', '{"a":2}'],
    ['{"a": 1}', '{"a":1}'],
    ['\n{"a":1}', '{\n  "a": 1\n}'],
    ['{\n "token": "word"}', '{\n  "token": "…"\n}'],
    ['Basic YWRhOmNvcnJlY3QxMjM0 correct1234', 'Basic YWR…jM0 …'],
    ['Bearer YWRhOmNvcnJlY3QxMjM0 correct1234', 'Bearer YWR…jM0 correct1234'],
    ['Basic YWRhOmNvcnJl%2bY3Q=', SAME],
    ['the code "abcdefghijklmnop1" xx', 'the code "…" xx'],
    ['see eyJhbGciOiJub25lIn0.e30.abc there', 'see eyJ…abc there'],
    ['a\\u0026token=word b', 'a\\u0026token=… b'],
    ['&lt;token&gt;word&lt;/token&gt; "x"', '&lt;token&gt;…&lt;/token&gt; "x"'],
    ['a&amp;b a%26b a\\u0026b', SAME],
    ['{"code":"AUTHENTICATION_REQUIRED","message":"Sign in."}', SAME],
    ['{"code":"rest_forbidden","msg":"a"}', SAME],
    ['{"code":"ABC","detail":"a","x":1}', SAME],
    ['{"code":"abc","title":"a"}', SAME],
    ['{"code":"A","message":"a"}', '{"code":"…","message":"a"}'],
    ['{"code":"a","message":"a"}', '{"code":"…","message":"a"}'],
    ['{"code":"ABC-1","message":"a"}', '{"code":"…","message":"a"}'],
    ['{"code":"1ABC","message":"a"}', '{"code":"…","message":"a"}'],
    ['{"code":"ABC DEF","message":"a"}', '{"code":"…","message":"a"}'],
    ['{"code":"ABC","message":1}', '{"code":"…","message":1}'],
    ['{"code":"ABC","messages":"a"}', '{"code":"…","messages":"a"}'],
    ['{"code":"ABC","a_message":"a"}', '{"code":"…","a_message":"a"}'],
    ['{"code":["ABC"],"message":"a"}', '{"code":["…"],"message":"a"}'],
    ['{"token":"ABC","message":"a"}', '{"token":"…","message":"a"}'],
    ['{"tokens":{"code":"ABC","message":"a"}}', '{"tokens":{"code":"…","message":"…"}}'],
    ['{"code":"abC","message":"a"}', '{"code":"…","message":"a"}'],
    ['{"code":"A.BC","message":"a"}', '{"code":"…","message":"a"}'],
    ['{"code":"ab_c","message":"a"}', '{"code":"…","message":"a"}'],
    ['{"code":"ABC_DEF.GHI","message":"a"}', SAME],
    ['{"code":"abc.de-fg","message":"a"}', SAME],
    [
      '{"pin":1234,"code":400,"token":123456789,"n":null,"b":true}',
      '{"pin":"…","code":400,"token":123456789,"n":null,"b":true}',
    ],
    ['{"token":1234567890,"id":1234567890}', '{"token":"…","id":"…"}'],
    ['{"otp":123456789,"id":"see 123456789"}', '{"otp":"…","id":"see …"}'],
    ['{"d":"word","k":"word"}', SAME],
    ['{"kty":"EC","d":"word","x":"y"}', '{"kty":"EC","d":"…","x":"y"}'],
    ['{"token":[97,98,99,100,101,102,103,104],"x":"abcdefgh"}', '{"token":"…","x":"…"}'],
    ['{"token":[97,98,99,100,101,102,103]}', SAME],
    ['{"token":["a","b","c","d","e","f","g","h"],"x":"abcdefgh"}', '{"token":"…","x":"…"}'],
    ['{"token":["a","b","c","d","e","f","g",8]}', '{"token":["…","…","…","…","…","…","…",8]}'],
    ['{"token":["ab","b","c","d","e","f","g","h"]}', '{"token":["…","…","…","…","…","…","…","…"]}'],
    ['[1,"b","c","d","e","f","g","h"]', SAME],
    ['["token","word","see"]', SAME],
    ['["token","word9999","see"]', '["token","…","see"]'],
    ['["token",["word9999","b"]]', '["token",["…","…"]]'],
    ['["token",["word9999","word8888"],1]', '["token",["…","…"],1]'],
    ['["token",["word9999","word"],1]', SAME],
    ['["token","none word"]', '["token","…"]'],
    ['["token","none code"]', SAME],
    ['["token",1]', SAME],
    ['["token","a word9999",1]', SAME],
    ['["token","word99999 a",1]', SAME],
    ['{"type":"token","value":"words here"}', SAME],
    ['{"type":"token","value":"word9999"}', '{"type":"token","value":"…"}'],
    ['{"name":"token","value":"words here"}', '{"name":"token","value":"…"}'],
    ['{"name":"token","other":"words here"}', SAME],
    ['{"type":"token","text":["word9999","a"]}', SAME],
    ['{"title":"token","name":"token","text":"a b"}', '{"title":"token","name":"token","text":"…"}'],
  ])('keeps what is no secret: %j is shown as %j', (body, shown = body, type = '') => {
    const each = exchange(body, type);
    const masked = responseOf(redactionOf([each]).exchange(each))?.body;
    expect(masked?.replace(/^… \(.*/, '…')).toBe(shown);
  });

  it.each<[string, string | undefined, string?]>([
    ['', SAME],
    [' \n', SAME],
    ['hello', '… (5 characters, masked: they could not be read)'],
    ['a=1&b=2', SAME],
    ['a=1&bb=22&c=', SAME],
    ['a=1&b-b=2 ', 'a=1&b-b=2'],
    ['a=1&b', '… (5 characters, masked: they could not be read)'],
    ['a=1 b=2', '… (7 characters, masked: they could not be read)'],
    ['YWJjZGVmZ2hpamtsbW5vcA==', '… (24 characters, masked: they could not be read)'],
    ['YWJjZGVmZ2hpamtsbW5vcA==x', SAME],
    ['x,token\n1,word', '… (14 characters, masked: they could not be read)', 'text/csv'],
    [
      'data: hello\nother\n\n',
      'data: … (5 characters, masked: they could not be read)\n… (5 characters, masked: they could not be read)\n\n',
    ],
    [
      '--x\r\nContent-Disposition: form-data; name="a"\r\n\r\nhello\r\n--x\r\nContent-Type: text/plain\r\n\r\nhello\r\n--x--',
      '--x\r\nContent-Disposition: form-data; name="a"\r\n\r\nhello\r\n--x\r\nContent-Type: text/plain\r\n\r\n… (5 characters, masked: they could not be read)\r\n--x--',
      'multipart/form-data; boundary=x',
    ],
    ['a b=c', SAME, 'application/x-www-form-urlencoded'],
    ['{"a":"b"}\n{"c":"d"}', SAME],
    ['<a>b</a>', '… (8 characters, masked: they could not be read)'],
    ['{"a":"aB1cD2eF3gH4iJ5k","b":{"c":["aB1cD2eF3gH4iJ5k",1,null]}}', '{"a":"…","b":{"c":["…",1,null]}}'],
  ])(
    'is masked whole at a token endpoint if it may be a secret: %j is shown as %j',
    (body, shown = body, type = '') => {
      const headers = { 'content-type': type };
      const each = testExchange({ url: 'https://as.example/token', body: 'grant_type=a' }, { headers, body });
      expect(responseOf(redactionOf([each]).exchange(each))?.body).toBe(shown);
    },
  );

  it.each<[string, boolean]>([
    ['Forbidden', false],
    ['abcdefghi!', false],
    ['ABCdefghi', true],
    ['abcdefghijklmnopq', true],
    ['abc-defghi', true],
    ['Forbidden?', true],
    ['abcdefg9', true],
    ['{abcdefgh', false],
    ['abcd efgh1234', false],
    ['efgh1234 abcd', false],
  ])('is known by its value if it is one word, but no plain word: %s (%s)', (body, known) => {
    const each = testExchange({ url: 'https://as.example/token' }, { body: ` ${body} ` });
    expect(redactionOf([each]).text(`see ${body}`)).toBe(known ? 'see …' : `see ${body}`);
  });

  const part = (headers: string, content: string) => `--x\r\n${headers}\r\n\r\n${content}\r\n`;
  const disposition = 'Content-Disposition: form-data; name';

  it('is masked part by part if it is multipart (RFC 7578)', () => {
    const body = (word: string, preamble: string) =>
      [
        `${preamble}--x\r\n\n--x\r\n`,
        part(`${disposition}="client_secret"`, word),
        part(`${disposition}=theme`, 'dark\nblue'),
        part(`Content-Type: application/json\r\nX-Auth-Token: ${word}`, `{"token":"${word}"}`),
        part('content-type:text/csv', `token\n${word}`),
        part(`Content-Location: /a?token=${word}`, ' hi'),
        part('no colon', 'a\r\nb'),
        '--x--\r\n',
      ].join('');
    const each = exchange(body('word', 'before'), 'multipart/form-data; boundary="x"; a=b');
    const note = '… (6 characters, masked: they could not be read)';
    expect(responseOf(redactionOf([each]).exchange(each))?.body).toBe(body('…', note));
  });

  it('of a token endpoint shows only the parts that have names', () => {
    const body = (word: string) =>
      `${part(`${disposition}="a"`, 'hello')}${part('Content-Type: text/plain', word)}--x--`;
    const headers = { 'content-type': 'multipart/form-data; boundary=x' };
    const each = testExchange({ url: 'https://as.example/token' }, { headers, body: body('hello') });
    const note = '… (5 characters, masked: they could not be read)';
    expect(responseOf(redactionOf([each]).exchange(each))?.body).toBe(body(note));
  });
});

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
])('a masked address keeps what is no secret: %j is shown as %j', (url, shown = url) => {
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
])('text in %s is read %i levels deep, and masked if it is deeper', (_what, levels, text, nest) => {
  const nested = (depth: number): string => (depth === 0 ? text : nest(nested(depth - 1)));
  const shown = [levels, levels + 1].map((depth) => {
    const each = exchange(nested(depth));
    return responseOf(redactionOf([each]).exchange(each))?.body.includes('hello');
  });
  expect(shown).toEqual([true, false]);
});

it.each([
  [8, 'see …'],
  [9, 'see hello1234567'],
])('a secret is found in base64 that is %i levels deep: %s', (depth, shown) => {
  const blob = Array.from({ length: depth }).reduce<string>(base64, 'token=hello1234567');
  expect(redactionOf([exchange(JSON.stringify({ a: blob }))]).text('see hello1234567')).toBe(shown);
});
