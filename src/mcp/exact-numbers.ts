import { LIMITS } from './limits.ts';

/** A number as a text that `JSON.stringify` writes unchanged (TC39, JSON.parse source text access). */
export interface RawNumber {
  readonly rawJSON: string;
}

/** TypeScript's library lacks this API, and browsers older than those in {@link InexactNumberError} lack it, too. */
interface SourceTextAccess {
  rawJSON?(text: string): RawNumber;
  isRawJSON?(value: unknown): boolean;
}

/** This browser would send another number than the user wrote. */
export class InexactNumberError extends Error {
  constructor(literal: string, sent: string) {
    super(
      `This browser would send ${sent} in place of ${literal}. Use a newer browser (Chrome 114, Firefox 135, Safari 18.4), which sends every digit.`,
    );
  }
}

/**
 * Returns a number as the user wrote it. JavaScript rounds integers beyond 2^53 and keeps at most 17 digits. A number
 * that JavaScript would change is kept as its text, which is sent unchanged.
 *
 * @param literal a number by the grammar of JSON.
 * @throws InexactNumberError in a browser that can only send another number.
 */
export function exactNumber(literal: string): number | RawNumber {
  const value = Number(literal);
  const sent = JSON.stringify(value);
  if (sent === literal) return value;
  const { rawJSON }: SourceTextAccess = Object(JSON);
  if (rawJSON) return rawJSON(literal);
  if (decimalOf(sent) === decimalOf(literal)) return value;
  throw new InexactNumberError(literal, sent);
}

/** Whether `value` is a number that is kept as its text. */
export function isRawNumber(value: unknown): value is RawNumber {
  const { isRawJSON }: SourceTextAccess = Object(JSON);
  return isRawJSON?.(value) === true;
}

/** The JavaScript number with the same value; `undefined` if JavaScript has no such number. */
export function plainNumber({ rawJSON }: RawNumber): number | undefined {
  const value = Number(rawJSON);
  return decimalOf(JSON.stringify(value)) === decimalOf(rawJSON) ? value : undefined;
}

/**
 * Whether JSON.parse may have rounded this number. Integers below 2^53 are exact. For a larger integer, and for a
 * fraction with 16 or 17 digits, the original is lost.
 */
export function mayBeRounded(value: number): boolean {
  return Number.isInteger(value) ? !Number.isSafeInteger(value) : digitsOf(value) > 15;
}

const digitsOf = (value: number): number => decimalOf(String(value)).replace(/e.*|-/g, '').length;

/**
 * Parses JSON in such a way that `JSON.stringify` writes the same values again. Each number keeps its digits. Refuses
 * an object that has the same name twice, because `JSON.parse` would drop one of the two members.
 *
 * @throws InexactNumberError as {@link exactNumber}; SyntaxError with a message for the user.
 */
export function parseExactJson(text: string): unknown {
  const plain = parsePlain(text);
  let names = 0;
  let depth = 0;
  for (const [token] of text.matchAll(TOKEN)) {
    if (token === '{' || token === '[') {
      depth += 1;
      if (depth > LIMITS.depth)
        throw new SyntaxError(`This is nested more than ${LIMITS.depth} levels deep.`);
    } else if (token === '}' || token === ']') depth -= 1;
    else if (token.endsWith(':')) names += 1;
    else if (!token.startsWith('"')) exactNumber(token);
  }
  if (namesIn(plain) !== names)
    throw new SyntaxError('A name appears twice in one object. Use each name once.');
  return JSON.parse(text, (...[, value, context]: [string, unknown, { source?: string }?]) => {
    return typeof value === 'number' && context?.source !== undefined ? exactNumber(context.source) : value;
  });
}

/** The tokens of a JSON text that matter: names with their colon, other strings, brackets, numbers. */
const TOKEN = /"(?:[^"\\]|\\.)*"\s*:?|[{}[\]]|-?\d[\d.eE+-]*/g;

function parsePlain(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new SyntaxError('This is not JSON. Write text in "quotes", and a list in [brackets].');
  }
}

function namesIn(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  const own = Array.isArray(value) ? 0 : Object.keys(value).length;
  return Object.values(value).reduce((sum: number, member) => sum + namesIn(member), own);
}

/** A number as its significant digits and exponent, so that `1.0` and `1`, or `1e2` and `100`, give the same text. */
export function decimalOf(literal: string): string {
  const [, sign = '', whole = '', fraction = '', exponent = '0'] =
    /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(literal) ?? [];
  const digits = (whole + fraction).replace(/^0+/, '');
  const significant = digits.replace(/(?<!0)0+$/, '');
  if (!significant) return '0';
  return `${sign}${significant}e${Number(exponent) - fraction.length + digits.length - significant.length}`;
}
