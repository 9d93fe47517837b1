import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { exactNumber } from '../../mcp/exact-numbers.ts';
import { CONTROLS } from './control-names.ts';
import { filledForm } from './filled-form.ts';
import { readArguments } from './form-arguments.ts';
import { formFields } from './form-fields.ts';
import { filledIn } from './test-form.ts';

const TEXT = { type: 'string' };
const NULL = { type: 'null' };
const list = (items: object) => ({ type: 'array', items });
const object = (properties: object, required: string[] = []) => ({ type: 'object', properties, required });

/** Reads a form in which the fields in `values` have these values, and every other field has its initial value. */
function send(schema: object, values: object = {}) {
  const shape = formFields(schema);
  const initial = Object.fromEntries(shape.fields.map(({ name, initial: start }) => [name, start]));
  return readArguments(shape, schema, filledIn(shape, { ...initial, ...values }));
}

/** Reads a form whose controls have these texts. */
function type(schema: object, controls: Record<string, string>) {
  return readArguments(formFields(schema), schema, filledForm(Object.entries(controls)));
}
const at = CONTROLS.value;

const NUMBER = 'Enter a number, such as 1200 or 0.5.';
const WHOLE = 'Enter a whole number, in digits such as 1200.';
const NO_FORM = 'This does not fit any of the forms that the server accepts.';

describe('an input that the user left unchanged', () => {
  it.each<[string, object]>([
    ['case 41: a text whose default is null', { type: 'string', default: null }],
    ['case 41: a boolean whose default is null', { type: 'boolean', default: null }],
    ['case 41: an enumeration whose default is null', { enum: ['a', 'b'], default: null }],
    ['case 41: an integer or null, by default null', { anyOf: [{ type: 'integer' }, NULL], default: null }],
    ['a list', list(TEXT)],
    ['an object with a default inside', object({ a: { default: 'x', type: 'string' } }, ['a'])],
  ])('is not sent: %s', (_what, schema) => {
    for (const required of [[], ['it']].slice(0, 'default' in schema ? 2 : 1)) {
      expect(send(object({ it: schema }, required))).toEqual({ ok: true, arguments: {}, errors: {} });
    }
  });

  it.each<[string, object]>([
    ['case 45: a required boolean', { type: 'boolean' }],
    ['case 45: a required enumeration', { enum: ['a', 'b'] }],
    ['a required text', TEXT],
    ['a required number', { type: 'number' }],
    ['a required list', list(TEXT)],
    ['required choices', list({ enum: ['a'] })],
    ['required JSON', {}],
    ['a required text or null', { type: ['string', 'null'] }],
  ])('is reported as missing: %s', (_what, schema) => {
    expect(send(object({ it: schema }, ['it']))).toMatchObject({
      ok: false,
      errors: { '/it': 'This field is required.' },
    });
  });
});

describe('a value that the user chose', () => {
  it.each<[string, object, unknown]>([
    ['case 42: an integer beyond 2^53', { type: 'integer' }, exactNumber('7960607143101464576')],
    ['case 42: an integer beyond 2^53, in JSON', {}, { id: [exactNumber('7960607143101464576')] }],
    ['case 42: a list beyond 2^53', list({ type: 'integer' }), [1, exactNumber('-7960607143101464577')]],
    ['case 43: text with line breaks', TEXT, 'SELECT 1 -- one\n  FROM t;\n\n'],
    ['case 45: the value false', { type: 'boolean' }, false],
    ['case 46: a text if null is also possible', { anyOf: [TEXT, NULL] }, 'plain text'],
    ['case 46: null', { type: ['string', 'null'] }, null],
    ['case 46: null for a number', { type: ['number', 'null'] }, null],
    ['case 46: null for a choice', { enum: ['a', null] }, null],
    ['case 46: null for a boolean', { type: ['boolean', 'null'] }, null],
    ['case 46: null for an object', { anyOf: [object({ a: TEXT }), NULL] }, null],
    ['case 46: null for a list', { anyOf: [list(TEXT), NULL] }, null],
    ['case 48: several choices', list({ anyOf: [{ const: 'a', title: 'A' }, { const: 'b' }] }), ['a', 'b']],
    ['case 48: an empty list of choices', list({ enum: ['a'] }), []],
    ['case 49: an empty text', TEXT, ''],
    ['case 49: an empty text in a list', list(TEXT), ['', 'a', '']],
    ['an empty list', list(TEXT), []],
    ['the text “null”', { type: ['string', 'null'] }, 'null'],
    ['a blank text', TEXT, '  '],
    ['a choice that is a number', { enum: [0, 1] }, 0],
    ['a choice that is an empty text', { enum: ['', 'a'] }, ''],
    ['an object', object({ a: TEXT, b: { type: 'integer' } }, ['a']), { a: 'x' }],
    ['an empty object', object({ a: TEXT }), {}],
    ['an object with an inherited name', object({ ['__proto__']: TEXT }), JSON.parse('{"__proto__":"x"}')],
  ])('is sent unchanged, whether it is required or optional: %s', (_what, schema, value) => {
    for (const required of [[], ['it']]) {
      const sent = send(object({ it: schema }, required), { it: value });
      expect(sent).toEqual({ ok: true, arguments: { it: value }, errors: {} });
      expect(JSON.stringify(sent.arguments)).toBe(JSON.stringify({ it: value }));
    }
  });

  it('case 41: is empty, not the default, if the user cleared the field', () => {
    const schema = object({ a: { type: 'string', default: 'x' }, b: { type: 'boolean', default: true } });
    expect(send(schema).arguments).toEqual({ a: 'x', b: true });
    expect(send(schema, { a: undefined, b: undefined }).arguments).toEqual({});
  });

  it('case 43: has the line ends of the initial value until the user changes the text', () => {
    const schema = object({ sql: { type: 'string', default: 'a\r\nb' } });
    const original = { [CONTROLS.original('/sql')]: JSON.stringify('a\r\nb') };
    expect(type(schema, { ...original, [at('/sql')]: 'a\nb' }).arguments).toEqual({ sql: 'a\r\nb' });
    expect(type(schema, { ...original, [at('/sql')]: 'a\nc' }).arguments).toEqual({ sql: 'a\nc' });
  });

  it('case 47: may be all arguments as JSON, and the form reports mistakes in the JSON', () => {
    const schema = { anyOf: [object({ a: { type: 'integer' } }, ['a']), object({ b: {} }, ['b'])] };
    expect(type(schema, { [at('')]: '{"a": 7960607143101464576}' }).arguments).toEqual({
      a: exactNumber('7960607143101464576'),
    });
    expect(type({ type: 'object' }, { [at('')]: ' ' })).toEqual({ ok: true, arguments: {}, errors: {} });
    for (const [text, error] of [
      ['{"a": "1"}', NO_FORM],
      ['[1]', 'Arguments are an object, such as {"name": "value"}.'],
      ['null', 'Arguments are an object, such as {"name": "value"}.'],
      ['{', 'This is not JSON.'],
      ['{"a":1,"a":2}', 'A name appears twice in one object.'],
      ['', NO_FORM],
    ] as const) {
      expect(type(schema, { [at('')]: text }).errors['']).toContain(error);
    }
  });
});

it.each<[string, unknown]>([
  ['plain text', 'plain text'],
  ['12', 12],
  ['"12"', '12'],
  ['true story', 'true story'],
  ['["a"]', ['a']],
  ['["a"', undefined],
])('case 46: if text and other types are allowed, %s is sent as %j', (text, sent) => {
  const schema = object({ it: { anyOf: [{ type: 'integer' }, list(TEXT), TEXT] } });
  const { arguments: read, ok } = type(schema, { [at('/it')]: text });
  expect([read.it, ok]).toEqual([sent, sent !== undefined]);
});

describe('a value that does not fit the schema', () => {
  it.each<[string, object, string, string]>([
    ['case 44: a letter instead of a number', { type: 'number' }, 'x', NUMBER],
    ['case 44: a number with a comma', { type: 'number' }, '1,5', NUMBER],
    ['case 44: a fraction', { type: 'integer' }, '1.5', WHOLE],
    ['case 44: a hexadecimal number', { type: 'integer' }, '0x10', WHOLE],
    [
      'case 48: a text that is not an email address',
      { type: 'string', format: 'email' },
      'ada',
      'This must be an email address, such as ada@example.org.',
    ],
    ['not a date', { format: 'date', ...TEXT }, '28.7.2026', 'This must be a date, such as 2026-07-28.'],
    ['text, not JSON', {}, '[a]', 'This is not JSON. Write text in "quotes", and a list in [brackets].'],
    [
      'JSON with a value of another type',
      { type: 'object', additionalProperties: TEXT },
      '{"a/b":1}',
      'At \u2068a~1b\u2069: This must be text; it is a number.',
    ],
  ])('is reported at the field that holds the value: %s', (_what, schema, text, error) => {
    for (const required of [[], ['it']]) {
      const sent = type(object({ it: schema }, required), { [at('/it')]: text });
      expect(sent).toMatchObject({ ok: false, errors: { '/it': error } });
    }
  });

  it('is reported at the item of a list, and at the field of an object', () => {
    const schema = object({
      list: { type: 'array', items: { type: 'integer', minimum: 1 }, maxItems: 2 },
      group: object({ a: { type: 'string', minLength: 2 }, b: TEXT }, ['a', 'b']),
    });
    const form: [string, string][] = [
      ...['0', '5', '3'].map((item): [string, string] => [CONTROLS.items('/list'), item]),
      [at('/list/0'), '2'],
      [at('/list/5'), '0'],
      [at('/list/3'), 'x'],
      [CONTROLS.included('/group'), 'given'],
      [at('/group/a'), 'x'],
    ];
    expect(readArguments(formFields(schema), schema, filledForm(form)).errors).toEqual({
      '/list/5': 'Enter at least 1; this is 0.',
      '/list/3': WHOLE,
      '/group/a': 'Use 2 characters or more; this has 1.',
      '/group/b': 'This field is required.',
    });
  });

  it('causes an error without invisible characters, even if the error quotes the server', () => {
    const schema = object({ it: { type: 'string', pattern: `^a\u202e${'b'.repeat(500)}$` } }, ['it']);
    const error = send(schema, { it: 'x' }).errors['/it'];
    expect(error).toContain('\u2068^a⟨U+202E⟩bbb');
    expect(error?.length).toBeLessThan(200);
  });

  it('is reported at the form if it concerns several fields', () => {
    const schema = { ...object({ a: TEXT, b: TEXT }), anyOf: [{ required: ['a'] }, { required: ['b'] }] };
    expect(send(schema).errors).toEqual({ '': NO_FORM });
    expect(send(schema, { b: 'x' }).ok).toBe(true);
  });

  it('is found in linear time; only the server checks a pattern that could take longer', () => {
    const begun = process.cpuUsage();
    const text = `${'a'.repeat(2_000)}!`;
    expect(send(object({ it: { type: 'string', pattern: '^(a+)+$' } }), { it: text }).ok).toBe(false);
    expect(send(object({ it: { type: 'string', pattern: '^(a+)+\\1$' } }), { it: text }).ok).toBe(true);
    expect(process.cpuUsage(begun).user / 1_000).toBeLessThan(3_000);
  });
});

it('a value with the name of an inherited member changes no prototype', () => {
  fc.assert(
    fc.property(fc.constantFrom('__proto__', 'constructor', 'toString', 'a/b', '~', ''), (name) => {
      const sent = send(object({ [name]: TEXT }, [name]), { [name]: 'x' });
      expect([Object.entries(sent.arguments), sent.ok]).toEqual([[[name, 'x']], true]);
      expect(Reflect.get({}, 'x')).toBeUndefined();
    }),
  );
});
