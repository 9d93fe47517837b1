import fc from 'fast-check';
import { curlOf } from '../wire/curl.ts';
import type { Exchange } from '../wire/exchange.ts';
import { exportHar } from '../wire/har.ts';
import { rawExchange } from '../wire/raw.ts';
import { redactionOf } from '../wire/redact.ts';

export const AS = 'https://as.example';
export const MCP = 'https://mcp.example/mcp';

/** A log in every form in which it leaves the page. */
export function files(log: readonly Exchange[]): string {
  const redaction = redactionOf(log);
  const masked = log.map((each) => redaction.exchange(each));
  const commands = masked.map(({ request }) => curlOf(request) ?? '');
  return [exportHar(log), ...commands, ...masked.map(rawExchange)].join('\n');
}

/** What a reader gets by decoding the usual encodings once and twice. */
function readings(text: string): string[] {
  const once = new Set(undone(text)).add(text);
  return [...once, ...[...once].flatMap((each) => (each === text ? [] : undone(each)))];
}

function undone(text: string): string[] {
  const percent = text.replace(/(?:%[0-9a-f]{2})+/gi, (run) => {
    try {
      return decodeURIComponent(run);
    } catch {
      return run;
    }
  });
  return [
    percent,
    percent.replaceAll('+', ' '),
    text.replace(/\\u([0-9a-f]{4})|\\(.)/gi, (_, hex, other) =>
      hex ? String.fromCharCode(Number.parseInt(hex, 16)) : other,
    ),
    text.replace(/&#(\d+);|&amp;/g, (_, point) => (point ? String.fromCodePoint(Number(point)) : '&')),
    ...[...text.matchAll(/[\w+/-]{11,}/g)].flatMap(([run]) => [
      ...[0, 1, 2, 3].map((start) => Buffer.from(run.slice(start), 'base64').toString()),
      ...[0, 1].map((start) => Buffer.from(run.slice(start), 'hex').toString()),
    ]),
    ...[...text.matchAll(/[A-Z2-7]{13,}/g)].flatMap(([run]) =>
      [0, 1, 2, 3, 4, 5, 6, 7].map((start) => fromBase32(run.slice(start))),
    ),
  ];
}

function fromBase32(digits: string): string {
  const bits = [...digits].map((digit) => BASE32_DIGITS.indexOf(digit).toString(2).padStart(5, '0')).join('');
  return Buffer.from((bits.match(/.{8}/g) ?? []).map((octet) => Number.parseInt(octet, 2))).toString();
}

/** The first part of a secret, eight characters long, that can be read in a text. */
export function leakOf(secret: string, text: string): string | undefined {
  const read = readings(text).join('\n');
  const parts = (length: number, step: number) =>
    Array.from({ length: Math.floor((secret.length - length) / step) + 1 }, (_, at) =>
      secret.slice(at * step, at * step + length),
    );
  // Each part of eight characters contains a part of four that begins at a multiple of four. Those are fewer to search.
  if (!parts(4, 4).some((part) => read.includes(part))) return undefined;
  return parts(8, 1).find((part) => read.includes(part));
}

const of = (characters: string, minLength: number, maxLength: number) =>
  fc.string({ unit: fc.constantFrom(...characters), minLength, maxLength });
const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const URL_SAFE = `${LETTERS}0123456789-_`;
export const token = of(URL_SAFE, 24, 48);
const tokenWithSigns = of(`${LETTERS}0123456789+/=~.`, 24, 48);
export const anySecret = fc.oneof(
  token,
  tokenWithSigns,
  of(`${LETTERS}0123456789+/=&%#?;:@$!*(){}[] <>"'\\é`, 24, 48)
    .map((text) => `a${text}z`)
    // The redaction learns only those parts of an address that have digits: words of an address also occur elsewhere.
    .filter((text) => !/^[a-z][a-z0-9+.-]*:\/\//i.test(text)),
);

const everyCharacter = (secret: string, write: (octet: number) => string) =>
  [...new TextEncoder().encode(secret)].map(write).join('');
export const percentLower = (secret: string) =>
  everyCharacter(secret, (octet) => `%${octet.toString(16).padStart(2, '0')}`);
const percentUpper = (secret: string) => percentLower(secret).toUpperCase();
const form = (secret: string) => new URLSearchParams({ s: secret }).toString().slice(2);
export const jsonEscapes = (secret: string) =>
  [...secret]
    .flatMap((character) => character.split(''))
    .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
    .join('');
export const base64 = (text: string) => Buffer.from(text).toString('base64');

const BASE32_DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

export const SPELLINGS: Record<string, (secret: string) => string> = {
  'percent encoding': encodeURIComponent,
  'percent encoding of every character, in lower case': percentLower,
  'percent encoding of every character, in upper case': percentUpper,
  'form encoding': form,
  'percent encoding twice': (secret) => encodeURIComponent(encodeURIComponent(secret)),
};
