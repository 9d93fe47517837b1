import { decodeCharacterCodes } from './character-codes.ts';
import { withUtf8 } from './octets.ts';

/** The maximum number of decoded texts that are decoded again; no honest sender nests encodings so deeply. */
const MOST_TEXTS = 16;

/**
 * Decodes a text from every encoding that it may have: percent and form encoding, escapes of JSON and HTML, base64,
 * base64url and hexadecimal digits at any position, and character codes. An encoded text may be encoded again, and may
 * be on several lines.
 *
 * @returns the decoded texts, without the given one.
 */
export function encodingsUndone(encoded: string): string[] {
  const texts = new Set(withUtf8([encoded]));
  let left = MOST_TEXTS;
  for (const text of texts) {
    if (text !== encoded && !isMostlyText(text)) continue;
    if (left === 0) break;
    left -= 1;
    for (const decode of DECODERS) for (const decoded of withUtf8(decode(text))) texts.add(decoded);
  }
  texts.delete(encoded);
  return [...texts];
}

/** Whether nine tenths of decoded octets are characters of text; of random octets, only about three quarters are. */
const isMostlyText = (text: string): boolean =>
  text.length - text.replace(/[^\P{Cc}\t\n\r]|\ufffd/gu, '').length <= text.length / 10;

const DECODERS: readonly ((text: string) => string[])[] = [
  (text) => (text.includes('%') ? [decodePercent(text), decodeForm(text)] : []),
  // Decodes percent encoding of octets that are not UTF-8.
  (text) => [text.replace(/%([0-9a-f]{2})/gi, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16)))],
  (text) => [decodeJsonEscapes(text)],
  (text) => [decodeHtml(text)],
  (text) => [decodeQuotedPrintable(text)],
  (text) => [text.replace(LINE_BREAK, '')],
  decodeBase64,
  decodeBase32,
  decodeHex,
  decodeCharacterCodes,
];

/** A line break within an encoded text; quoted-printable marks it with `=` (RFC 2045 §6.7). */
const LINE_BREAK = /=?\r?\n[ \t]*/g;

/** Decodes well-formed percent encoding; the rest is unchanged. */
export function decodePercent(text: string): string {
  const plain = text.replace(/%u([0-9a-f]{4})/gi, (_, unit) =>
    String.fromCharCode(Number.parseInt(unit, 16)),
  );
  return plain.replace(/(%[0-9a-f]{2})+/gi, (octets) => {
    try {
      return decodeURIComponent(octets);
    } catch {
      return octets;
    }
  });
}

/** Percent-encodes a text, but keeps a mask legible. */
export const encodePercent = (text: string): string =>
  // Lone surrogates have no encoding.
  encodeURIComponent(text.replace(/\p{Cs}/gu, '\ufffd')).replaceAll('%E2%80%A6', '…');

/** Decodes a name or a value of `application/x-www-form-urlencoded`. */
export const decodeForm = (text: string): string => decodePercent(text.replaceAll('+', ' '));

const SHORT_ESCAPES: Record<string, string> = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' };

/** Decodes the escapes of JSON, JavaScript and Python, including octal ones. */
export function decodeJsonEscapes(text: string): string {
  return text.replace(ESCAPE, (written, ...matched) => {
    const { octal, character = '', ...digits }: Record<string, string | undefined> = Object(matched.at(-1));
    if (octal) return String.fromCharCode(Number.parseInt(octal, 8));
    const hex = digits.braces ?? digits.short ?? digits.long ?? digits.octet;
    return hex ? characterOf(Number.parseInt(hex, 16), written) : (SHORT_ESCAPES[character] ?? character);
  });
}

const ESCAPE =
  /\\(?:u\{0*(?<braces>[0-9a-fA-F]{1,6})\}|u(?<short>[0-9a-fA-F]{4})|U(?<long>[0-9a-fA-F]{8})|[xX](?<octet>[0-9a-fA-F]{2})|(?<octal>[0-3]?[0-7]{1,2})|(?<character>.))/g;

const characterOf = (point: number, otherwise: string): string =>
  point <= 0x10ffff ? String.fromCodePoint(point) : otherwise;

/** The names of the ASCII characters (HTML, §13.5), except those of white space. */
const ENTITIES: Record<string, string> = {
  excl: '!',
  quot: '"',
  num: '#',
  dollar: '$',
  percnt: '%',
  amp: '&',
  apos: "'",
  lpar: '(',
  rpar: ')',
  ast: '*',
  midast: '*',
  plus: '+',
  comma: ',',
  period: '.',
  sol: '/',
  colon: ':',
  semi: ';',
  lt: '<',
  equals: '=',
  gt: '>',
  quest: '?',
  commat: '@',
  lsqb: '[',
  lbrack: '[',
  bsol: '\\',
  rsqb: ']',
  rbrack: ']',
  hat: '^',
  lowbar: '_',
  underbar: '_',
  grave: '`',
  diacriticalgrave: '`',
  lcub: '{',
  lbrace: '{',
  verbar: '|',
  vert: '|',
  verticalline: '|',
  rcub: '}',
  rbrace: '}',
};

/** Decodes HTML character references: numeric ones, and the names of ASCII characters. */
export function decodeHtml(text: string): string {
  return text.replace(
    /&(?:#0*(\d{1,7})|#x0*([0-9a-f]{1,6})|([a-z]{2,16}));?/gi,
    (reference, decimal, hex, name) => {
      if (name) return ENTITIES[name.toLowerCase()] ?? reference;
      return characterOf(decimal ? Number.parseInt(decimal, 10) : Number.parseInt(hex, 16), reference);
    },
  );
}

export const encodeHtml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

/** Matches a run of base64. Shorter runs cannot hold eight characters. */
const BASE64 = /[A-Za-z0-9+/_-]{11,}/g;
const HEX = /(?:[0-9a-f][:\-_,. ]?){16,}/gi;
const BASE32 = /[A-Z2-7]{13,}/gi;
const BASE32_DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

function decodeBase64(text: string): string[] {
  const runs = text.match(BASE64) ?? [];
  // Other characters may precede the encoded text without a gap.
  return [0, 1, 2, 3].flatMap((start) => textsOf(runs.map((run) => base64Octets(run.slice(start)))));
}

/** @returns the octets as characters; empty for a text that is not base64. */
export function base64Octets(run: string): string {
  const standard = run.replaceAll('-', '+').replaceAll('_', '/');
  return atob(standard.length % 4 === 1 ? standard.slice(0, -1) : standard);
}

function decodeHex(text: string): string[] {
  const runs = (text.match(HEX) ?? []).map((run) => run.replace(/[^0-9a-f]/gi, ''));
  return [0, 1].flatMap((start) => textsOf(runs.map((run) => octetsOf(run.slice(start).match(/../g), 16))));
}

function decodeBase32(text: string): string[] {
  const runs = (text.toUpperCase().match(BASE32) ?? []).map((run) =>
    [...run].map((digit) => BASE32_DIGITS.indexOf(digit).toString(2).padStart(5, '0')).join(''),
  );
  // In base32, eight digits encode five octets. The encoded text may begin at any of the eight digits.
  return [0, 1, 2, 3, 4, 5, 6, 7].flatMap((start) =>
    textsOf(runs.map((run) => octetsOf(run.slice(start * 5).match(/.{8}/g), 2))),
  );
}

/** The octets of digits, as characters. */
const octetsOf = (digits: readonly string[] | null, radix: 2 | 16): string =>
  (digits ?? []).map((octet) => String.fromCharCode(Number.parseInt(octet, radix))).join('');

/** Quoted-printable (RFC 2045 §6.7). */
const decodeQuotedPrintable = (text: string): string =>
  text.replace(/=([0-9A-F]{2})/g, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16)));

/** Octets as Latin-1, and with zeros also as UTF-16, in one text: the number of texts is limited. */
function textsOf(runs: readonly string[]): string[] {
  const octets = runs.join('\n');
  if (octets.includes('\0')) return [octets, octets.replaceAll('\0', '')];
  return octets ? [octets] : [];
}
