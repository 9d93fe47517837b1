import { describe, expect, it } from 'vitest';
import type { Exchange } from './exchange.ts';
import { exportHar } from './har.ts';
import { redactionOf } from './redact.ts';
import { isSecretName } from './secret-names.ts';

const SECRET = 'aQ9fKx72LmPz05TtRw';
const PASSPHRASE = 'correct horse battery staple';

function exchange(body: string, contentType = '', method = 'GET'): Exchange {
  return {
    id: 1,
    atMs: 0,
    from: 'client',
    to: 'MCP server',
    channel: 'back',
    request: { method, url: 'https://mcp.example/items', headers: {}, body: '' },
    outcome: {
      kind: 'answered',
      tookMs: 1,
      response: { status: 200, headers: { 'content-type': contentType }, body },
    },
    serverView: [],
  };
}

/** The parts of a secret, eight characters long, that a HAR of a log still has. */
function partsLeft(secret: string, log: readonly Exchange[]): string[] {
  const har = exportHar(log);
  const parts = Array.from({ length: secret.length - 7 }, (_, at) => secret.slice(at, at + 8));
  return parts.filter((part) => har.includes(part));
}

describe('a secret that a name marks, outside JSON and forms', () => {
  it.each<[string, string, string?]>([
    ['an element of XML', `<r><access_token>${SECRET}</access_token></r>`],
    ['an element with a prefix', `<saml:Assertion Version="2.0">${SECRET}</saml:Assertion>`],
    ['an element within one', `<password><value>${SECRET}</value></password>`],
    ['a CDATA section', `<client_secret><![CDATA[${SECRET}]]></client_secret>`],
    ['the value of an element', `<r><password value="${SECRET}"/></r>`],
    ['an attribute', `<user name="ada" password='${SECRET}'/>`],
    ['a setting of XML', `<add key="ApiKey" value="${SECRET}"/>`],
    ['a text area', `<textarea rows=3 name="access_token">${SECRET}</textarea>`],
    ['a meta element', `<meta name="csrf-token" content="${SECRET}">`],
    ['an input', `<input value=${SECRET} type=hidden name=code>`],
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
    ['an escaped quotation mark', `password="a\\"${PASSPHRASE}"`],
    ['JSONP', `cb({"password":"${PASSPHRASE}"})`, 'text/javascript'],
    ['a dictionary of Python', `{'password': '${PASSPHRASE}'}`],
    ['a hash of Ruby', `{:password => "${PASSPHRASE}"}`],
    ['a number of JSON', '{"access_token":1234567890123456}'],
    ['a list of numbers of JSON', '{"tokens":[1234567890123456]}'],
  ])('never leaves in %s', (_place, body, contentType = 'text/plain') => {
    for (const secret of [SECRET, PASSPHRASE, 'correcthorsebattery', '1234567890123456']) {
      expect(partsLeft(secret, [exchange(body, contentType)])).toEqual([]);
    }
  });

  it('leaves words, markup, counts and other columns that only look like one', () => {
    for (const body of [
      'No token: sign in',
      '<p>Write <code>https</code>, and a <b>key</b></p>',
      'name,age\nada,36\n',
      '{"max_tokens":4096,"total_tokens":123456,"seed":42}',
      'status: ok\nretries: 3\n',
    ]) {
      const each = exchange(body, body.startsWith('name,') ? 'text/csv' : 'text/plain');
      expect(redactionOf([each]).exchange(each)).toEqual(each);
    }
  });

  it.each([
    ...['auth', 'x-auth', 'auth_req_id', 'ticket', 'service_ticket', 'rpt', 'pass', 'pw', 'pat', 'creds'],
    ...['oob_code', 'oobCode', 'token3', 'passwd2', 'code1', 'cookie2', 'token_2', 'authcode'],
    ...[
      'authorizationcode',
      'mnemonic',
      'seed',
      'one_time_code',
      'otpcode',
      'sas',
      'PHPSESSID',
      'x-csrf',
      'private_key_pem',
    ],
  ])('is told by the name %s', (name) => expect(isSecretName(name)).toBe(true));

  it.each(['compass', 'bypass', 'author', 'pattern', 'error_code', 'progressToken', 'sha256', 'public_key'])(
    'is not marked by the name %s',
    (name) => expect(isSecretName(name)).toBe(false),
  );
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
    ['percent encoding of UTF-16', octets((octet) => `%u00${octet.toString(16)}`)],
    ['hexadecimal octets between colons', (hex.match(/../g) ?? []).join(':')],
    ['hexadecimal octets between spaces', (hex.match(/../g) ?? []).join(' ')],
    ['hexadecimal octets between hyphens', (hex.match(/../g) ?? []).join('-')],
  ])('is masked where it comes again in %s', (_encoding, written) => {
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
