import fc from 'fast-check';
import { afterEach, describe, expect, it, vi } from 'vitest';
import {
  decimalOf,
  exactNumber,
  InexactNumberError,
  isRawNumber,
  mayBeRounded,
  parseExactJson,
  plainNumber,
} from './exact-numbers.ts';

/** Numbers by the grammar of JSON, many of which JavaScript cannot represent. */
const literals = fc
  .tuple(
    fc.constantFrom('', '-'),
    fc.oneof(fc.bigInt(0n, 10n ** 30n).map(String), fc.nat().map(String)),
    fc.oneof(fc.constant(''), fc.stringMatching(/^\.\d{1,25}$/)),
    fc.oneof(fc.constant(''), fc.stringMatching(/^[eE][+-]?\d{1,3}$/)),
  )
  .map((parts) => parts.join(''));

/** In an older browser, a reviver gets no source text. */
function withoutSourceText(): void {
  const { parse, stringify } = JSON;
  type Reviver = (name: string, value: unknown) => unknown;
  const older = (text: string, reviver?: Reviver): unknown =>
    parse(text, reviver && ((name, value) => reviver(name, value)));
  vi.stubGlobal('JSON', { parse: older, stringify });
}
afterEach(() => vi.unstubAllGlobals());

describe('a number of JSON', () => {
  it('is sent with the same digits that the user wrote', () => {
    fc.assert(
      fc.property(literals, (literal) => {
        expect(JSON.stringify({ n: exactNumber(literal) })).toBe(`{"n":${literal}}`);
      }),
    );
    expect(exactNumber('7960607143101464576')).toEqual({ rawJSON: '7960607143101464576' });
    expect(exactNumber('12')).toBe(12);
  });

  it('is refused, with both values, if the browser would send another number', () => {
    withoutSourceText();
    expect(() => exactNumber('7960607143101464576')).toThrow(
      'This browser would send 7960607143101465000 in place of 7960607143101464576.',
    );
    expect(() => parseExactJson('{"id":[7960607143101464576]}')).toThrow(InexactNumberError);
    expect(() => exactNumber('1e400')).toThrow('null in place of 1e400');
    expect(exactNumber('1.50')).toBe(1.5);
    expect(exactNumber('12e2')).toBe(1200);
    expect(parseExactJson('[1.0, 1e2, 9007199254740991, "7a"]')).toEqual([1, 100, 9007199254740991, '7a']);
  });

  it('is read as a JavaScript number if that number has the same value', () => {
    const raw = (literal: string) => {
      const value = exactNumber(literal);
      return isRawNumber(value) ? plainNumber(value) : value;
    };
    expect(raw('1.50')).toBe(1.5);
    expect(raw('7960607143101464576')).toBeUndefined();
  });
});

it.each([
  [2 ** 53 - 1, false],
  [2 ** 53, true],
  [-(2 ** 53), true],
  [0.1, false],
  [1.5e-7, false],
  [-0.123456789012345, false],
  [-1.23456789012345e-7, false],
  [0.1234567890123456, true],
  [0.1 + 0.2, true],
])('the number %d may have been rounded: %s', (value, rounded) => expect(mayBeRounded(value)).toBe(rounded));

it.each([
  ['1.0', '1e0'],
  ['100', '1e2'],
  ['101', '101e0'],
  ['-0.50', '-5e-1'],
  ['0.01', '1e-2'],
  ['1e+2', '1e2'],
  ['12.5E-1', '125e-2'],
  ['0.0', '0'],
  ['-0', '0'],
])('the number %s has the digits and the exponent of %s', (literal, decimal) => {
  expect(decimalOf(literal)).toBe(decimal);
});

describe('a JSON text', () => {
  it('is written again as the same text, whatever its numbers and names', () => {
    const values = fc.letrec((tie) => ({
      value: fc.oneof(
        { depthSize: 'small' },
        literals,
        fc.string().map((text) => JSON.stringify(text)),
        fc.constantFrom('true', 'false', 'null'),
        fc.array(tie('value'), { maxLength: 4 }).map((items) => `[${items.join(',')}]`),
        fc
          .dictionary(fc.string().filter(isNoIndex), tie('value'), { maxKeys: 4 })
          .map((members) =>
            Object.entries(members).map(([name, value]) => `${JSON.stringify(name)}:${value}`),
          )
          .map((members) => `{${members.join(',')}}`),
      ),
    })).value;
    fc.assert(
      fc.property(values, (text) => {
        expect(JSON.stringify(parseExactJson(String(text)))).toBe(text);
      }),
      { numRuns: 500 },
    );
  });

  it('is refused if JSON.parse would drop a part of the text, or if the text is nested too deep', () => {
    expect(() => parseExactJson('{"a":1,"b":{"a":2,"a":3}}')).toThrow('A name appears twice in one object.');
    expect(() => parseExactJson('{"a":1')).toThrow('This is not JSON.');
    expect(() => parseExactJson('['.repeat(10_000) + ']'.repeat(10_000))).toThrow('200 levels deep');
    expect(() => parseExactJson(`${'['.repeat(200)}${'[],'.repeat(300)}1${']'.repeat(200)}`)).toThrow(
      '200 levels deep',
    );
    expect(parseExactJson(`[${'[],'.repeat(300)}${'['.repeat(199)}${']'.repeat(200)}`)).toHaveLength(301);
    expect(parseExactJson('{"a":"\\":{[","a:":"{\\"a\\":1}"}')).toEqual({ a: '":{[', 'a:': '{"a":1}' });
  });
});

/** If a name is an index, JavaScript moves the member to the front. The order of members does not matter. */
const isNoIndex = (name: string): boolean => !/^\d+$/.test(name);
