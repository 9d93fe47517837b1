import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formFields } from './form-fields.ts';

const object = (properties: object, others: object = {}) => ({ type: 'object', properties, ...others });
const only = (schema: object, others: object = {}) => formFields(object({ it: schema }, others)).fields[0];
const TEXT = { type: 'string' };
const NULL = { type: 'null' };
const list = (items: object) => ({ type: 'array', items });
const ORDER = { $ref: '#/$defs/Order' };
const A = { const: 'a', title: 'A' };
const B = { const: 'b', title: 'B' };
const JSON_FIELD = { kind: 'json' };
const JSON_OR_TEXT = { kind: 'json', orText: true };
const values = (schema: object) => {
  const field = only(schema);
  return field && 'choices' in field ? field.choices : undefined;
};

/** The number to which `JSON.parse` rounds 7960607143101464576. */
const ROUNDED = Number('7960607143101464576');

describe('the fields of a form', () => {
  it.each<[string, object, object]>([
    ['text', TEXT, { kind: 'text', canBeEmpty: true }],
    ['text with a minimum length', { type: 'string', minLength: 1 }, { kind: 'text', canBeEmpty: false }],
    ['a format', { ...TEXT, format: 'email' }, { kind: 'text', format: 'email', canBeEmpty: false }],
    ['a whole number', { type: 'integer' }, { kind: 'number', integer: true }],
    ['a boolean', { type: 'boolean' }, { kind: 'flag' }],
    ['a list of texts', list(TEXT), { kind: 'list', item: { kind: 'text' } }],
    ['a list of numbers', list({ type: 'number' }), { kind: 'list', item: { kind: 'number' } }],
    ['an object', object({ a: TEXT }), { kind: 'group', fields: [{ path: '/it/a' }] }],
    ['a map', { type: 'object', additionalProperties: TEXT }, JSON_FIELD],
    ['a list of objects', list(object({ a: {} })), JSON_FIELD],
    ['a list of lists', list(list(TEXT)), JSON_FIELD],
    ['a tuple', { type: 'array', prefixItems: [TEXT] }, JSON_FIELD],
    ['a union with text', { type: ['string', 'number'] }, JSON_OR_TEXT],
    ['a union without text', { type: ['boolean', 'number'] }, JSON_FIELD],
    ['a union of schemas with text', { anyOf: [{ type: 'integer' }, TEXT] }, JSON_OR_TEXT],
    ['a union of objects', { oneOf: [object({ a: {} }), object({ b: {} })] }, JSON_FIELD],
    ['an empty schema', {}, JSON_OR_TEXT],
    ['a type that JSON Schema lacks', { type: 'str' }, JSON_OR_TEXT],
    ['a broken reference', { $ref: '#/$defs/none' }, JSON_FIELD],
    ['a circular reference', { $ref: '#/properties/it' }, JSON_FIELD],
    // `String` throws for these objects.
    ['a reference that is an object', { $ref: { toString: 0 } }, JSON_FIELD],
    ['a list whose items have an object as type', list({ type: { toString: 0 } }), JSON_FIELD],
    ['text with alternatives', { ...TEXT, anyOf: [{ maxLength: 1 }, { minLength: 9 }] }, { kind: 'text' }],
    ['two alternatives that are both text', { anyOf: [{ ...TEXT, enum: ['a'] }, TEXT] }, { kind: 'text' }],
  ])('are of the right kind for %s', (_what, schema, field) => expect(only(schema)).toMatchObject(field));

  it.each([
    ['case 46: anyOf with null', { anyOf: [TEXT, NULL] }],
    ['case 46: oneOf with null', { oneOf: [NULL, TEXT], default: null }],
    ['case 46: a list of types with null', { type: ['string', 'null'] }],
  ])('are text fields that the user can set to null: %s', (_what, schema) => {
    expect(only(schema)).toMatchObject({ kind: 'text', nullable: true });
  });

  it.each([
    ['case 46: a reference to an enumeration', ORDER],
    ['a reference to an enumeration, with annotations', { ...ORDER, description: 'Which', default: 'up' }],
    ['a reference to an enumeration in allOf, as in older schemas', { allOf: [ORDER], default: 'up' }],
    ['a reference to an enumeration, and a text, in allOf', { allOf: [ORDER, { description: 'Which' }] }],
    ['a reference to an enumeration, or null', { anyOf: [ORDER, NULL] }],
  ])('offer choices: %s', (_what, schema) => {
    const $defs = { Order: { enum: ['up', 'down'], type: 'string', title: 'Order' } };
    const choices = [{ value: 'up' }, { value: 'down' }];
    expect(only(schema, { $defs })).toMatchObject({ kind: 'choice', label: 'Order', choices });
  });

  it.each([
    ['case 48: choices without titles', { type: 'string', enum: ['a', 'b'] }, [undefined, undefined]],
    ['case 48: choices with titles in oneOf', { ...TEXT, oneOf: [A, B] }, ['A', 'B']],
    ['case 48: choices with titles in anyOf', { anyOf: [A, { const: 'b' }] }, ['A', undefined]],
    ['case 48: choices with titles in enumNames', { enum: ['a', 'b'], enumNames: ['A', 'B'] }, ['A', 'B']],
  ])('let the user choose one value, or several values of a list: %s', (_what, schema, titles) => {
    expect(only(schema)).toMatchObject({ kind: 'choice' });
    expect(values(schema)).toEqual(['a', 'b'].map((value, index) => ({ value, title: titles[index] })));
    const items = only({ ...list(schema), minItems: 1 });
    expect(items).toMatchObject({ kind: 'several', choices: values(schema), canBeEmpty: false });
  });

  it('offer choices that are not text, and offer each choice only once', () => {
    expect(values({ enum: [1, true, '', 'a', 'a', null] })).toMatchObject(
      [1, true, '', 'a'].map((value) => ({ value })),
    );
    const constants = object({ may: { const: 'a' }, must: { const: 'a' } }, { required: ['must'] });
    expect(formFields(constants).fields.map(({ initial }) => initial)).toEqual([undefined, 'a']);
    expect(values({ const: 'a', title: 'Kind' })).toEqual([{ value: 'a', title: undefined }]);
    expect(only({ enum: [{ a: 1 }] })).toMatchObject(JSON_FIELD);
    // A choice that was rounded would be sent as another number.
    expect(only({ type: 'integer', enum: [ROUNDED, 1] })).toMatchObject({ kind: 'number' });
  });

  it('case 47: are one JSON field if the schema contains more than the members of one object', () => {
    for (const schema of [
      { anyOf: [object({ a: {} }), object({ b: {} })] },
      object({ a: {} }, { oneOf: [{ properties: { b: {} } }, { properties: { c: {} } }] }),
      { type: 'object' },
      object({ a: {} }, { dependentSchemas: { a: { properties: { b: {} } } } }),
      { type: 'object', additionalProperties: true },
      { type: 'object', properties: {}, additionalProperties: TEXT },
      { $ref: '#/$defs/none' },
      { $ref: '#' },
      undefined,
      true,
    ]) {
      const whole = [{ kind: 'json', path: '', required: false }];
      expect(formFields(schema).fields, JSON.stringify(schema)).toMatchObject(whole);
    }
  });

  it('case 47: are one field for each member, even if the schema is a reference to an object, or has conditions', () => {
    const Input = object({ a: TEXT }, { required: ['a'] });
    expect(formFields({ $ref: '#/$defs/Input', $defs: { Input } }).fields).toMatchObject([
      { name: 'a', required: true },
    ]);
    const $schema = 'https://json-schema.org/draft/2020-12/schema';
    const root = { type: 'object', $ref: '#/$defs/Input', $defs: { Input }, $schema };
    expect(formFields(root).fields).toMatchObject([{ name: 'a', kind: 'text' }]);
    const either = object({ a: {}, b: {} }, { anyOf: [{ required: ['a'] }, { required: ['b'] }] });
    expect(formFields(either).fields).toHaveLength(2);
  });

  it('are the fields of every part of allOf, unless two parts have the same keyword', () => {
    const a = object({ a: TEXT }, { required: ['a'] });
    const b = object({ b: { type: 'number' } });
    expect(formFields({ allOf: [a, { $ref: '#/$defs/b' }], $defs: { b } }).fields).toMatchObject([
      { name: 'a', required: true, kind: 'text' },
      { name: 'b', required: false, kind: 'number' },
    ]);
    expect(formFields({ allOf: [a, a] }).fields).toMatchObject([{ path: '', kind: 'json' }]);
    expect(only({ allOf: [TEXT, { minLength: 2 }] })).toMatchObject({ kind: 'text', canBeEmpty: false });
    const others = [
      { type: 'number' },
      { allOf: [{}] },
      { $ref: '#' },
      { $ref: '#', minLength: 1 },
      { anyOf: [{}] },
    ];
    for (const other of others) expect(only({ allOf: [TEXT, other] })).toMatchObject(JSON_FIELD);
  });

  it('are absent for a tool without arguments', () => {
    expect(formFields(object({})).fields).toEqual([]);
    expect(formFields({ type: 'object', additionalProperties: false }).fields).toEqual([]);
  });

  it('are JSON fields at the point where an object contains itself or is nested too deeply', () => {
    const Node = object({ text: TEXT, next: { $ref: '#/$defs/Node' } });
    expect(formFields({ $ref: '#/$defs/A', $defs: { A: Node } }).fields).toMatchObject([
      { kind: 'text' },
      JSON_FIELD,
    ]);
    const nested = (wrap: (inner: object) => object) =>
      Array.from({ length: 10_000 }).reduce<object>(wrap, TEXT);
    const { fields } = formFields(nested((inner) => object({ in: inner })));
    expect(JSON.stringify(fields).match(/(?<="kind":")\w+/g)).toEqual(['group', 'group', 'group', 'json']);
    expect(only(nested(list))).toMatchObject(JSON_FIELD);
    expect(only(nested((inner) => ({ anyOf: [inner] })))).toMatchObject(JSON_FIELD);
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
  ])('is absent (%s)', (_what, schema) => {
    expect(only(schema, { required: ['it'] })?.initial).toBeUndefined();
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

  it('may be a default with several lines, or with a zero-width joiner that the word or the emoji needs', () => {
    for (const initial of ['a\nb\tc', 'a\r\nb', '👩\u200d🔬', 'می\u200cخواهم']) {
      expect(only({ type: 'string', default: initial })).toMatchObject({ initial });
    }
  });
});

describe('a huge schema', () => {
  const many = (count: number, schema: object = TEXT) =>
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
    const grouped = formFields(object({ group: object(many(300)), after: TEXT }));
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

  const words = () => Object.fromEntries(names('x-').map((name) => [name, 1]));

  it.each<[string, () => unknown]>([
    ['an enumeration', () => ({ enum: names('value') })],
    ['alternatives', () => ({ anyOf: names('value').map((value) => ({ const: value })) })],
    ['many keywords', () => ({ ...TEXT, ...words() })],
    ['wrapped keywords', () => ({ allOf: [words()] })],
    ['a default', () => ({ default: { a: 'x'.repeat(10_000_000) } })],
    ['a long reference', () => ({ $ref: `#/${'a/'.repeat(2_000_000)}` })],
  ])('is read within a second, even if every input refers to %s', (_what, make) => {
    const schema = object(many(200, { $ref: '#/$defs/it' }), { $defs: { it: make() } });
    const started = process.cpuUsage();
    expect(formFields(schema).fields).toHaveLength(200);
    expect(process.cpuUsage(started).user / 1_000).toBeLessThan(1_000);
  });
});
