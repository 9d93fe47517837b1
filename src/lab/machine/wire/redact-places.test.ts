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

const SECRETS = new RegExp([SECRET, PASSPHRASE, 'correcthorsebattery', '1234567890123456'].join('|'), 'g');
const hidden = (body: string) => body.replace(SECRETS, '…');

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
    ['a CDATA section', `<password><![CDATA[${SECRET}]]></password>`, undefined, '<password>…</password>'],
    ['the value of an element', `<r><password value="${SECRET}"/></r>`],
    ['an attribute', `<user name="ada" password='${SECRET}'/>`],
    ['a setting of XML', `<add key="ApiKey" value="${SECRET}"/>`, undefined, '<add key="…" value="…"/>'],
    ['a text area', `<textarea rows=3 name="access_token">${SECRET}</textarea>`],
    ['a meta element', `<meta name="csrf-token" content="${SECRET}">`],
    ['an input', `<input value=${SECRET} type=a name=code>`, undefined, '<input value="…" type=a name=code>'],
    ['a column of CSV', `name,access_token\nada,${SECRET}\ngrace,"${SECRET}"\n`, 'text/csv'],
    ['a column beside a semicolon', `name,access_token\nAda; Countess,${SECRET}\n`, 'text/csv'],
    ['a column between semicolons', `access_token;name\n${SECRET};"a, b"\n`, 'text/csv'],
    ['a column between tabs', `password\tname\r\n${SECRET}\tada\r\n`, 'text/tab-separated-values'],
    ['YAML', `user: ada\n  password: correcthorsebattery\n`],
    ['YAML in a list', `- password: ${PASSPHRASE}\n- a: b`],
    ['INI', `[db]\npassword = ${PASSPHRASE}\n`],
    ['a shell script', `export CLIENT_SECRET=${SECRET}\n`],
    ['quotation marks', `failed: password="${PASSPHRASE}"; next`],
    ['quotation marks within JSON', JSON.stringify({ message: `bad: password="${PASSPHRASE}"` })],
    ['JSON in words within JSON', JSON.stringify({ m: `got ${JSON.stringify({ password: PASSPHRASE })}` })],
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
    ['a name after a host', `//r.example/:_authToken=${SECRET}`, undefined, '//r.example/%3A_authToken%3D…'],
    ['an index', `config["password"] = "${PASSPHRASE}"`],
    ['quotation marks within eleven others', `${'a="b=\''.repeat(11)}password="${PASSPHRASE}"`],
    ['a name in an encoding', `see next%3D%2Fcb%3Fa%3Db%26code%3D${SECRET} there`],
    ['a name in escapes of JavaScript', `go("\\/cb?a=b\\u0026code\\u003d${SECRET}")`],
    ['a name in references of HTML', `<a href="/cb?a=b&amp;code&#61;${SECRET}">`],
    ['an address in a page, after another parameter', `<a href="https://a.example/?a=b&amp;code=${SECRET}">`],
    ['escaped XML', `&lt;access_token&gt;${SECRET}&lt;/access_token&gt;`],
    ['an escaped element', `&lt;input name=&quot;code&quot; value=&quot;${SECRET}&quot;&gt;`],
    ['Key and Value', `[{"Key":"access_token","Value":"${SECRET}"}]`, undefined, '[{"Key":"…","Value":"…"}]'],
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
    ['the name of a member', `{"tokens":{"${SECRET}":{"a":"b"}}}`, undefined, '{"tokens":{"…":{"a":"…"}}}'],
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
      expect(responseOf(redactionOf([each]).exchange(each))?.body?.replace(/cor…(ple)?/g, '…')).toBe(masked);
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
  ])('is never exported in %s, and is masked if the log repeats it', (_encoding, text, encode) => {
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

  it('is distinguished from subprotocols without a secret, which stay visible', () => {
    const headers = { 'sec-websocket-protocol': 'graphql-transport-ws, v4.channel.k8s.io, mcp' };
    const log = [testExchange({ headers })];
    expect(log.map((one) => redactionOf(log).exchange(one))).toEqual(log);
  });

  it.each<[string, Exchange]>([
    ['the claims of a token', exchange(JSON.stringify({ id_token: jsonWebToken({ sid: SECRET }) }))],
    [
      'the claims of a token in the claims of a token',
      exchange(JSON.stringify({ id_token: jsonWebToken({ access_token: jsonWebToken({ sid: SECRET }) }) })),
    ],
    ['a password of HTTP Basic', exchange(`{"Authorization":"Basic ${base64(`app:${SECRET}`)}"}`)],
    ['a password of HTTP Basic in words', exchange(`sent Basic ${base64(`app:${SECRET}9`)} there`)],
    [
      'the private key in the header of a proof',
      testExchange({ headers: { dpop: jsonWebToken({}, { jwk: { kty: 'EC', d: SECRET } }) } }),
    ],
  ])('within another secret is masked if the log repeats it: %s', (_place, first) => {
    expect(partsLeft(SECRET, [first, exchange(`see ${SECRET} there`, 'text/plain')])).toEqual([]);
  });

  it.each([
    ['a cookie with the name of an attribute', `priority=${SECRET}; Path=/`],
    ['a cookie that is called domain', `domain=${SECRET}`],
    ['the name of another cookie', `a=${SECRET}; txn_${SECRET}=1`],
    ['a path with a parameter', `a=b; Path=/cb?code=${SECRET}`],
  ])('never leaves the page in Set-Cookie: %s', (_place, cookie) => {
    expect(partsLeft(SECRET, [testExchange({}, { headers: { 'set-cookie': cookie } })])).toEqual([]);
  });

  it.each([
    ...'auth x-auth auth_req_id ticket service_ticket rpt pass pw pat creds connect.sid'.split(' '),
    ...'ｐａｓｓｗｏｒｄ storageConnectionString recovery_codes'.split(' '),
    ...'pass\u200bword oob_code oobCode token3 passwd2 code1 cookie2 token_2 authcode token[]'.split(' '),
    ...'authorizationcode mnemonic seed one_time_code otpcode sas PHPSESSID x-csrf SAMLResponse'.split(' '),
    ...'private_key_pem public_2_key token_12 token12 my_authorization_code code_confirmation'.split(' '),
  ])('is recognized by the name %s', (name) => expect(isSecretName(name)).toBe(true));

  it.each([
    ...'compass bypass author pattern error_codes progressToken sha256 public_key public_key12'.split(' '),
    ...'authorization_endpoint to3ken token_2fa access-control-allow-credentials'.split(' '),
  ])('is not recognized by the name %s', (name) => expect(isSecretName(name)).toBe(false));
});

it.each([
  ['aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee', true],
  ['AAAAAAAABBBBCCCCDDDDEEEEEEEEEEEE', true],
  ['11111111222233334444555555555555', true],
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
])('the segment %s of an address is masked as random: %s', (segment, random) => {
  const url = `https://mcp.example/${segment}/mcp`;
  const log = [testExchange({ url })];
  expect(log.map((each) => redactionOf(log).exchange(each).request.url !== url)).toEqual([random]);
});

const octets = (write: (octet: number) => string) => [...Buffer.from(SECRET)].map(write).join('');
const low = (octet: number) => ((octet & 63) | 128).toString(16);
const hex = Buffer.from(SECRET).toString('hex');

describe('an issued secret', () => {
  it.each<[string, string]>([
    ['percent encoding that is longer than necessary', octets((octet) => `%C${octet >> 6}%${low(octet)}`)],
    ['percent encoding of three octets', octets((octet) => `%E0%8${octet >> 6}%${low(octet)}`)],
    ['hexadecimal octets between colons', (hex.match(/../g) ?? []).join(':')],
    ['hexadecimal octets between spaces', (hex.match(/../g) ?? []).join(' ')],
    ['hexadecimal octets between hyphens', (hex.match(/../g) ?? []).join('-')],
  ])('is masked if the log repeats it in %s', (_encoding, written) => {
    const log = [exchange(`{"access_token":"${SECRET}"}`), exchange(`see ${written} there`, 'text/plain')];
    const har = exportHar(log);
    expect(har).not.toContain(JSON.stringify(written).slice(1, -1));
    expect(har).toContain('see … there');
  });

  it('is masked if an HTTP method repeats it, and the masked method is still valid HTTP', () => {
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
  ])('is not read as a pair of a name and a secret: %s %j', (member, list) => {
    const body = JSON.stringify({ [member]: list });
    const redaction = redactionOf([exchange(body, 'application/json')]);
    expect(redaction.exchange(exchange(body))).toMatchObject({ outcome: { response: { body } } });
    const sentence = 'Issue a new refresh token, and remove the implicit grant.';
    expect(redaction.text(sentence)).toBe(sentence);
  });

  it('differs from a pair, whose value is masked even if the value is short', () => {
    const body = JSON.stringify({ header: ['password', 'hunter'], cookie: ['refresh_token', SECRET] });
    const masked = redactionOf([exchange(body)]).exchange(exchange(body));
    expect(JSON.stringify(masked)).not.toMatch(/hunter|aQ9fKx72/);
  });
});

it('only some names mark a number as a secret, and some members only describe a secret', () => {
  const list = ['pin', 'user_pin', 'smsCode', 'code', 'pin_count', 'expires_in', 'token_type', 'type_of', ''];
  expect(list.filter(isNumericSecretName)).toEqual(['pin', 'user_pin', 'smsCode']);
  expect(list.filter(describesSecret)).toEqual(['expires_in', 'token_type']);
});

describe('a secret that a person typed', () => {
  it.each<[string, string, string]>([
    ['abcd', 'see abcd, ABCD; xabcd abcdx 1abcd', 'see …, …; xabcd abcdx 1abcd'],
    ['abc', 'see abc', 'see abc'],
    ['a.c$', 'see a.c$, but not axc$', 'see …, but not axc$'],
    ['p@ss', 'p@ss p%40ss 70407373 cEBzcw==', '… … … …=='],
    ['ab\tc', 'see 61620963', 'see …'],
    ['abcdefg', 'see xabcdefg and abcdefg', 'see xabcdefg and …'],
    ['abcdefgh', 'see xabcdefgh', 'see x…'],
  ])('(%j) is masked in %j, but only as a whole word if it is short', (stated, text, shown) => {
    expect(createRedaction([], [], [stated]).text(text)).toBe(shown);
    expect(createRedaction([], [], [stated, 'other-word']).text(text)).toBe(shown);
  });

  it('is masked wherever the log repeats it, if a text names the secret; other words stay visible', () => {
    expect(createRedaction([], [`/a?token=${SECRET}`]).text(`see ${SECRET}`)).toBe('see …');
    expect(createRedaction([], [`/a?other=${SECRET}a`]).text('see words')).toBe('see words');
  });
});

it.each<[string, string, string]>([
  [
    'urn:ietf:params:oauth:request_uri:6esc_11ACC5bwc',
    'urn:ietf:params:oauth: 6esc_11ACC5bwc',
    'urn:ietf:params:oauth: …',
  ],
  [`https://words.example/${SECRET}`, `words.example ${SECRET}`, 'words.example …'],
  ['1 https://words.example', 'see words.example', 'see …'],
])(
  'an address that is itself a secret is masked only where the log repeats the random parts: %s',
  (secret, text, shown) => {
    const log = [exchange(JSON.stringify({ token: secret }))];
    expect(redactionOf(log).text(text)).toBe(shown);
    expect(redactionOf(log)).toBe(redactionOf(log));
  },
);

it('a word of more than 20,000 characters is masked, because masking does not decode it', () => {
  const { text } = createRedaction([], [], [SECRET]);
  const long = 'ab'.repeat(10_000);
  expect(text(`see ${long} and ${long}a`)).toBe(`see ${long} and …`);
});

it('an exchange without a response has no response after masking', () => {
  const each = { ...exchange(''), outcome: { kind: 'failed' } as const };
  expect(redactionOf([each]).exchange(each)).toEqual(each);
});
