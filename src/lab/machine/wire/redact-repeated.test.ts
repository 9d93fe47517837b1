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
  percentLower,
  SPELLINGS,
  token,
} from '../testing/readable-parts.ts';
import type { Exchange } from './exchange.ts';
import { exportHar } from './har.ts';
import { importHar } from './har-import.ts';

const FORM = 'application/x-www-form-urlencoded';

function base32(text: string): string {
  const bits = [...Buffer.from(text)].map((octet) => octet.toString(2).padStart(8, '0')).join('');
  return (bits.match(/.{1,5}/g) ?? [])
    .map((group) => BASE32_DIGITS[Number.parseInt(group.padEnd(5, '0'), 2)])
    .join('');
}
const BASE32_DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
const html = (secret: string) => [...secret].map((character) => `&#${character.codePointAt(0)};`).join('');

type Carry = (text: string) => Exchange;
const toUrl: Carry = (url) => testExchange({ url });
const withBody: Carry = (body) => testExchange({}, { body });
const inForm = (body: string, url = `${AS}/x`) =>
  testExchange({ url, headers: { 'content-type': FORM }, body });

const answer = (body: string, type = '') =>
  testExchange({ url: `${AS}/x` }, { headers: { 'content-type': type }, body });

describe('an issued secret that the log repeats', () => {
  const issued = (access_token: string): Exchange =>
    testExchange({ url: `${AS}/token` }, { body: JSON.stringify({ access_token, token_type: 'Bearer' }) });

  const ENCODED: Record<string, (secret: string) => string> = {
    ...SPELLINGS,
    plain: (secret) => secret,
    'escapes of JSON': jsonEscapes,
    'escapes of HTML': html,
    base64,
    base64url: (secret) => Buffer.from(secret).toString('base64url'),
    'base64 with other text before it': (secret) => base64(`{"a":"b${secret}"}`),
    'base64 with one octet more before it': (secret) => base64(`{"a":"bc${secret}"}`),
    'base64 with two octets more before it': (secret) => base64(`{"a":"bcd${secret}"}`),
    'base64 of its percent encoding': (secret) => base64(percentLower(secret)),
    'percent encoding of base64': (secret) => encodeURIComponent(base64(secret)),
    hexadecimal: (secret) => Buffer.from(secret).toString('hex'),
    'hexadecimal after a letter': (secret) => `a${Buffer.from(secret).toString('hex')}`,
    ...Object.fromEntries(
      ['', 'k', 'ke', 'key', 'key2', 'mykey', 'thekey', 'yourkey'].map((before) => [
        `base32 after “${before}”`,
        (secret: string) => before + base32(secret),
      ]),
    ),
    ...Object.fromEntries(
      ['k', 'ke', 'key'].map((before) => [`base64 after ${before}`, (text: string) => before + base64(text)]),
    ),
    'its beginning': (secret) => secret.slice(0, 13),
    'its end': (secret) => secret.slice(-13),
    'its middle': (secret) => `x${secret.slice(7, 18)}x`,
  };

  it.each(Object.keys(ENCODED))('is masked even where no name precedes it, in %s', (encoding) => {
    const places: Carry[] = [
      (text) => answer(JSON.stringify({ error_description: `No: ${text} is wrong` })),
      (text) => answer(`No: ${text} is wrong`, 'text/plain'),
      (text) => answer(`<p title="${text}">`, 'text/html'),
      (text) => testExchange({}, { headers: { 'x-note': `it was ${text}` } }),
      (text) => testExchange({ headers: { 'x-note': text } }),
      (text) => withBody(JSON.stringify({ [text]: { a: [text] } })),
      (text) => toUrl(`${MCP}?x=${encodeURIComponent(text)}`),
      (text) => toUrl(`${MCP}/${encodeURIComponent(text)}/a`),
      (text) => toUrl(`${MCP}#${encodeURIComponent(text)}`),
      (text) => toUrl(`${MCP}?${encodeURIComponent(text)}=1`),
      (text) => inForm(`x=${encodeURIComponent(text)}`, MCP),
      (text) => withBody(`data: ${JSON.stringify({ x: text })}\n\n`),
      (x) => testExchange({ body: JSON.stringify({ method: 'tools/call', params: { arguments: { x } } }) }),
    ];
    fc.assert(
      fc.property(anySecret, fc.constantFrom(...places), fc.boolean(), (secret, place, before) => {
        const again = place(ENCODED[encoding]?.(secret) ?? '');
        const log = before ? [again, issued(secret)] : [issued(secret), again];
        expect(leakOf(secret, files(log))).toBeUndefined();
      }),
      { numRuns: 50 },
    );
  });
});

it('masking hides a part of a secret that looks like several pairs of a form', () => {
  const secret = 'aAAAAAA=&AA=AAAAAAAAAAAAAAAAAAAAz';
  const named = testExchange({ url: `${AS}/token` }, { body: JSON.stringify({ access_token: secret }) });
  const again = testExchange({ url: `${MCP}#${encodeURIComponent(`x${secret.slice(7, 18)}x`)}` });
  expect(leakOf(secret, files([named, again]))).toBeUndefined();
});

it('a masked log does not change when it is masked again, so that a stored report can be exported', () => {
  fc.assert(
    fc.property(token, (secret) => {
      const headers = { authorization: `Bearer ${secret}`, cookie: `a=${secret}` };
      const response = { body: JSON.stringify({ access_token: secret }) };
      const har = exportHar([testExchange({ url: `${MCP}?token=${secret}`, headers }, response)]);
      expect(JSON.parse(exportHar(importHar(har)))).toEqual(JSON.parse(har));
    }),
  );
});
