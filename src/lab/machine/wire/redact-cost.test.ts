import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { testExchange } from '../testing/exchange.ts';
import type { Exchange } from './exchange.ts';
import { createRedaction } from './redact.ts';

const exchange = (body: string, id = 1, headers: Record<string, string> = {}) =>
  testExchange({ method: 'GET' }, { headers, body }, { id });

const issued = exchange('{"access_token":"aQ9fKx72-LmPz05Tt_Rw"}');

/** The processor time for a body. Unlike the time of a clock, it does not depend on other processes. */
const costOf = (body: string): number => costOfAll([exchange(body, 2)]);

function costOfAll(exchanges: readonly Exchange[]): number {
  const log = [issued, ...exchanges];
  const before = process.cpuUsage();
  const redaction = createRedaction(log, []);
  for (const each of log) redaction.exchange(each);
  const { user, system } = process.cpuUsage(before);
  return user + system;
}

it.each([
  '<token>',
  '<a x="<token ',
  'a:',
  'token:',
  `token="a='`,
  'token\\"',
  ' ',
  'name=token ',
  '("token","',
  '&lt;',
  '%253D',
  'data: ',
  '\\',
  '| token ',
  '|a',
  'code => ',
  '"token";s:',
])('masking takes linear time: 16 times as many “%s” cost less than 64 times as much', (repeated) => {
  const few = () => costOf(repeated.repeat(3_000 / repeated.length));
  const costOfFew = Math.min(few(), few(), few(), few(), few());
  expect(costOf(repeated.repeat(48_000 / repeated.length)) / costOfFew).toBeLessThan(64);
});

it.each([
  ['values', 'value='],
  ['values that end with a comma', 'value=a,'],
  ['values of one character', 'value=='],
  ['values of many commas', `value=${','.repeat(4_000)}`],
  ['values that end with many commas', `value=a${','.repeat(4_000)}`],
])('%s without a name cost less than 8 times as much as other words', (_kind, repeated) => {
  const made = repeated.repeat(64_000 / repeated.length);
  const others = () => costOf(made.replaceAll('value', 'valve'));
  expect(costOf(made) / Math.min(others(), others(), others())).toBeLessThan(8);
});

it.each<[string, (length: number) => Exchange]>([
  ['fields of CSV', (length) => exchange('a;'.repeat(length / 2), 2, { 'content-type': 'text/csv' })],
  ['pairs of a query', (length) => exchange(`see https://mcp.example/?${'a&'.repeat(length / 2)} there`, 2)],
  ['segments of a path', (length) => exchange(`see https://mcp.example/${'a/'.repeat(length / 2)} there`, 2)],
])('16 times as many %s cost less than 64 times as much', (_part, made) => {
  const few = () => costOfAll([made(1_200)]);
  const costOfFew = Math.min(few(), few(), few(), few(), few());
  expect(costOfAll([made(19_200)]) / costOfFew).toBeLessThan(64);
});

it.each<[string, (length: number) => Exchange]>([
  ['the name of a member', (length) => exchange(`{"${'1'.repeat(length)}a":"x"}`, 2)],
  ['the name of a header', (length) => exchange('', 2, { [`${'1'.repeat(length)}a`]: 'x' })],
  ['credentials', (length) => exchange('', 2, { authorization: `Digest a, ${'x'.repeat(length)}` })],
])('one word that is 16 times as long in %s costs less than 64 times as much', (_place, made) => {
  const few = () => costOfAll([made(3_000)]);
  const costOfFew = Math.min(few(), few(), few(), few(), few());
  expect(costOfAll([made(48_000)]) / costOfFew).toBeLessThan(64);
});

/** Digits that no decoder can tell from an encoded secret; the same digits in every run of the tests. */
function randomWord(length: number, digits: string): string {
  let seed = 1;
  return Array.from({ length }, () => {
    seed = (Math.imul(seed, 1_103_515_245) + 12_345) & 0x7fffffff;
    return digits.charAt((seed >> 8) % digits.length);
  }).join('');
}

const CAPITALS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';
const ENCODINGS: readonly [string, string][] = [
  ['base32', `${CAPITALS}234567`],
  ['base64', `${CAPITALS}${CAPITALS.toLowerCase()}0123456789`],
  ['hexadecimal', '0123456789abcdef'],
];

describe.each(ENCODINGS)('a word of random %s digits', (_encoding, digits) => {
  const inHeader = (word: string, id = 2) => exchange('', id, { 'x-debug': word });
  const inBody = (word: string) => exchange(`see ${word} there`, 2);

  it.each([
    ['a header', inHeader],
    ['a body', inBody],
  ])('costs little if it is too long to be decoded: in %s', (_place, holding) => {
    const short = holding(randomWord(15_000, digits));
    const long = holding(randomWord(120_000, digits));
    const costOfShort = Math.max(costOfAll([short]), costOfAll([short]), costOfAll([short]));
    expect(costOfAll([long]) / costOfShort).toBeLessThan(3);
    expect(JSON.stringify(createRedaction([issued, long], []).exchange(long)).length).toBeLessThan(500);
  });

  it('is decoded once if every response repeats it: 40 responses cost less than 10 times as much as one', () => {
    const word = randomWord(15_000, digits);
    const one = () => costOfAll([inHeader(word)]);
    const costOfOne = Math.min(one(), one(), one());
    const responses = Array.from({ length: 40 }, (_, at) => inHeader(word, at + 2));
    expect(costOfAll(responses) / costOfOne).toBeLessThan(10);
  });
});

it('masking hides a secret that a header marks, even if the header is too long to be read', () => {
  const long = exchange('', 1, { 'x-debug': `access_token=aQ9fKx72-LmPz05Tt_Rw; ${'a b '.repeat(10_000)}` });
  const log = [long, exchange('see aQ9fKx72-LmPz05Tt_Rw there', 2)];
  const masked = JSON.stringify(log.map((each) => createRedaction(log, []).exchange(each)));
  expect(masked).toContain('… (40035 characters, masked: they could not be read)');
  expect(masked).not.toContain('LmPz05Tt');
});

describe('a server that sends another long cookie with every response', () => {
  const letters = randomWord(2_400_000, `${CAPITALS}${CAPITALS.toLowerCase()}0123456789`);
  const flood = (length: number) =>
    (letters.match(new RegExp(`.{${length}}`, 'g')) ?? []).map((value, at) =>
      exchange('', at + 2, { 'set-cookie': `a=${value}` }),
    );

  it('uses a limited amount of memory', () => {
    setFlagsFromString('--expose-gc');
    const collectGarbage: () => void = runInNewContext('gc');
    const log = flood(120_000);
    collectGarbage();
    const before = process.memoryUsage().heapUsed;
    const redaction = createRedaction(log, []);
    collectGarbage();
    expect((process.memoryUsage().heapUsed - before) / 1_000_000).toBeLessThan(80);
    expect(redaction.text('see')).toBe('see');
  });

  it('cannot prevent the masking of a secret that the page sent', () => {
    const sent = exchange('', 300);
    const request = { ...sent.request, headers: { authorization: 'Bearer aQ9fKx72-LmPz05Tt_Rw' } };
    const log = [...flood(19_000), { ...sent, request }];
    expect(createRedaction(log, []).text('see aQ9fKx72-LmPz05Tt_Rw')).not.toContain('LmPz05Tt');
  });
});

/** A multipart body in a multipart body, and so on, with a text in the innermost body. */
function multipart(depth: number, text: string): Exchange {
  const levels = Array.from({ length: depth }, (_, at) => at);
  const opened = levels.map(
    (at) => `--b${at}.\r\nContent-Type: multipart/mixed; boundary=b${at + 1}.\r\n\r\n`,
  );
  const closed = levels.map((at) => `\r\n--b${depth - 1 - at}.--`);
  const headers = { 'content-type': 'multipart/mixed; boundary=b0.' };
  return exchange([...opened, text, ...closed].join(''), 2, headers);
}

it('masking reads only the outer levels of nested multipart bodies: 8 times the depth costs less than 24 times as much', () => {
  const few = () => costOfAll([multipart(100, 'hello')]);
  expect(costOfAll([multipart(800, 'hello')]) / Math.min(few(), few(), few())).toBeLessThan(24);
});

it.each([2, 50])('masking hides a secret in a multipart body that is %i levels deep', (depth) => {
  const log = [multipart(depth, 'access_token=aQ9fKx72-LmPz05Tt_Rw')];
  const masked = JSON.stringify(log.map((each) => createRedaction(log, []).exchange(each)));
  expect(masked).not.toContain('LmPz05Tt');
});

it('masking hides a secret in events within events, however deep', () => {
  const log = [exchange(`${'data: '.repeat(15_000)}access_token=aQ9fKx72-LmPz05Tt_Rw\n\n`)];
  const masked = JSON.stringify(log.map((each) => createRedaction(log, []).exchange(each)));
  expect(masked).not.toContain('LmPz05Tt');
});

it('masking hides a secret beside a lone surrogate, which has no percent encoding', () => {
  const log = [exchange('see /a?next=%uD800%2Fcb%3Fcode%3DaQ9fKx72-LmPz05Tt_Rw&b=c')];
  const masked = JSON.stringify(log.map((each) => createRedaction(log, []).exchange(each)));
  expect(masked).not.toContain('LmPz05Tt');
});
