import { decodeCharacterCodes } from './character-codes.ts';

/** Limits nested encodings; no honest sender needs as many. */
const MOST_TEXTS = 64;

/**
 * Decodes a text in every way it may be encoded: percent and form encoding, escapes of JSON and HTML, base64,
 * base64url and hexadecimal digits at any position, character codes, and each within another, also over several
 * lines.
 *
 * @returns the decoded texts, without the given one.
 */
export function encodingsUndone(encoded: string): string[] {
  const texts = new Set([encoded]);
  for (const text of texts) {
    if (texts.size > MOST_TEXTS) break;
    if (text !== encoded && !isMostlyText(text)) continue;
    for (const decode of DECODERS) for (const decoded of decode(text)) texts.add(decoded);
  }
  texts.delete(encoded);
  return [...texts];
}

/** Whether decoded octets are really text: a quarter of random octets are not characters. */
function isMostlyText(text: string): boolean {
  return text.length - text.replace(/[^\P{Cc}\t\n\r]|\ufffd/gu, '').length <= text.length / 10;
}

const DECODERS: readonly ((text: string) => string[])[] = [
  (text) =>
    /%(u[0-9a-f]{2})?[0-9a-f]{2}/i.test(text)
      ? [decodePercent(text), decodePercent(text.replaceAll('+', ' '))]
      : [],
  (text) => (text.includes('\\') ? [decodeJsonEscapes(text)] : []),
  (text) => (text.includes('&') ? [decodeHtml(text)] : []),
  (text) => (/=[0-9A-F]{2}/.test(text) ? [decodeQuotedPrintable(text)] : []),
  (text) => (text.includes('\n') ? [text.replace(LINE_BREAK, '')] : []),
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

/** Decodes a name or a value of `application/x-www-form-urlencoded`. */
export const decodeForm = (text: string): string => decodePercent(text.replaceAll('+', ' '));

const SHORT_ESCAPES: Record<string, string> = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' };

/** Decodes the escapes of JSON and JavaScript, including octal ones. */
export function decodeJsonEscapes(text: string): string {
  const escapes = /\\(?:u\{0*([0-9a-f]{1,4})\}|u([0-9a-f]{4})|x([0-9a-f]{2})|([0-3]?[0-7]{1,2})|(.))/gi;
  return text.replace(escapes, (_, point, unicode, hex, octal, character) => {
    if (octal) return String.fromCharCode(Number.parseInt(octal, 8));
    const digits: string | undefined = point ?? unicode ?? hex;
    return digits
      ? String.fromCharCode(Number.parseInt(digits, 16))
      : (SHORT_ESCAPES[character] ?? character);
  });
}

const ENTITIES: Record<string, string> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  equals: '=',
  sol: '/',
  plus: '+',
  percnt: '%',
  colon: ':',
  lowbar: '_',
  period: '.',
};

/** Decodes HTML character references: numeric ones, and the names that occur in tokens. */
export function decodeHtml(text: string): string {
  return text.replace(
    /&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|([a-z]{2,6}));?/gi,
    (reference, decimal, hex, name) => {
      if (name) return ENTITIES[name.toLowerCase()] ?? reference;
      const point = decimal ? Number.parseInt(decimal, 10) : Number.parseInt(hex, 16);
      return point <= 0x10ffff ? String.fromCodePoint(point) : reference;
    },
  );
}

/** Shorter runs cannot hold eight characters. */
const BASE64 = /[A-Za-z0-9+/_-]{11,}/g;
const HEX = /(?:[0-9a-f][:\-_,. ]?){16,}/gi;
const BASE32 = /[A-Z2-7]{13,}/gi;
const BASE32_DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

function decodeBase64(text: string): string[] {
  const runs = text.match(BASE64) ?? [];
  // Other characters may precede it without a gap.
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
  const runs = text.toUpperCase().match(BASE32) ?? [];
  const bits = runs.map((run) =>
    [...run].map((digit) => BASE32_DIGITS.indexOf(digit).toString(2).padStart(5, '0')).join(''),
  );
  return textsOf(bits.map((run) => octetsOf(run.match(/.{8}/g), 2)));
}

/** The octets of digits, as characters. */
function octetsOf(digits: readonly string[] | null, radix: 2 | 16): string {
  return (digits ?? []).map((octet) => String.fromCharCode(Number.parseInt(octet, radix))).join('');
}

/** Quoted-printable (RFC 2045 §6.7). */
function decodeQuotedPrintable(text: string): string {
  return text.replace(/=([0-9A-F]{2})/g, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16)));
}

/**
 * Octets as Latin-1, as UTF-8 where they are beyond ASCII, and as UTF-16 where they have zeros. All runs of a text
 * are joined to one, so that many runs do not use up the limit of texts.
 */
function textsOf(runs: readonly string[]): string[] {
  const octets = runs.join('\n');
  if (octets.includes('\0')) return [octets, octets.replaceAll('\0', '')];
  if (!/[\u0080-\u00ff]/.test(octets)) return octets ? [octets] : [];
  return [octets, new TextDecoder().decode(Uint8Array.from(octets, (octet) => octet.charCodeAt(0)))];
}
