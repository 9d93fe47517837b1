import { isRawNumber } from '../exact-numbers.ts';
import { FINE, type KeywordCheck, together, UNKNOWN, type Verdict, wrong } from './verdict.ts';

/**
 * Checks `minimum`, `maximum`, their exclusive forms and `multipleOf`. Parsing may have rounded a bound beyond 2^53. So
 * the comparison rounds the number, too, and refuses no number within the server's bounds.
 */
export const checkNumber: KeywordCheck = (schema, value, path) => {
  const number = isRawNumber(value) ? Number(value.rawJSON) : value;
  if (typeof number !== 'number') return FINE;
  const shown = isRawNumber(value) ? value.rawJSON : String(value);
  const bounds: [limit: unknown, breaks: (limit: number) => boolean, words: string][] = [
    [schema.minimum, (limit) => number < limit, 'at least'],
    [schema.maximum, (limit) => number > limit, 'at most'],
    [
      lower(schema),
      (limit) => number < limit || (number === limit && Number.isSafeInteger(limit)),
      'more than',
    ],
    [
      upper(schema),
      (limit) => number > limit || (number === limit && Number.isSafeInteger(limit)),
      'less than',
    ],
  ];
  return together([
    ...bounds.map(([limit, breaks, words]) =>
      typeof limit === 'number' && breaks(limit)
        ? wrong(path, `Enter ${words} ${limit}; this is ${shown}.`)
        : FINE,
    ),
    checkMultiple(schema.multipleOf, value, shown, path),
  ]);
};

/** In draft 4, `exclusiveMinimum: true` makes `minimum` exclusive. */
const lower = ({ exclusiveMinimum, minimum }: Readonly<Record<string, unknown>>) =>
  exclusiveMinimum === true ? minimum : exclusiveMinimum;
const upper = ({ exclusiveMaximum, maximum }: Readonly<Record<string, unknown>>) =>
  exclusiveMaximum === true ? maximum : exclusiveMaximum;

function checkMultiple(step: unknown, value: unknown, shown: string, path: string): Verdict {
  if (typeof step !== 'number' || step <= 0) return FINE;
  const number = Number(shown);
  const words = `Enter a multiple of ${step}; this is ${shown}.`;
  if (Number.isSafeInteger(step) && /^-?\d+$/.test(shown)) {
    return BigInt(shown) % BigInt(step) === 0n ? FINE : wrong(path, words);
  }
  const times = number / step;
  if (isRawNumber(value) || !Number.isFinite(times)) return UNKNOWN;
  // Fractions are rounded in binary, where 0.3 is not an exact multiple of 0.1.
  const near = 4 * Number.EPSILON * Math.abs(times);
  return Math.abs(times - Math.round(times)) <= near ? FINE : wrong(path, words);
}
