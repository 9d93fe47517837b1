import { isRawNumber } from '../exact-numbers.ts';
import { canonical } from './equality.ts';
import { FINE, type KeywordCheck, together, typeOf, wrong } from './verdict.ts';

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
export const checkValue: KeywordCheck = (schema, value, path) => {
  const own = 'const' in schema || 'enum' in schema ? canonical(value) : '';
  return together([
    checkType(schema.type, value, path),
    'const' in schema && canonical(schema.const) !== own
      ? wrong(path, 'Only one value is permitted here:', JSON.stringify(schema.const))
      : FINE,
    Array.isArray(schema.enum) && !schema.enum.some((one) => canonical(one) === own)
      ? wrong(
          path,
          `This is not one of the ${schema.enum.length.toLocaleString('en')} values that are permitted.`,
        )
      : FINE,
  ]);
};

function checkType(type: unknown, value: unknown, path: string) {
  const types = [type].flat().filter((one) => typeof one === 'string' && one in NAMES);
  const is = typeOf(value);
  if (!types.length || types.some((one) => one === is || (one === 'integer' && isWhole(value)))) return FINE;
  const wanted = types.map((one) => NAMES[String(one)]).join(' or ');
  return wrong(path, `This must be ${wanted}; it is ${NAMES[is]}.`);
}

function isWhole(value: unknown): boolean {
  return Number.isInteger(isRawNumber(value) ? Number(value.rawJSON) : value);
}
