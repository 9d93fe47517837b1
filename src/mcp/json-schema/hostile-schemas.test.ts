import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { exactNumber } from '../exact-numbers.ts';
import { validate } from './validate.ts';

const messages = (schema: unknown, value: unknown) =>
  validate(schema, value).problems.map(({ path, message, quoted = '' }) => `${path}: ${message}${quoted}`);

const numbered = <Item>(length: number, item: (index: number) => Item) =>
  Array.from({ length }, (_, index) => item(index));
const names = (length: number) => numbered(length, (index) => `n${index}`);
const TO_A = { $ref: '#/$defs/a' };
const LOOKAROUND = { pattern: '(?!a)b' };

/** A value with so many members that it takes long to write. */
const LARGE = Object.fromEntries(Array.from({ length: 100_000 }, (_, index) => [`m${index}`, index]));

it.each<[string, object, unknown]>([
  ['a reference that leads nowhere', { $ref: '#/$defs/none' }, 1],
  ['a reference to another document', { $ref: 'https://example.org/schema' }, 1],
  ['a reference without a number sign', { $ref: '//$defs/a', $defs: { a: false } }, 1],
  ['a reference to a member of a text', { type: 'string', $ref: '#/type/length' }, 'c'],
  ['a reference to a member of null', { default: null, $ref: '#/default/a' }, 1],
  ['a pattern with lookaround', { pattern: '(?!a)b' }, 'c'],
  ['a pattern of names with lookaround', { patternProperties: { '(?!a)b': false } }, { c: 1 }],
  ['a pattern with lookaround as a condition', JSON.parse('{"if":{"pattern":"(?!a)b"},"then":false}'), 'c'],
  ['such a pattern in two alternatives', { anyOf: [LOOKAROUND, { pattern: '(?!a)d' }, { const: 1 }] }, 'c'],
  ['such a pattern of some items', { contains: { pattern: '(?!a)b' }, maxContains: 1 }, ['c', 'd', 1]],
  ['a fraction with too many digits to keep', { multipleOf: 0.1 }, exactNumber('0.10000000000000000001')],
  ['a multiple that is too large', { multipleOf: 5e-324 }, 1e300],
  ['the negation of such a pattern', { not: { pattern: '(?!a)b' } }, 'c'],
  ['alternatives with such a pattern', { oneOf: [{ pattern: '(?!a)b' }, true] }, 'c'],
  ['a keyword about unevaluated members', { unevaluatedProperties: false }, { a: 1 }],
  ['a schema with an $id inside', { allOf: [{ $id: '/a', $ref: '#/$defs/b' }], $defs: { b: false } }, 1],
])('a schema that this page cannot check completely is left to the server: %s', (_what, schema, value) => {
  expect(validate(schema, value)).toEqual({ problems: [], incomplete: true });
});

describe('a schema of a hostile server', () => {
  const deep = (keyword: string) => {
    let schema: unknown = { type: 'string' };
    for (let level = 0; level < 10_000; level += 1)
      schema = { [keyword]: keyword === 'allOf' ? [schema] : schema };
    return schema;
  };
  const doubling = {
    $ref: '#/$defs/d0',
    $defs: Object.fromEntries(
      numbered(60, (index) => [
        `d${index}`,
        { allOf: numbered(2, () => ({ $ref: `#/$defs/d${index + 1}` })) },
      ]),
    ),
  };
  it.each<[string, unknown]>([
    ['nests 10,000 deep', deep('allOf')],
    ['negates 10,000 times', deep('not')],
    ['refers to itself', { $ref: '#' }],
    ['refers in a circle', { ...TO_A, $defs: { a: { $ref: '#/$defs/b' }, b: TO_A } }],
    ['doubles with each reference', doubling],
  ])('takes less than a second if it %s', (_what, schema) => {
    const begun = process.cpuUsage();
    expect(validate(schema, 'text')).toMatchObject({ problems: [], incomplete: true });
    expect(process.cpuUsage(begun).user / 1_000).toBeLessThan(3_000);
  });

  it('is checked up to 100 levels', () => {
    const nested = (levels: number) => {
      let schema: unknown = false;
      for (let level = 0; level < levels; level += 1) schema = { allOf: [schema] };
      return schema;
    };
    expect(validate(nested(100), 1)).toMatchObject({ problems: [{ path: '' }], incomplete: false });
    expect(validate(nested(101), 1)).toEqual({ problems: [], incomplete: true });
  });

  it('reports the first 100 problems', () => {
    const required = names(60);
    expect(messages({ allOf: [{ required }, { required }] }, {})).toHaveLength(100);
    expect(messages({ required: [...required, ...required] }, {})).toHaveLength(100);
  });

  it('causes no exception, even if the server sends any other value in place of a schema', () => {
    fc.assert(fc.property(fc.anything(), fc.jsonValue(), (schema, value) => void validate(schema, value)));
  });

  it.each<[string, unknown, unknown]>([
    [
      'problems that references multiply',
      { $defs: { a: { required: names(500) } }, allOf: numbered(1_000, () => ({ ...TO_A })) },
      {},
    ],
    [
      'a list that references repeat',
      { $defs: { a: { required: names(100_000) } }, allOf: numbered(50_000, () => ({ ...TO_A })) },
      {},
    ],
    ['many permitted values, and a long one', { enum: [...Array(100_000).keys()] }, 'x'.repeat(100_000)],
    ['an enumeration of large objects', { items: { enum: [LARGE] } }, Array(5_000).fill(1)],
    ['a large constant', { items: { const: LARGE } }, Array(5_000).fill(1)],
    [
      'names that many objects lack',
      { items: { dependentRequired: { a: Object.keys(LARGE) } } },
      Array(5_000).fill({ a: 1 }),
    ],
    [
      'many patterns for the names of many members',
      { patternProperties: Object.fromEntries(names(100_000).map((name) => [name, {}])) },
      Object.fromEntries(numbered(15_000, (index) => [index, 1])),
    ],
    [
      'a long text in place of an object',
      { patternProperties: 'a'.repeat(15_000_000), dependentSchemas: 'a'.repeat(15_000_000) },
      { a: 1 },
    ],
    ['objects that must differ', { allOf: Array(5_000).fill({ uniqueItems: true }) }, [LARGE, 1]],
    [
      'patterns that are each within the limits',
      { allOf: numbered(40_000, (index) => ({ pattern: `(?:\\w?){${900 - (index % 2)}}$` })) },
      'hello world',
    ],
  ])('is checked in limited time, and reports at most 100 problems: %s', (_what, schema, value) => {
    expect(validate(schema, value).problems.length).toBeLessThanOrEqual(100);
  });
});
