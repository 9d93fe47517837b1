import { describe, expect, it } from 'vitest';
import { testExchange } from '../testing/exchange.ts';
import { decodeCharacterCodes } from './character-codes.ts';
import {
  base64Octets,
  decodeForm,
  decodePercent,
  encodeHtml,
  encodePercent,
  encodingsUndone,
} from './encodings.ts';
import { type Exchange, responseOf } from './exchange.ts';
import { redactionOf } from './redact.ts';

const SECRET = 'aQ9fKx72-LmPz05Tt_Rw';

const exchange = (body: string, contentType = 'text/plain', url = 'https://mcp.example/items') =>
  testExchange({ method: 'GET', url }, { headers: { 'content-type': contentType }, body });

const JSON_TYPE = 'application/json';
const issued = exchange(JSON.stringify({ access_token: SECRET }), JSON_TYPE);

/** An exchange as the page exports it if the secret was issued before. */
const redacted = (each: Exchange): Exchange => redactionOf([issued, each]).exchange(each);
const shown = (body: string, contentType?: string): string =>
  responseOf(redacted(exchange(body, contentType)))?.body ?? '';

const codes = [...Buffer.from(SECRET)];
const inRadix = (radix: number, width = 0) => codes.map((code) => code.toString(radix).padStart(width, '0'));
const base64 = (text: string) => Buffer.from(text).toString('base64');
const lines = (text: string, length: number) =>
  text.match(new RegExp(`.{1,${length}}`, 'g'))?.join('\r\n') ?? '';

describe('an issued secret that the log repeats as character codes', () => {
  it.each<[string, string]>([
    ['between commas', codes.join(',')],
    ['between commas and spaces', codes.join(', ')],
    ['between spaces, as Go prints octets', codes.join(' ')],
    ['between line breaks', codes.join('\n')],
    ['in octal', inRadix(8).join(' ')],
    ['in hexadecimal, each with a prefix', inRadix(16).join(', 0x')],
    ['as escapes of a string', `\\x${inRadix(16).join('\\x')}`],
    ['as escapes of CSS', `\\${inRadix(16, 6).join('\\')}`],
    ['as references of HTML', `&#${codes.join(';&#')};`],
    ['as references of HTML with leading zeros', `&#000000000${codes.join(';&#000000000')};`],
    ['as hexadecimal references of HTML with leading zeros', `&#x00000${inRadix(16).join(';&#x00000')};`],
    ['as references of HTML between spaces', `&#${codes.join('; &#')};`],
    ['as code points', `U+${inRadix(16, 4).join(' U+')}`],
    ['as calls of a function', `CHR(${codes.join(') || CHR(')})`],
    ['with an index before each', codes.map((code, at) => `${at}: ${code}`).join(', ')],
    ['as a dump of two octets a group', Buffer.from(SECRET).toString('hex').match(/..../g)?.join(' ') ?? ''],
    ['in base64', base64(JSON.stringify(codes))],
  ])('is masked %s', (_how, written) => {
    const body = shown(`see ${written} there`);
    expect(body).toMatch(/^see .{0,4}….{0,4} there$/s);
    expect(body).not.toContain(written);
  });

  it.each<[string, unknown]>([
    ['a list', codes],
    ['an object, as JSON writes a typed array', new Uint8Array(codes)],
    ['an object, as JSON writes a Buffer of Node.js', Buffer.from(SECRET)],
    ['a list of characters', [...SECRET]],
    ['a list of pieces', SECRET.match(/.{1,6}/g)],
  ])('is masked in JSON: %s', (_how, written) => {
    const body = shown(JSON.stringify({ a: 1, b: written }), JSON_TYPE);
    expect(body).toContain('"a":1');
    expect(body).not.toContain(JSON.stringify(written));
    expect(body).not.toContain(codes.slice(0, 3).join(','));
    expect(body).not.toContain('"a","Q","9"');
  });

  it('is masked if the list of codes is the value of `client_secret`, and then wherever the secret occurs', () => {
    const log = [exchange(JSON.stringify({ client_secret: codes }), JSON_TYPE), exchange(`see ${SECRET}`)];
    const bodies = log.map((each) => responseOf(redactionOf(log).exchange(each))?.body);
    expect(bodies).toEqual(['{"client_secret":"…"}', 'see aQ9…_Rw']);
  });

  it('is distinguished from other numbers, which stay visible', () => {
    const numbers = JSON.stringify({ sizes: [1, 2, 3, 4, 5, 6, 7, 8, 9, 115, 101] });
    expect(shown(numbers, JSON_TYPE)).toBe(numbers);
    const times = '2026-11-26 14:46:04 took 115 ms, 101 ms, 99 ms, 114 ms';
    expect(shown(times)).toBe(times);
  });
});

describe('an issued secret that the log repeats', () => {
  it.each<[string, string]>([
    ['base64 over several lines', lines(base64(SECRET), 8)],
    ['base64url over several lines', lines(Buffer.from(SECRET).toString('base64url'), 10)],
    ['hexadecimal digits over several lines', lines(Buffer.from(SECRET).toString('hex'), 12)],
    ['quoted-printable with soft line breaks', `=61Q9fKx=\r\n72-LmPz=\r\n05Tt_Rw`],
  ])('is masked as %s', (_how, written) => {
    expect(shown(`Content:\n\n${written}\n\nbye`)).toBe('Content:\n\n…\n\nbye');
  });

  it('is masked in base64 of base64, within a word that has many runs of base64', () => {
    const others = Array.from({ length: 40 }, (_, at) => base64(`something else, ${at}`)).join('~');
    const written = base64(base64(SECRET));
    expect(shown(`see ${others}~${written} there`)).toBe('see … there');
  });

  it('is masked as references of HTML, although a form and a fragment are read pair by pair', () => {
    const pair = `v=&#${codes.join(';&#')};`;
    expect(shown(pair, 'application/x-www-form-urlencoded')).toBe('…');
    const { request } = redacted(exchange('', '', `https://mcp.example/items#${pair}`));
    expect(request.url).toBe('https://mcp.example/items#…');
  });

  it('is masked in a host name, which URLs write in small letters', () => {
    const host = SECRET.replace('_', '-').toLowerCase();
    const { href } = new URL(`https://${SECRET}.logs.example/a`);
    expect(href).toContain(SECRET.toLowerCase());
    expect(redacted(exchange('', '', href)).request.url).toBe('https://masked.invalid/a');
    expect(shown(`no such host: ${host.slice(0, 16)}.logs.example`)).toBe('no such host: ….logs.example');
  });

  it('is masked if the log has it in capital letters', () =>
    expect(shown(`see ${SECRET.toUpperCase()} there`)).toBe('see … there'));
});

/** Names that HTML has for the characters of a secret. */
const HTML_NAMES: Record<string, string> = {
  ...{ '!': 'excl', '#': 'num', $: 'dollar', '%': 'percnt', '(': 'lpar', ')': 'rpar', '*': 'ast' },
  ...{ '+': 'plus', ',': 'comma', '.': 'period', '/': 'sol', ':': 'colon', ';': 'semi', '=': 'equals' },
  ...{ '?': 'quest', '@': 'commat', '[': 'lsqb lbrack', '\\': 'bsol', ']': 'rsqb rbrack', '^': 'Hat' },
  ...{ _: 'lowbar UnderBar', '`': 'grave', '{': 'lcub lbrace', '|': 'verbar vert VerticalLine' },
  ...{ '}': 'rcub rbrace' },
};

it.each(Object.entries(HTML_NAMES))('an issued secret is masked if %s is in HTML: %s', (character, names) => {
  const pieces = ['aQ9f', 'Kx72', 'LmPz', '05Tt'];
  for (const name of names.split(' ')) {
    const log = [
      exchange(JSON.stringify({ access_token: pieces.join(character) }), JSON_TYPE),
      exchange(`see ${pieces.join(`&${name};`)} there`),
    ];
    const bodies = log.map((each) => responseOf(redactionOf(log).exchange(each))?.body);
    expect(bodies.at(-1), name).toBe('see … there');
  }
});

describe('an issued secret with separators, with accents or in full width', () => {
  it.each<[string, string]>([
    ['with spaces', [...SECRET].join(' ')],
    ['with dashes', [...SECRET].join('-')],
    ['with quotation marks and commas', [...SECRET].map((letter) => `"${letter}"`).join(', ')],
    ['in groups of seven, which are shorter than a part', SECRET.match(/.{1,7}/g)?.join('-') ?? ''],
    ['with soft hyphens', [...SECRET].join('\u00ad')],
    ['with zero width spaces', [...SECRET].join('\u200b')],
    ['with accents', [...SECRET].join('\u0301')],
    ['in full width', SECRET.replace(/\w/g, (letter) => String.fromCodePoint(letter.charCodeAt(0) + 0xfee0))],
  ])('is masked %s', (_how, written) => {
    const body = shown(`see ${written} there`);
    expect(body).toMatch(/^see .{0,9}….{0,9} there$/s);
    expect(body.normalize('NFKD').replace(/[^a-z0-9]/gi, '')).not.toContain('Kx72');
  });

  it('is masked in the labels of a host', () => {
    const body = shown(`see https://${[...SECRET].join('.').toLowerCase()}.example/ there`);
    expect(body).toBe('see https://masked.invalid/ there');
  });

  it('is masked if it is a user code that the log repeats without the dash', () => {
    const log = [exchange(JSON.stringify({ user_code: 'WDJB-MJHT' }), JSON_TYPE), exchange('type WDJB MJHT')];
    expect(log.map((each) => responseOf(redactionOf(log).exchange(each))?.body)[1]).toBe('type …');
  });

  it('is distinguished from words, which stay visible', () =>
    expect(shown('aQ9f K: a list, 72 LmPz')).toBe('aQ9f K: a list, 72 LmPz'));
});

describe('an issued secret beyond ASCII', () => {
  const secret = 'äöüßéèñçøåæ9';
  const issuedBeyondAscii = exchange(JSON.stringify({ access_token: secret }), JSON_TYPE);
  const octets = [...Buffer.from(secret)];
  const hex = octets.map((octet) => octet.toString(16).toUpperCase());

  it.each<[string, string]>([
    ['quoted-printable', hex.map((octet) => `=${octet}`).join('')],
    ['escapes of octets', hex.map((octet) => `\\x${octet}`).join('')],
    ['octal escapes', octets.map((octet) => `\\${octet.toString(8)}`).join('')],
    ['decimal codes of octets', octets.join(',')],
    ['references of HTML to octets', octets.map((octet) => `&#${octet};`).join('')],
    ['hexadecimal digits', hex.join('')],
    ['octets of ISO 8859-1', [...secret].map((each) => `%${each.charCodeAt(0).toString(16)}`).join('')],
    ['octets read as ISO 8859-1', Buffer.from(secret).toString('latin1')],
    ['base64', base64(secret)],
    ['code points', [...secret].map((c) => `\\U${c.charCodeAt(0).toString(16).padStart(8, '0')}`).join('')],
  ])('is masked in %s', (_how, written) => {
    const log = [issuedBeyondAscii, exchange(`see ${written} there`)];
    const body = log.map((each) => responseOf(redactionOf(log).exchange(each))?.body).at(-1);
    expect(body).not.toContain(written);
    expect(body).toMatch(/^see .{0,4}….{0,4} there$/s);
  });

  it('is masked in JSON as a list of octets', () => {
    const again = exchange(JSON.stringify({ a: octets }), JSON_TYPE);
    const masked = redactionOf([issuedBeyondAscii, again]).exchange(again);
    expect(responseOf(masked)?.body).toBe('{"a":"…"}');
  });
});

describe('a text that may be encoded', () => {
  it.each<[string, string[]]>([
    ['words', []],
    ['%41+b', ['A+b', 'A b']],
    ['%u0041', ['A']],
    ['%E4%F6x', ['äöx', '\ufffd\ufffdx']],
    ['a%ZZ', []],
    ['a\\u{41}\\x42\\103\\n\\q', ['aABC\nq', 'aABCq']],
    ['a\\U00000044\\U0010ffff', ['aD\u{10ffff}']],
    ['a\\U00110000', []],
    ['&#65&#x42;&#x043;&lt;&nope;', ['ABC<&nope;']],
    ['&#1114112;', []],
    ['=41=4', ['A=4']],
    ['a\nb=\r\n c', ['abc']],
  ])('is read in each encoding: %j as %j', (text, read) => expect(encodingsUndone(text)).toEqual(read));

  it.each<[string, string]>([
    [base64('\u00fb\u00ff~~~~~~~~'), '\u00fb\u00ff~~~~~~~~'],
    [Buffer.from('>>>???>>>???').toString('base64url'), '>>>???>>>???'],
    [`a${base64('after a letter')}`, 'after a letter'],
    [`${base64('two runs')}.${base64('of base64')}`, 'two runs\nof base64'],
    ['a6162636465666768', 'abcdefgh'],
    ['MFRGGZDFMZTWQ', 'abcdefgh'],
    ['aMFRGGZDFMZTWQ', 'abcdefgh'],
    ['mfrggzdfmztwq', 'abcdefgh'],
    [base64('a\0b\0c\0d\0'), 'abcd'],
    ['10ffff 110000 61 62 63 64 65 66', '\u{10ffff}\ufffdabcdef'],
    ['0: 97, 1: 98, 2: 99, 3: 100', 'abcd'],
    ['97 0, 98 1, 99 2, 100 3', 'abcd'],
    ['6162 6364 6566 6768 696a 6b6c 6d6e 6f70', 'abcdefghijklmnop'],
    ['00000 6162 6364 6566 6768 696a 6b6c 6d6e', '\0\0abcdefghijklmn'],
    [`%${'25'.repeat(5)}41`, 'A'],
  ])('may also be read as other text: %j as %j', (text, read) => {
    expect(encodingsUndone(text)).toContain(read);
  });

  it('is not decoded if it is encoded more than 16 times, or if it decodes to no text', () => {
    expect(encodingsUndone(`%${'25'.repeat(20)}41`)).not.toContain('A');
    expect(encodingsUndone(base64('\x01\x02%41'.repeat(4)))).not.toContain('\x01\x02A'.repeat(4));
    expect(decodeCharacterCodes('words')).toEqual([]);
  });

  it('is decoded and encoded by the rules of URLs, forms, HTML and base64', () => {
    expect(decodePercent('%f0%9f%98%80 %ff%41 a+b %u00e9')).toBe('😀 %ff%41 a+b é');
    expect(decodeForm('a+b%2Bc')).toBe('a b+c');
    expect(encodePercent('a/…\ud800')).toBe('a%2F…%EF%BF%BD');
    expect(encodeHtml('<a b="c&d">')).toBe('&lt;a b=&quot;c&amp;d&quot;&gt;');
    expect(base64Octets('YWJjZ')).toBe('abc');
  });
});
