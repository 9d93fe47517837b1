import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { testExchange } from '../testing/exchange.ts';
import {
  AS,
  anySecret,
  base64,
  files,
  jsonEscapes,
  leakOf,
  MCP,
  SPELLINGS,
  token,
} from '../testing/readable-parts.ts';
import type { Exchange } from './exchange.ts';

const FORM = 'application/x-www-form-urlencoded';
const GRANT = 'grant_type=client_credentials';

const wordsOf = (text: string) => text.match(/\S+/g) ?? [];
const NAMES = wordsOf(`
    code access_token refresh_token id_token id_token_hint logout_token client_secret
    client_assertion assertion subject_token actor_token device_code user_code code_verifier
    password registration_access_token initial_access_token software_statement_token request
    token key api_key apikey api-key X-Amz-Security-Token X-Amz-Signature accessToken
    ACCESS_TOKEN sig session_id SAMLResponse session_code totp_code password_hash
    appsecret_proof auth[token] tokens[]
`);

type Carry = (text: string) => Exchange;
const toUrl: Carry = (url) => testExchange({ url });
const withBody: Carry = (body) => testExchange({}, { body });
const inForm = (body: string, url = `${AS}/x`) =>
  testExchange({ url, headers: { 'content-type': FORM }, body });
const get = (url: string) => testExchange({ method: 'GET', url: AS + url });
const answer = (body: string, type = '') =>
  testExchange({ url: `${AS}/x` }, { headers: { 'content-type': type }, body });
const redirect = (location: string) =>
  testExchange({ url: `${AS}/x` }, { status: 303, headers: { location } });

/** Places where a pair of a name and a secret, such as `code=…`, can occur. The log has the secret nowhere else. */
const NAMED: Record<string, Carry> = {
  'a query': (pair) => get(`/x?a=b&${pair}&c=d#e`),
  'a fragment': (pair) => get(`/x#${pair}&state=s`),
  'the query of a screen in a fragment': (pair) => get(`/#/callback?${pair}`),
  'an address within an address': (pair) => get(`/x?next=${encodeURIComponent(`${AS}/y?${pair}`)}`),
  'an address within an address, encoded twice': (pair) =>
    get(`/x?next=${encodeURIComponent(encodeURIComponent(`${AS}/y?a=b&${pair}`))}`),
  'a form': (pair) => inForm(`a=b&${pair}&c=d`),
  'a form without a type': (pair) => testExchange({ url: `${AS}/x`, body: `a=b&${pair}` }),
  'a query beside a form': (pair) => inForm('a=b', `${AS}/x?${pair}`),
  'a form in a response': (pair) => answer(`${pair}&scope=a`, FORM),
  'a redirect': (pair) => redirect(`https://app.example/cb?${pair}`),
  'a redirect with a fragment': (pair) => redirect(`/cb#${pair}`),
  'a custom scheme': (pair) => redirect(`com.example.app:/cb?${pair}`),
  'an address after a name': (pair) => testExchange({}, { headers: { refresh: `0;url=/cb?${pair}` } }),
  'a pair after a name, in words': (pair) => withBody(`Error: ${pair} (path:/cb?a=b&${pair})`),
  'a pair after several names, in JSON': (pair) => withBody(JSON.stringify({ m: `a:b=cmd=--${pair}` })),
  'a pair whose separators are escaped, in a page': (pair) =>
    withBody(`<a href="${AS}/y?a=b&amp;${pair}"><script>u = "/y?a=b\\u0026${pair.replace('=', '\\u003d')}"`),
  'an address in a page': (pair) => answer(`<a href="${AS}/y?${pair}">`, 'text/html'),
};

const JSON_SHAPES: Record<string, (name: string, literal: string) => string> = {
  'a member': (name, literal) => `{"a":1,"${name}":${literal},"scope":"x"}`,
  'a member of a member': (name, literal) => `{"data":[{"result":{"${name}":${literal}}}]}`,
  'a list as the value of a member': (name, literal) => `{"${name}":[${literal},${literal}]}`,
  'an object as the value of a member': (name, literal) => `{"${name}":{"value":${literal},"type":"Bearer"}}`,
  'a name beside its value': (name, literal) => `[{"name":"${name}","value":${literal}}]`,
  'a name beside its values': (name, literal) => `[{"Name":"${name}","Values":[${literal}]}]`,
  'a key beside its value': (name, literal) => `[{"Key":"${name}","Enabled":true,"Value":${literal}}]`,
  'a parameter beside its value': (name, literal) => `{"parameterName":"${name}","stringValue":${literal}}`,
  'a pair': (name, literal) => `{"headers":[["${name}",${literal}]]}`,
  'JSON in a text of a tool': (name, literal) =>
    JSON.stringify({ id: 1, result: { content: [{ type: 'text', text: `{"${name}":${literal}}` }] } }),
  'JSON twice in a text': (name, literal) =>
    JSON.stringify({ a: JSON.stringify({ b: `{"${name}":${literal}}` }) }),
  'a member that comes twice': (name, literal) => `{"${name}":${literal},"${name}":1}`,
  'several lines': (name, literal) => `{\n  "${name}" : ${literal}\n}`,
};
const LITERALS: Record<string, (secret: string) => string> = {
  plain: (secret) => JSON.stringify(secret),
  'every character escaped': (secret) => `"${jsonEscapes(secret)}"`,
  'slash and equals sign escaped': (secret) =>
    JSON.stringify(secret).replaceAll('/', '\\/').replaceAll('=', '\\u003d').replaceAll('+', '\\u002B'),
};

describe('a secret that its name marks', () => {
  it.each(Object.keys(NAMED))('never leaves the page in %s, under any name and in any spelling', (place) => {
    fc.assert(
      fc.property(
        anySecret,
        fc.constantFrom(...NAMES),
        fc.constantFrom(...Object.values(SPELLINGS)),
        (secret, name, spell) => {
          const log = [NAMED[place]?.(`${name}=${spell(secret)}`) ?? testExchange({})];
          expect(leakOf(secret, files(log))).toBeUndefined();
        },
      ),
      // There are so many places that all runs together try thousands of secrets.
      { numRuns: 40 },
    );
  });

  it.each(Object.keys(JSON_SHAPES))('never leaves the page in %s of JSON, in any body', (shape) => {
    const carriers: Carry[] = [
      (json) => answer(json, 'application/json'),
      (body) => testExchange({ url: `${AS}/x`, body }),
      (json) =>
        answer(`event: message\nid: 1\ndata: ${json.replaceAll('\n', '\ndata: ')}\n\n`, 'text/event-stream'),
      (json) => answer(`{"a":1}\n${json.replaceAll('\n', ' ')}\n`),
      (json) => answer(json.slice(0, -2)),
      (json) => get(`/x?claims=${encodeURIComponent(json)}`),
      (json) => testExchange({ url: `${AS}/x` }, { headers: { 'x-claims': json.replaceAll('\n', ' ') } }),
    ];
    fc.assert(
      fc.property(
        anySecret,
        fc.constantFrom(...NAMES),
        fc.constantFrom(...Object.values(LITERALS)),
        fc.constantFrom(...carriers),
        (secret, name, literal, carrier) => {
          const log = [carrier(JSON_SHAPES[shape]?.(name, literal(secret)) ?? '')];
          expect(leakOf(secret, files(log))).toBeUndefined();
        },
      ),
    );
  });

  const SCHEMES = 'Bearer bearer DPoP Token ApiKey Negotiate GNAP AWS4-HMAC-SHA256 Unknown-Scheme'.split(' ');
  type InHeader = [string, (secret: string) => Record<string, string>];

  it.each<InHeader>([
    ...SCHEMES.map(
      (scheme): InHeader => [
        `Authorization, ${scheme}`,
        (secret) => ({ authorization: `${scheme} ${secret}` }),
      ],
    ),
    ['Authorization without a scheme', (secret) => ({ authorization: secret })],
    ['Authorization, Basic', (secret) => ({ authorization: `Basic ${base64(`client:${secret}`)}` })],
    ['Authorization, Digest', (secret) => ({ authorization: `Digest username="a", response="${secret}"` })],
    ['Proxy-Authorization', (secret) => ({ 'proxy-authorization': `Bearer ${secret}` })],
    ['Cookie', (secret) => ({ cookie: `theme=dark; s=${secret}; a=b` })],
    ['Set-Cookie', (secret) => ({ 'set-cookie': `s=${secret}; Path=/; HttpOnly, t=${secret}; Secure` })],
    ...wordsOf(`
        x-api-key api-key apikey x-auth-token x-access-token x-goog-api-key private-token
        x-csrf-token x-vault-token ocp-apim-subscription-key x-client-secret dpop
        mcp-session-id x-amz-security-token x-hub-signature cf-access-jwt-assertion
    `).map((name): InHeader => [name, (secret) => ({ [name]: secret })]),
    ['Location', (secret) => ({ location: `/cb?code=${secret}` })],
    ['Refresh', (secret) => ({ refresh: `0; url=${AS}/cb?code=${secret}` })],
    ['Link', (secret) => ({ link: `<${AS}/cb?access_token=${secret}>; rel="next"` })],
    ['Referer', (secret) => ({ referer: `${AS}/cb?code=${secret}` })],
  ])('never leaves the page in a header: %s', (_what, headers) => {
    fc.assert(
      fc.property(token, (secret) => {
        expect(leakOf(secret, files([testExchange({ headers: headers(secret) })]))).toBeUndefined();
        expect(leakOf(secret, files([testExchange({}, { headers: headers(secret) })]))).toBeUndefined();
      }),
    );
  });

  it.each<[string, Carry]>([
    ['the user of an address', (secret) => toUrl(`https://${secret}@mcp.example/mcp`)],
    ['the password of an address', (secret) => toUrl(`https://user:${secret}@mcp.example/mcp`)],
    ['a query without a value', (secret) => toUrl(`${MCP}?1aB2cD3eF4${secret}`)],
    ['the path of a server', (secret) => toUrl(`https://mcp.example/s/1aB2cD3eF4${secret}/mcp`)],
    [
      'a JSON Web Token that no name marks',
      (secret) => withBody(JSON.stringify({ x: `see eyJhbGciOiJub25lIn0.${secret}.${secret}` })),
    ],
    ['a private key', (secret) => withBody(JSON.stringify({ keys: [{ kty: 'EC', x: 'x', d: secret }] }))],
    [
      'a page that posts a form',
      (secret) =>
        withBody(
          `<form><input type="hidden" name="code" value="${secret}"/><input value='${secret}' name='id_token'>`,
        ),
    ],
    [
      'a multipart form',
      (secret) =>
        testExchange({
          headers: { 'content-type': 'multipart/form-data; boundary=x' },
          body: `--x\r\nContent-Disposition: form-data; name="client_secret"\r\n\r\n${secret}\r\n--x--\r\n`,
        }),
    ],
    [
      'a multipart form that is broken',
      (secret) =>
        testExchange({ headers: { 'content-type': 'multipart/form-data' }, body: `name="code" ${secret}` }),
    ],
    ['words', (secret) => withBody(`Authorization: Bearer 1${secret}, code=${secret}; "token":"${secret}"`)],
  ])('never leaves the page in %s', (_what, carry) => {
    fc.assert(
      fc.property(token, (secret) => {
        expect(leakOf(secret, files([carry(secret)]))).toBeUndefined();
      }),
    );
  });

  it.each<[string, (secret: string) => string]>([
    ['JSON that was cut off', (secret) => `{"access_token":"${secret}`],
    ['JSON that is broken', (secret) => `{access_token:'${secret}'}`],
    ['text', (secret) => `your token is ${secret} now`],
    ['a page', (secret) => `<p>${secret}</p>`],
    ['the secret alone', (secret) => secret],
    ['octets', (secret) => `\u0000\u0001\ufffd${secret}`],
    ['XML', (secret) => `<Token>${secret}</Token>`],
    ['JSON that nests too deep', (secret) => `${'['.repeat(20_000)}"${secret}"${']'.repeat(20_000)}`],
    ['an event stream of text', (secret) => `data: ${secret}\n\n`],
    ['JSON after a guard against scripts', (secret) => `)]}'\n{"access_token":"${secret}"}`],
  ])('never leaves the page if the response to a request with a secret is %s', (_what, body) => {
    fc.assert(
      fc.property(token, (secret) => {
        const answered = { body: body(secret) };
        const log = [
          testExchange({ url: `${AS}/token`, headers: { 'content-type': FORM }, body: GRANT }, answered),
          testExchange({ headers: { authorization: 'Bearer of-the-one-who-calls-1' } }, answered),
          testExchange({ url: `${AS}/token`, body: body(secret) }),
        ];
        expect(leakOf(secret, files(log))).toBeUndefined();
      }),
      { numRuns: 20 },
    );
  });
});
