import { CfWorkerJsonSchemaValidator } from '@modelcontextprotocol/client/validators/cf-worker';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { exactNumber, parseExactJson } from '../exact-numbers.ts';
import { validate } from './validate.ts';

const messages = (schema: unknown, value: unknown) =>
  validate(schema, value).problems.map(({ path, message, quoted = '' }) => `${path}: ${message}${quoted}`);

const DRAFT = 'https://json-schema.org/draft/2020-12/schema';
const NULL = { type: 'null' };
const NOT_NULL = ': This must be null; it is a number.';
const NO_FORM = ': This does not fit any of the forms that the server accepts.';
const LACKS_ITEM = ': The list lacks an item that the server requires.';

describe('a value that breaks its schema', () => {
  it.each<[object, unknown, string]>([
    [{ type: 'string' }, 5, ': This must be text; it is a number.'],
    [{ type: 'string' }, null, ': This must be text; it is null.'],
    [{ type: 'string' }, [], ': This must be text; it is a list.'],
    [{ type: ['integer', 'null'] }, 1.5, ': This must be a whole number or null; it is a number.'],
    [{ enum: ['a', 'b'] }, 'c', ': This is not one of the 2 values that are permitted.'],
    [{ const: 'a' }, 'b', ': Only one value is permitted here:"a"'],
    [{ minLength: 3 }, '😀😀', ': Use 3 characters or more; this has 2.'],
    [{ minLength: 1 }, '', ': Use 1 character or more; this has 0.'],
    [{ maxLength: 2 }, 'abc', ': Use 2 characters or fewer; this has 3.'],
    [{ pattern: '^[a-z]+$' }, 'A', ': This does not match the pattern that the server wants:^[a-z]+$'],
    [{ format: 'email' }, 'ada', ': This must be an email address, such as ada@example.org.'],
    [{ minimum: 1 }, 0, ': Enter at least 1; this is 0.'],
    [{ maximum: 5 }, 6, ': Enter at most 5; this is 6.'],
    [{ type: ['string', 'any'] }, exactNumber('1e400'), ': This must be text; it is a number.'],
    [{ exclusiveMinimum: 1 }, 1, ': Enter more than 1; this is 1.'],
    [{ exclusiveMinimum: 1 }, 0, ': Enter more than 1; this is 0.'],
    [{ minimum: 1, exclusiveMinimum: true }, 1, ': Enter more than 1; this is 1.'],
    [{ maximum: 5, exclusiveMaximum: true }, 5, ': Enter less than 5; this is 5.'],
    [{ multipleOf: 5 }, 12, ': Enter a multiple of 5; this is 12.'],
    [{ multipleOf: 0.1 }, 0.35, ': Enter a multiple of 0.1; this is 0.35.'],
    [{ minItems: 2 }, [1], ': Give 2 or more; this has 1.'],
    [{ maxItems: 1 }, [1, 2], ': Give 1 or fewer; this has 2.'],
    [
      { uniqueItems: true },
      [
        { a: 1, b: 2 },
        { b: 2, a: 1 },
      ],
      ': Each value may appear only once; one of them is repeated.',
    ],
    [{ items: { type: 'string' } }, ['a', 1], '/1: This must be text; it is a number.'],
    [{ prefixItems: [{ const: 1 }], items: false }, [1, 2], '/1: Nothing is permitted here.'],
    [{ items: [{ const: 1 }], additionalItems: false }, [1, 2], '/1: Nothing is permitted here.'],
    [{ contains: { const: 1 } }, [2], LACKS_ITEM],
    [{ contains: { const: 1 }, minContains: 2 }, [1], LACKS_ITEM],
    [{ contains: { const: 1 }, maxContains: 1 }, [1, 1], ': The list has too many items of one kind.'],
    [{ required: ['a/~b'] }, {}, '/a~1~0b: This field is required.'],
    [{ required: ['a'], properties: { a: {} } }, {}, '/a: This field is required.'],
    [{ required: ['a', 'b'] }, { a: 1 }, '/b: This field is required.'],
    [{ properties: { a: false } }, { a: 1 }, '/a: Nothing is permitted here.'],
    [
      { additionalProperties: false, patternProperties: { '^x': true } },
      { x1: 1, y: 1 },
      '/y: The server accepts no value with this name.',
    ],
    [{ propertyNames: { maxLength: 1 } }, { ab: 1 }, '/ab: This name is not permitted.'],
    [{ minProperties: 1 }, {}, ': Give 1 value or more; this has 0.'],
    [{ maxProperties: 1 }, { a: 1, b: 2 }, ': Give 1 value or fewer; this has 2.'],
    [{ dependentRequired: { a: ['b'] } }, { a: 1 }, '/b: This field is required.'],
    [{ dependencies: { a: { required: ['b'] } } }, { a: 1 }, '/b: This field is required.'],
    [{ not: { const: 1 } }, 1, ': The server does not take this value.'],
    [{ anyOf: [{ const: 1 }, { const: 2 }] }, 3, NO_FORM],
    [{ anyOf: [NULL] }, 1, NOT_NULL],
    [{ anyOf: [{ type: 'integer', maximum: 9 }, NULL] }, 10, ': Enter at most 9; this is 10.'],
    [{ oneOf: [NULL, { maximum: 9 }] }, 10, ': Enter at most 9; this is 10.'],
    [{ anyOf: [NULL, { properties: { a: NULL } }] }, { a: 1 }, '/a: This must be null; it is a number.'],
    [{ anyOf: [{ properties: { a: { const: 'a' } } }, { properties: { a: NULL } }] }, { a: 1 }, NO_FORM],
    [{ anyOf: [{ type: 'array' }, { minProperties: 2, properties: { a: NULL } }] }, { a: 1 }, NO_FORM],
    [{ oneOf: [{ const: 1 }, { const: 2 }] }, 3, NO_FORM],
    [
      { oneOf: [{ type: 'number' }, { const: 1 }] },
      1,
      ': This fits 2 of the forms that the server accepts; only one may fit.',
    ],
    [JSON.parse('{"if":{"const":1},"then":false}'), 1, ': Nothing is permitted here.'],
    [{ $ref: '#/$defs/a%20~1~0b', $defs: { 'a /~b': NULL } }, 1, NOT_NULL],
    [{ $ref: '#/$defs/%zz', $defs: { '%zz': NULL } }, 1, NOT_NULL],
    [
      { type: 'object', properties: { a: { $ref: '#' } } },
      { a: 1 },
      '/a: This must be an object with names and values; it is a number.',
    ],
    [{ $id: 'https://mcp.example/schema', type: 'null' }, 1, NOT_NULL],
    [
      { $schema: DRAFT, $ref: '#/$defs/a', const: 1, $defs: { a: {} } },
      2,
      ': Only one value is permitted here:1',
    ],
  ])('causes a message about the problem: schema %j, value %j', (schema, value, message) => {
    expect(messages(schema, value)).toEqual([message]);
    expect(validate(schema, value).incomplete).toBe(false);
  });

  it('is compared digit by digit if JavaScript would round it', () => {
    expect(messages({ multipleOf: 2 }, exactNumber('7960607143101464577'))).toHaveLength(1);
    expect(messages({ multipleOf: 2 }, exactNumber('7960607143101464576'))).toEqual([]);
    expect(messages({ type: 'integer', minimum: 0 }, exactNumber('-7960607143101464577'))).toEqual([
      ': Enter at least 0; this is -7960607143101464577.',
    ]);
    // The bound is 2^63 - 1, and was rounded to 2^63.
    const bound = JSON.parse('{"maximum":9223372036854775807,"exclusiveMinimum":-9223372036854775808}');
    expect(messages(bound, exactNumber('9223372036854775807'))).toEqual([]);
    expect(messages(bound, exactNumber('-9223372036854775807'))).toEqual([]);
  });
});

it.each<[object, unknown]>([
  [{ minItems: 1, maxItems: 1, contains: {}, maxContains: 1 }, [1]],
  [{ minLength: 1, maxLength: 1 }, 'a'],
  [{ minProperties: 1, maxProperties: 1 }, { a: 1 }],
  [{ minimum: 1, maximum: 1 }, 1],
  [{ exclusiveMinimum: 1, multipleOf: 2 }, 2],
  [{ multipleOf: 0.01 }, 4.35],
  [{ items: { type: 'string' } }, Array(150).fill('a')],
  [{ anyOf: [{}, true] }, 1],
  [{ required: ['a'], properties: { a: { default: 1 } } }, {}],
  // A bound beyond 2^53 may be rounded.
  [{ exclusiveMinimum: 2 ** 53, exclusiveMaximum: 2 ** 53 }, 2 ** 53],
  // In draft 7, all other keywords of a schema with a reference are ignored.
  [{ $schema: 'http://json-schema.org/draft-07/schema#', $ref: '#/$defs/a', const: 1, $defs: { a: {} } }, 2],
  // A keyword of a wrong type is ignored.
  [{ minItems: '2', maxItems: '0' }, [1]],
  [{ contains: {}, minContains: '2', maxContains: '0' }, [1]],
  [{ minLength: '2', maxLength: '0' }, 'a'],
  [{ minProperties: '2', maxProperties: '0', required: [7], properties: { a: null } }, { a: 1 }],
  [{ minimum: '2' }, 1],
  [{ multipleOf: 0 }, 1],
  [{ multipleOf: -2 }, 1],
  [{ anyOf: [] }, 1],
  [{ type: ['string', 'null'] }, 'a'],
  [{ type: [['string']] }, 5],
  [{ dependentRequired: { a: ['b'] } }, { c: 1 }],
  [{ additionalProperties: false, patternProperties: { '^a': {}, '^b': {} } }, { a: 1 }],
  // Keywords about objects do not apply to any other value.
  ...['abc', 5, null, [1]].map((value): [object, unknown] => [
    { required: ['a'], minProperties: 9, propertyNames: false, additionalProperties: false },
    value,
  ]),
])('a value that fits is checked completely and without a problem: schema %j, value %j', (schema, value) => {
  expect(validate(schema, value)).toEqual({ problems: [], incomplete: false });
});

it('the comparison of items distinguishes an empty list from an empty object in a list of unique items', () => {
  expect(messages({ uniqueItems: true }, [{}, []])).toEqual([]);
});

describe('a number that JavaScript rounds', () => {
  it.each([
    ['{"const":null}', '1e400'],
    ['{"const":1e400}', 'null'],
    ['{"const":1e400}', '-1e400'],
    ['{"const":1e400}', '"Infinity"'],
    ['{"const":{"a":null}}', '{"a":1e400}'],
    ['{"enum":[null,-1e400]}', '1e400'],
  ])('differs from the value of %s: %s', (schema, value) => {
    expect(messages(JSON.parse(schema), parseExactJson(value))).toHaveLength(1);
  });

  it('is shown as infinite if infinity is the only permitted value', () => {
    expect(messages(JSON.parse('{"const":1e400}'), null)).toEqual([
      ': Only one value is permitted here:Infinity',
    ]);
  });

  it('equals a number of the schema that the browser rounds to the same value', () => {
    expect(messages(JSON.parse('{"const":1e400}'), exactNumber('1e400'))).toEqual([]);
    expect(messages(JSON.parse('{"enum":[9007199254740993]}'), exactNumber('9007199254740993'))).toEqual([]);
  });
});

it.each([
  ['[1e400,-1e400]', []],
  ['[1e400,1e401]', []],
  ['[1e400,null]', []],
  ['[9007199254740992,9007199254740993]', []],
  ['[1e400,10e399]', [': Each value may appear only once; one of them is repeated.']],
  ['[1,1.0]', [': Each value may appear only once; one of them is repeated.']],
])('if the items of a list must be unique, the items of %s are compared in all digits', (value, problems) => {
  expect(messages({ uniqueItems: true }, parseExactJson(value))).toEqual(problems);
});

describe('in a comparison with the validator of the MCP SDK,', () => {
  const { schema: schemas } = fc.letrec<{ schema: object; keyword: [string, unknown] }>((tie) => {
    const keyword = (name: string, value: fc.Arbitrary<unknown>) => fc.tuple(fc.constant(name), value);
    const nested = (name: string) => keyword(name, tie('schema'));
    const several = (name: string) => keyword(name, fc.array(tie('schema'), { minLength: 1, maxLength: 2 }));
    return {
      schema: fc.array(tie('keyword'), { maxLength: 3 }).map((keywords) => Object.fromEntries(keywords)),
      keyword: fc.oneof(
        { maxDepth: 3 },
        keyword(
          'type',
          fc.constantFrom('string', 'number', 'integer', 'array', 'object', ['string', 'null']),
        ),
        keyword('enum', fc.uniqueArray(fc.constantFrom('a', 1, null, [1]), { minLength: 1, maxLength: 3 })),
        keyword('const', fc.constantFrom('a', 1, true)),
        keyword('minLength', fc.nat(3)),
        keyword('maxLength', fc.nat(3)),
        keyword('pattern', fc.constantFrom('^a', 'b$', '[0-9]+', '^(a|b)*$')),
        keyword('minimum', fc.integer({ min: -2, max: 2 })),
        keyword('exclusiveMaximum', fc.integer({ min: -2, max: 2 })),
        keyword('multipleOf', fc.constantFrom(1, 2, 0.5)),
        keyword('minItems', fc.nat(2)),
        keyword('uniqueItems', fc.boolean()),
        keyword('required', fc.uniqueArray(fc.constantFrom('a', 'b'))),
        keyword('dependentRequired', fc.constant({ a: ['b'] })),
        keyword('properties', fc.dictionary(fc.constantFrom('a', 'b'), tie('schema'), { maxKeys: 2 })),
        keyword('additionalProperties', fc.boolean()),
        ...['items', 'contains', 'additionalProperties', 'propertyNames', 'not'].map(nested),
        ...['if', 'then', 'else'].map(nested),
        ...['prefixItems', 'allOf', 'anyOf', 'oneOf'].map(several),
      ),
    };
  });
  const values = fc.oneof(
    fc.constantFrom<unknown>(
      '',
      'a',
      'ab',
      'b1',
      0,
      1,
      2,
      1.5,
      true,
      null,
      [],
      [1],
      ['a', 'a'],
      {},
      { a: 1 },
      { a: 'a', b: 2 },
    ),
    // Only multiples of 0.25 below 100: the validators round very small and very large numbers differently.
    fc.jsonValue({ maxDepth: 2 }).map((value) => JSON.parse(JSON.stringify(value), quarter)),
  );

  it('this validator refuses no valid value, and misses no problem in the parts that it has checked', () => {
    const sdk = new CfWorkerJsonSchemaValidator();
    let refused = 0;
    fc.assert(
      fc.property(schemas, values, (schema, value) => {
        // The SDK's validator treats an empty list and an empty object as equal.
        const text = JSON.stringify(value);
        fc.pre(!text.includes('[]') || !text.includes('{}'));
        const { problems, incomplete } = validate(schema, value);
        const { valid } = sdk.getValidator(structuredClone(schema))(value);
        if (problems.length) refused += 1;
        if (problems.length || !incomplete) expect(!problems.length).toBe(valid);
      }),
      { numRuns: 3_000 },
    );
    expect(refused).toBeGreaterThan(300);
  });
});

const quarter = (_name: string, value: unknown): unknown =>
  typeof value === 'number' ? Math.round((value % 100) * 4) / 4 : value;

it('this validator reads a schema whose `$schema` is not text', () => {
  expect(validate({ $schema: { toString: 0 }, type: 'string' }, 7)).toEqual(validate({ type: 'string' }, 7));
});
