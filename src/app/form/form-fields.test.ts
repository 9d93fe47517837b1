import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formFields } from './form-fields.ts';

const object = (properties: object, others: object = {}) => ({ type: 'object', properties, ...others });
const only = (schema: object, others: object = {}) => formFields(object({ it: schema }, others)).fields[0];
const values = (schema: object) => {
  const field = only(schema);
  return field && 'choices' in field ? field.choices : undefined;
};

/** The number to which `JSON.parse` rounds 7960607143101464576. */
const ROUNDED = Number('7960607143101464576');

describe('the fields of a form', () => {
  it.each<[string, object, object]>([
    ['text', { type: 'string' }, { kind: 'text', canBeEmpty: true }],
    ['text with a minimum length', { type: 'string', minLength: 1 }, { kind: 'text', canBeEmpty: false }],
    [
      'text with a format',
      { type: 'string', format: 'email' },
      { kind: 'text', format: 'email', canBeEmpty: false },
    ],
    ['a whole number', { type: 'integer' }, { kind: 'number', integer: true }],
    ['a boolean', { type: 'boolean' }, { kind: 'flag' }],
    [
      'a list of texts',
      { type: 'array', items: { type: 'string' } },
      { kind: 'list', item: { kind: 'text' } },
    ],
    [
      'a list of numbers',
      { type: 'array', items: { type: 'number' } },
      { kind: 'list', item: { kind: 'number' } },
    ],
    [
      'an object',
      object({ a: { type: 'string' } }),
      { kind: 'group', fields: [{ kind: 'text', path: '/it/a' }] },
    ],
    ['a map', { type: 'object', additionalProperties: { type: 'string' } }, { kind: 'json' }],
    ['a list of objects', { type: 'array', items: object({ a: {} }) }, { kind: 'json' }],
    [
      'a list of lists',
      { type: 'array', items: { type: 'array', items: { type: 'string' } } },
      { kind: 'json' },
    ],
    ['a tuple', { type: 'array', prefixItems: [{ type: 'string' }] }, { kind: 'json' }],
    ['a union with text', { type: ['string', 'number'] }, { kind: 'json', orText: true }],
    ['a union without text', { type: ['boolean', 'number'] }, { kind: 'json' }],
    [
      'a union of schemas with text',
      { anyOf: [{ type: 'integer' }, { type: 'string' }] },
      { kind: 'json', orText: true },
    ],
    ['a union of objects', { oneOf: [object({ a: {} }), object({ b: {} })] }, { kind: 'json' }],
    ['an empty schema', {}, { kind: 'json', orText: true }],
    ['a type that JSON Schema lacks', { type: 'str' }, { kind: 'json', orText: true }],
    ['a broken reference', { $ref: '#/$defs/none' }, { kind: 'json' }],
    ['a circular reference', { $ref: '#/properties/it' }, { kind: 'json' }],
    // `String` throws for these objects.
    ['a reference that is an object', { $ref: { toString: 0 } }, { kind: 'json' }],
    [
      'a list whose items have an object as type',
      { type: 'array', items: { type: { toString: 0 } } },
      { kind: 'json' },
    ],
    [
      'text with alternatives',
      { type: 'string', anyOf: [{ maxLength: 1 }, { minLength: 9 }] },
      { kind: 'text' },
    ],
    [
      'two alternatives that are both text',
      { anyOf: [{ type: 'string', enum: ['a'] }, { type: 'string' }] },
      { kind: 'text' },
    ],
  ])('are of the right kind for %s', (_what, schema, field) => {
    expect(only(schema)).toMatchObject(field);
  });

  it.each([
    ['case 46: anyOf with null', { anyOf: [{ type: 'string' }, { type: 'null' }] }],
    ['case 46: oneOf with null', { oneOf: [{ type: 'null' }, { type: 'string' }], default: null }],
    ['case 46: a list of types with null', { type: ['string', 'null'] }],
  ])('are text fields that the user can set to null: %s', (_what, schema) => {
    expect(only(schema)).toMatchObject({ kind: 'text', nullable: true });
  });

  it.each([
    ['case 46: a reference to an enumeration', { $ref: '#/$defs/Order' }],
    [
      'a reference to an enumeration, with annotations',
      { $ref: '#/$defs/Order', description: 'Which', default: 'up' },
    ],
    [
      'a reference to an enumeration in allOf, as older generators write it',
      { allOf: [{ $ref: '#/$defs/Order' }], default: 'up' },
    ],
    [
      'a reference to an enumeration, and a description, in allOf',
      { allOf: [{ $ref: '#/$defs/Order' }, { description: 'Which' }] },
    ],
    ['a reference to an enumeration, or null', { anyOf: [{ $ref: '#/$defs/Order' }, { type: 'null' }] }],
  ])('offer choices: %s', (_what, schema) => {
    const $defs = { Order: { enum: ['up', 'down'], type: 'string', title: 'Order' } };
    expect(only(schema, { $defs })).toMatchObject({
      kind: 'choice',
      label: 'Order',
      choices: [{ value: 'up' }, { value: 'down' }],
    });
  });

  it.each([
    ['case 48: choices without titles', { type: 'string', enum: ['a', 'b'] }, [undefined, undefined]],
    [
      'case 48: choices with titles in oneOf',
      {
        type: 'string',
        oneOf: [
          { const: 'a', title: 'A' },
          { const: 'b', title: 'B' },
        ],
      },
      ['A', 'B'],
    ],
    [
      'case 48: choices with titles in anyOf',
      { anyOf: [{ const: 'a', title: 'A' }, { const: 'b' }] },
      ['A', undefined],
    ],
    [
      'case 48: choices with titles in enumNames',
      { type: 'string', enum: ['a', 'b'], enumNames: ['A', 'B'] },
      ['A', 'B'],
    ],
  ])('let the user choose one value, or several values of a list: %s', (_what, schema, titles) => {
    expect(only(schema)).toMatchObject({ kind: 'choice' });
    expect(values(schema)).toEqual(['a', 'b'].map((value, index) => ({ value, title: titles[index] })));
    const items = only({ type: 'array', items: schema, minItems: 1 });
    expect(items).toMatchObject({ kind: 'several', choices: values(schema), canBeEmpty: false });
  });

  it('offer choices that are not text, and offer each choice only once', () => {
    expect(values({ enum: [1, true, '', 'a', 'a', null] })).toMatchObject(
      [1, true, '', 'a'].map((value) => ({ value })),
    );
    const constants = object({ may: { const: 'a' }, must: { const: 'a' } }, { required: ['must'] });
    expect(formFields(constants).fields.map(({ initial }) => initial)).toEqual([undefined, 'a']);
    expect(values({ const: 'a', title: 'Kind' })).toEqual([{ value: 'a', title: undefined }]);
    expect(only({ enum: [{ a: 1 }] })).toMatchObject({ kind: 'json' });
    // A choice that was rounded would be sent as another number.
    expect(only({ type: 'integer', enum: [ROUNDED, 1] })).toMatchObject({ kind: 'number' });
  });

  it('case 47: are one JSON field if the schema is more than a list of the members of an object', () => {
    for (const schema of [
      { anyOf: [object({ a: {} }), object({ b: {} })] },
      object({ a: {} }, { oneOf: [{ properties: { b: {} } }, { properties: { c: {} } }] }),
      { type: 'object' },
      object({ a: {} }, { dependentSchemas: { a: { properties: { b: {} } } } }),
      { type: 'object', additionalProperties: true },
      { type: 'object', properties: {}, additionalProperties: { type: 'string' } },
      { $ref: '#/$defs/none' },
      { $ref: '#' },
      undefined,
      true,
    ]) {
      expect(formFields(schema).fields, JSON.stringify(schema)).toMatchObject([
        { kind: 'json', path: '', required: false },
      ]);
    }
  });

  it('case 47: are one field for each member, even if the schema is a reference to an object, or has conditions', () => {
    const Input = object({ a: { type: 'string' } }, { required: ['a'] });
    expect(formFields({ $ref: '#/$defs/Input', $defs: { Input } }).fields).toMatchObject([
      { name: 'a', required: true },
    ]);
    const root = {
      type: 'object',
      $ref: '#/$defs/Input',
      $defs: { Input },
      $schema: 'https://json-schema.org/draft/2020-12/schema',
    };
    expect(formFields(root).fields).toMatchObject([{ name: 'a', kind: 'text' }]);
    const either = object({ a: {}, b: {} }, { anyOf: [{ required: ['a'] }, { required: ['b'] }] });
    expect(formFields(either).fields).toHaveLength(2);
  });

  it('are the fields of every part of allOf, unless two parts have the same keyword', () => {
    const [a, b] = [
      object({ a: { type: 'string' } }, { required: ['a'] }),
      object({ b: { type: 'number' } }),
    ];
    expect(formFields({ allOf: [a, { $ref: '#/$defs/b' }], $defs: { b } }).fields).toMatchObject([
      { name: 'a', required: true, kind: 'text' },
      { name: 'b', required: false, kind: 'number' },
    ]);
    expect(formFields({ allOf: [a, a] }).fields).toMatchObject([{ path: '', kind: 'json' }]);
    expect(only({ allOf: [{ type: 'string' }, { minLength: 2 }] })).toMatchObject({
      kind: 'text',
      canBeEmpty: false,
    });
    for (const other of [
      { type: 'number' },
      { allOf: [{}] },
      { $ref: '#' },
      { $ref: '#', minLength: 1 },
      { anyOf: [{}] },
    ])
      expect(only({ allOf: [{ type: 'string' }, other] })).toMatchObject({ kind: 'json' });
  });

  it('are absent for a tool without arguments', () => {
    expect(formFields(object({})).fields).toEqual([]);
    expect(formFields({ type: 'object', additionalProperties: false }).fields).toEqual([]);
  });

  it('are JSON fields at the point where an object contains itself or is nested too deeply', () => {
    const Node = object({ text: { type: 'string' }, next: { $ref: '#/$defs/Node' } });
    expect(formFields({ $ref: '#/$defs/Node', $defs: { Node } }).fields).toMatchObject([
      { kind: 'text' },
      { kind: 'json' },
    ]);
    let deep: object = { type: 'string' };
    for (let level = 0; level < 10_000; level += 1) deep = object({ in: deep });
    expect(JSON.stringify(formFields(deep).fields).match(/"kind":"\w+"/g)).toEqual(
      ['group', 'group', 'group', 'json'].map((kind) => `"kind":"${kind}"`),
    );
    let lists: object = { type: 'string' };
    for (let level = 0; level < 10_000; level += 1) lists = { type: 'array', items: lists };
    expect(only(lists)).toMatchObject({ kind: 'json' });
    let wrapped: object = { type: 'string' };
    for (let level = 0; level < 10_000; level += 1) wrapped = { anyOf: [wrapped] };
    expect(only(wrapped)).toMatchObject({ kind: 'json' });
  });

  it('can be read from any value without an error', () => {
    fc.assert(fc.property(fc.anything(), (schema) => void formFields(schema)));
    fc.assert(fc.property(fc.anything(), (schema) => void only(Object(schema))));
  });
});

describe('the initial value of a field', () => {
  it.each<[string, object]>([
    ['case 41: a default null for a text', { type: 'string', default: null }],
    ['case 41: a default null for a boolean', { type: 'boolean', default: null }],
    ['case 41: a default null for an enumeration', { enum: ['a', 'b'], default: null }],
    ['case 45: a required boolean', { type: 'boolean' }],
    ['case 45: a required enumeration', { enum: ['a', 'b'] }],
    ['a default of another type', { type: 'string', default: 5 }],
  ])('%s: is absent', (_what, schema) => {
    const field = only(schema, { required: ['it'] });
    expect(field?.initial).toBeUndefined();
  });

  it('case 42: is empty if the browser rounded the number in the default, and a note says why', () => {
    for (const schema of [{ type: 'integer', default: ROUNDED }, { default: { id: [ROUNDED] } }]) {
      const field = only(schema, { required: ['it'] });
      expect(field).toMatchObject({ required: false, note: expect.stringContaining('more digits') });
      expect(field?.initial).toBeUndefined();
    }
    expect(only({ type: 'integer', default: 9007199254740991 })).toMatchObject({ initial: 9007199254740991 });
  });

  it.each([
    ['a bidirectional control', 'safe\u202egpj', 'safe⟨U+202E⟩gpj'],
    ['a space without width', 'a\u200bb', 'a⟨U+200B⟩b'],
    ['tag characters', 'a\u{e0041}', 'a⟨U+E0041⟩'],
    ['a filler', '\u3164', '⟨U+3164⟩'],
    ['a control', 'a\u0007', 'a⟨U+0007⟩'],
  ])('is empty if the default is a text with %s, unless the text is a choice', (_what, hidden, shown) => {
    const field = only({ type: 'string', default: hidden });
    expect(field).toMatchObject({ required: false, note: expect.stringContaining(shown) });
    expect(field?.initial).toBeUndefined();
    expect(only({ enum: [hidden, 'c'], default: hidden })).toMatchObject({ initial: hidden });
  });

  it('is empty if the default has more than 10,000 characters', () => {
    const field = only({ type: 'string', default: 'x'.repeat(1_000_000) });
    expect(field).toMatchObject({ note: 'If this is empty, the server may use its own default.' });
    expect(field?.initial).toBeUndefined();
  });

  it('may be a default with several lines, or with a joiner that belongs to the spelling', () => {
    for (const initial of ['a\nb\tc', 'a\r\nb', '👩\u200d🔬', 'می\u200cخواهم']) {
      expect(only({ type: 'string', default: initial })).toMatchObject({ initial });
    }
  });
});

describe('a huge schema', () => {
  const text = { type: 'string' };
  const many = (count: number, schema: object = text) =>
    Object.fromEntries(Array.from({ length: count }, (_, index) => [`input-${index}`, schema]));
  const names = (name: string) => Array.from({ length: 200_000 }, (_, index) => `${name}${index}`);

  it('is not read character by character if it has a long text in place of a schema or of properties', () => {
    const text = 'a'.repeat(3_000_000);
    const properties = { a: text, b: { type: 'object', properties: text } };
    expect(formFields({ type: 'object', properties }).inputs).toBe(2);
  });

  it('has fields for its first 200 inputs, and the form knows how many inputs there are', () => {
    const flat = formFields(object(many(40_000)));
    expect([flat.fields.length, flat.inputs]).toEqual([200, 40_000]);
    const grouped = formFields(object({ group: object(many(300)), after: text }));
    expect([grouped.fields.length, grouped.inputs]).toEqual([1, 302]);
  });

  it('has a text field for an enumeration of more than 500 values', () => {
    const choices = Array.from({ length: 501 }, (_, index) => `choice-${index}`);
    expect(only({ enum: choices })).toMatchObject({ kind: 'text', note: 'One of 501 values.' });
    expect(only({ enum: choices.slice(1) })).toMatchObject({ kind: 'choice' });
  });

  it('has text fields for the enumerations after the first 10,000 choices', () => {
    const $defs = { Size: { enum: Array.from({ length: 500 }, (_, index) => `size-${index}`) } };
    const { fields } = formFields(object(many(30, { $ref: '#/$defs/Size' }), { $defs }));
    expect(fields.map(({ kind }) => kind)).toEqual([...Array(20).fill('choice'), ...Array(10).fill('text')]);
    expect(fields[29]).toMatchObject({ note: 'One of 500 values.' });
  });

  it.each<[string, () => unknown]>([
    ['an enumeration', () => ({ enum: names('value') })],
    ['alternatives', () => ({ anyOf: names('value').map((value) => ({ const: value })) })],
    [
      'many keywords',
      () => ({ type: 'string', ...Object.fromEntries(names('x-').map((name) => [name, 1])) }),
    ],
    ['wrapped keywords', () => ({ allOf: [Object.fromEntries(names('x-').map((name) => [name, 1]))] })],
    ['a default', () => ({ default: { a: 'x'.repeat(10_000_000) } })],
    ['a long reference', () => ({ $ref: `#/${'a/'.repeat(2_000_000)}` })],
  ])('is read within a second, even if every input refers to %s', (_what, make) => {
    const schema = object(many(200, { $ref: '#/$defs/it' }), { $defs: { it: make() } });
    const started = process.cpuUsage();
    expect(formFields(schema).fields).toHaveLength(200);
    expect(process.cpuUsage(started).user / 1_000).toBeLessThan(1_000);
  });
});
