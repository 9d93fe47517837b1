import { LIMITS } from './limits.ts';

/** A number that `JSON.stringify` writes as this very text (TC39, JSON.parse source text access). */
export interface RawNumber {
  readonly rawJSON: string;
}

/** What TypeScript's library does not know yet, and browsers before 2025 do not have. */
interface SourceTextAccess {
  rawJSON?(text: string): RawNumber;
  isRawJSON?(value: unknown): boolean;
}

/** A number that this browser would send as another one. */
export class InexactNumberError extends Error {
  constructor(literal: string, sent: string) {
    super(
      `This browser would send ${sent} in place of ${literal}. Use a newer browser (Chrome 114, Firefox 135, Safari 18.4), which sends every digit.`,
    );
  }
}

/**
 * A number as the person wrote it. JavaScript has no integer beyond 2^53 and no more than 17 digits; such a number is
 * kept as its text, which goes to the wire as it is.
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

/** Whether `value` is a number that stands as its text. */
export function isRawNumber(value: unknown): value is RawNumber {
  const { isRawJSON }: SourceTextAccess = Object(JSON);
  return isRawJSON?.(value) === true;
}

/** The number that such a text is; `undefined` where JavaScript has no such number. */
export function plainNumber({ rawJSON }: RawNumber): number | undefined {
  const value = Number(rawJSON);
  return decimalOf(JSON.stringify(value)) === decimalOf(rawJSON) ? value : undefined;
}

/**
 * Whether JSON.parse may have rounded this number on its way here. The whole numbers up to 2^53 are themselves; of a
 * larger one, and of a fraction with all 17 digits, only the server knows what it was.
 */
export function mayBeRounded(value: number): boolean {
  return Number.isInteger(value) ? !Number.isSafeInteger(value) : digitsOf(value) > 15;
}

const digitsOf = (value: number): number => decimalOf(String(value)).replace(/e.*|-/g, '').length;

/**
 * Parses JSON so that writing it again gives the same values: each number keeps its digits, and a name that stands
 * twice in an object, of which `JSON.parse` drops one, is refused.
 *
 * @throws InexactNumberError as {@link exactNumber}; SyntaxError with words for the person.
 */
export function parseExactJson(text: string): unknown {
  const plain = parsePlain(text);
  let names = 0;
  let exact = true;
  let depth = 0;
  for (const [token] of text.matchAll(TOKEN)) {
    if (token === '{' || token === '[') {
      depth += 1;
      if (depth > LIMITS.depth)
        throw new SyntaxError(`This is nested more than ${LIMITS.depth} levels deep.`);
    } else if (token === '}' || token === ']') depth -= 1;
    else if (token.endsWith(':')) names += 1;
    else if (!token.startsWith('"')) exact &&= exactNumber(token) === Number(token);
  }
  if (namesIn(plain) !== names)
    throw new SyntaxError('A name stands twice in one object. Use each name once.');
  if (exact) return plain;
  return JSON.parse(text, (...[, value, context]: [string, unknown, { source?: string }?]) => {
    return typeof value === 'number' && context?.source !== undefined ? exactNumber(context.source) : value;
  });
}

/** The tokens of a JSON text that count: names with their colon, other texts, brackets, numbers. */
const TOKEN = /"(?:[^"\\]|\\.)*"\s*:?|[{}[\]]|-?\d[\d.eE+-]*/g;

function parsePlain(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new SyntaxError('This is not JSON. Text needs "quotes", a list [brackets].');
  }
}

function namesIn(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  const own = Array.isArray(value) ? 0 : Object.keys(value).length;
  return Object.values(value).reduce((sum: number, member) => sum + namesIn(member), own);
}

/** A number by its significant digits and its exponent, so that `1.0` and `1`, or `1e2` and `100`, are one text. */
function decimalOf(literal: string): string {
  const [, sign = '', whole = '', fraction = '', exponent = '0'] =
    /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(literal) ?? [];
  const digits = (whole + fraction).replace(/^0+/, '');
  const significant = digits.replace(/0+$/, '');
  if (!significant) return '0';
  return `${sign}${significant}e${Number(exponent) - fraction.length + digits.length - significant.length}`;
}
