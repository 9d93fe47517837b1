import { describe, expect, it } from 'vitest';
import { testExchange } from '../testing/exchange.ts';
import { responseOf } from './exchange.ts';
import { redactionOf } from './redact.ts';

const SECRET = 'aQ9fKx72LmPz05TtRw';

function shown(body: string, contentType = 'text/plain'): string | undefined {
  const exchange = testExchange({ method: 'GET' }, { headers: { 'content-type': contentType }, body });
  return responseOf(redactionOf([exchange]).exchange(exchange))?.body;
}

const hidden = (body: string) => body.replaceAll(SECRET, '…');
const base64 = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64');

describe('a secret that is marked by several words or lines', () => {
  it.each<[string, string, string?]>([
    ['an option of a command', `tool --password ${SECRET} --verbose`],
    ['an option in quotes', `tool --api-key "${SECRET}"`],
    ['the user of curl', `curl -u ada:${SECRET} https://api.example/`],
    ['a block of YAML', `user:\n  password: |\n    ${SECRET}\n  name: ada\n`],
    ['a folded block of YAML', `password: >-\n  ${SECRET}\n`],
    ['a list of YAML', `tokens:\n  - ${SECRET}\n  - ${SECRET}2\nname: ada\n`, 'tokens:\n  …\nname: ada\n'],
    ['text of several lines in TOML', `password = """\n${SECRET}"""`],
    [
      'a private key',
      `-----BEGIN RSA PRIVATE KEY-----\nMIIE\n${SECRET}\n-----END RSA PRIVATE KEY-----`,
      '-----BEGIN RSA PRIVATE KEY-----\n…\n-----END RSA PRIVATE KEY-----',
    ],
    ['a private key that was cut off', `-----BEGIN PRIVATE KEY-----\n${SECRET}`],
    ['a sentence', `Your API key is ${SECRET}.`],
    ['a sentence about a person', `The password of ada is "${SECRET}"`],
    ['words about a code', `The code ${SECRET} was already used.`],
    ['words about a token', `invalid access_token ${SECRET}`],
    ['words about a verifier, in quotes', `code_verifier "${SECRET}" does not match`],
    ['brackets after its name', `unknown authorization code (${SECRET})`],
    ['words about a code, in typographic quotes', `The code “${SECRET}” is unknown.`],
    ['words about a code, between commas', `The code, ${SECRET}, is unknown.`],
    ['an arrow after its name', `code => ${SECRET}`],
    ['words about a session, in angle brackets', `Session ID <${SECRET}> not found`],
    ['words about a key', `API key ${SECRET} revoked`],
    ['words about a cookie', `no cookie ${SECRET} in the store`],
    ['a value that PHP serialized', `a:1:{s:12:"access_token";s:24:"${SECRET}";}`],
    ['a cell of a Markdown table', `| access_token | ${SECRET} |`],
    ['a value before its name', `value=${SECRET}, name=access_token`],
    ['a value with separators', `value=a,${SECRET};b name=access_token`, 'value=a,a…w;b name=access_token'],
    [
      'a value that ends with a separator',
      `"value":"${SECRET};","name":"access_token"`,
      '"value":"…","name":"access_token"',
    ],
    ['the last of several values', `value=value=${SECRET} name=access_token`],
    [
      'a long value before its name',
      `value=${SECRET}${'.'.repeat(5_000)} name=access_token`,
      'value=aQ9… name=access_token',
    ],
    ['base64 of JSON', base64({ access_token: SECRET }), '… (52 characters, masked: they could not be read)'],
    ['base64 of JSON among words', `state ${base64({ a: { client_secret: SECRET } })} came`, 'state … came'],
  ])('never leaves the page in %s, and nothing else is masked', (_place, body, masked = hidden(body)) => {
    expect(shown(body)).toBe(masked);
    const inJson = shown(JSON.stringify({ content: body }), 'application/json');
    expect(inJson).toBe(JSON.stringify({ content: masked.replace(/^… \(.*/, '…') }));
  });

  it.each<[string, object]>([
    ['a private key', { x: `-----BEGIN PRIVATE KEY-----\n${SECRET}\n-----END PRIVATE KEY-----\n` }],
    ['a label', { label: 'API key', value: SECRET }],
    ['a title', { title: 'Client secret', text: SECRET }],
    ['a short name', { k: 'token', v: SECRET }],
  ])('never leaves the page in JSON: %s', (_place, value) => {
    expect(shown(JSON.stringify(value), 'application/json')).not.toContain(SECRET.slice(4, 12));
  });

  it('is distinguished from words', () => {
    for (const body of [
      'The token is invalid. Your password is required; the key is to sign in.',
      'tool --verbose --output report.txt, or - key by key',
      'notes:\n  - first\n  - second\n',
      'Error code AADSTS50011 of the authorization code flow: see error code ERR_TOO_MANY_REDIRECTS.',
      'It answered 403 (text: “error code: 1020”) to a call.',
      'The status is 200, and the code of the error is E12345678.',
    ]) {
      expect(shown(body)).toBe(body);
    }
    const titled = JSON.stringify({ title: 'API keys', text: 'Two kinds of key: read and write.' });
    expect(shown(titled, 'application/json')).toBe(titled);
  });
});
