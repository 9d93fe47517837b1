import { isRawNumber } from '../exact-numbers.ts';
import { canonical, WORK_PER_CHARACTER } from './equality.ts';
import {
  FINE,
  type KeywordCheck,
  type Spend,
  together,
  typeOf,
  UNKNOWN,
  type Verdict,
  wrong,
} from './verdict.ts';

const NAMES: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  integer: 'a whole number',
  boolean: 'yes or no (true or false)',
  array: 'a list',
  object: 'an object with names and values',
  null: 'null',
};

/** `type`, `enum` and `const`. */
export const checkValue: KeywordCheck = (schema, value, path, _check, spend) =>
  together([
    checkType(schema.type, value, path),
    'const' in schema
      ? checkListed([schema.const], value, spend, () =>
          wrong(path, 'Only one value is permitted here:', readable(schema.const)),
        )
      : FINE,
    Array.isArray(schema.enum)
      ? checkListed(schema.enum, value, spend, (count) =>
          wrong(path, `This is not one of the ${count.toLocaleString('en')} values that are permitted.`),
        )
      : FINE,
  ]);

/** JSON would show an infinite number as `null`. */
const readable = (value: unknown) => (typeof value === 'number' ? String(value) : JSON.stringify(value));

function checkListed(
  values: readonly unknown[],
  value: unknown,
  spend: Spend,
  otherwise: (count: number) => Verdict,
): Verdict {
  const own = canonical(value, 'rounded');
  if (!spend(own.length * WORK_PER_CHARACTER)) return UNKNOWN;
  for (const one of values) {
    const text = canonical(one, 'rounded');
    if (text === own) return FINE;
    if (!spend(text.length * WORK_PER_CHARACTER)) return UNKNOWN;
  }
  return otherwise(values.length);
}

function checkType(type: unknown, value: unknown, path: string) {
  const named = [type].flat().filter((one) => typeof one === 'string' && Object.hasOwn(NAMES, one));
  const types = [...new Set(named)];
  const is = typeOf(value);
  if (!types.length || types.some((one) => one === is || (one === 'integer' && isWhole(value)))) return FINE;
  const wanted = types.map((one) => NAMES[String(one)]).join(' or ');
  return wrong(path, `This must be ${wanted}; it is ${NAMES[is]}.`);
}

function isWhole(value: unknown): boolean {
  return Number.isInteger(isRawNumber(value) ? Number(value.rawJSON) : value);
}
