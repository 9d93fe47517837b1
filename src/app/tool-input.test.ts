import fc from 'fast-check';
import { createElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, it } from 'vitest';
import { InputForm } from './InputForm.tsx';
import { inputsLeftOut, readToolArguments, readToolInputs } from './tool-input.ts';

const SCHEMA = {
  type: 'object',
  required: ['text', 'count'],
  properties: {
    text: { type: 'string', title: 'Text', description: 'What to say' },
    count: { type: 'integer', minimum: 1, maximum: 5 },
    ratio: { type: 'number' },
    order: { enum: ['up', 'down'], default: 'up' },
    loud: { type: 'boolean' },
    tags: { type: 'array', items: { type: 'string' } },
  },
};

function typed(fields: Record<string, string>): FormData {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.set(name, value);
  return form;
}

describe('the inputs of a tool', () => {
  it('are read from its JSON Schema; what a form cannot show becomes a field for JSON', () => {
    expect(
      readToolInputs(SCHEMA).map(({ name, kind, required, initial }) => [name, kind, required, initial]),
    ).toEqual([
      ['text', 'text', true, ''],
      ['count', 'number', true, ''],
      ['ratio', 'number', false, ''],
      ['order', 'choice', false, 'up'],
      ['loud', 'flag', false, ''],
      ['tags', 'json', false, ''],
    ]);
  });

  it('are none where the schema is missing or is something else', () => {
    fc.assert(fc.property(fc.anything(), (schema) => void readToolInputs(schema)));
    expect(readToolInputs(undefined)).toEqual([]);
  });
});

describe('what was typed', () => {
  const inputs = readToolInputs(SCHEMA);

  it('becomes arguments of the right types; what was left empty is left out', () => {
    const form = typed({ text: 'hi', count: '2', ratio: '', order: 'down', loud: 'true', tags: '["a"]' });
    expect(readToolArguments(inputs, form)).toEqual({
      ok: true,
      arguments: { text: 'hi', count: 2, order: 'down', loud: true, tags: ['a'] },
    });
  });

  it('leaves a flag out that nobody set, and tells no from unset', () => {
    const read = (loud: string) => readToolArguments(inputs, typed({ text: 'hi', count: '1', loud }));
    expect(read('')).toEqual({ ok: true, arguments: { text: 'hi', count: 1 } });
    expect(read('false')).toEqual({ ok: true, arguments: { text: 'hi', count: 1, loud: false } });
  });

  it.each([
    [{ text: '' }, { text: 'This field is required.' }],
    [{ count: 'two' }, { count: 'Enter a whole number.' }],
    [{ count: '1.5' }, { count: 'Enter a whole number.' }],
    [{ count: '6' }, { count: 'Enter a number from 1 to 5.' }],
    [{ ratio: 'x' }, { ratio: 'Enter a number.' }],
    [{ tags: '[a]' }, { tags: 'This is not JSON. Text needs "quotes", a list [brackets].' }],
  ])('is not sent with %j: the field says what is wrong', (fields: Record<string, string>, errors) => {
    expect(readToolArguments(inputs, typed({ text: 'hi', count: '1', ...fields }))).toEqual({
      ok: false,
      errors,
    });
  });

  it('may be called __proto__ without harm', () => {
    const hostile = readToolInputs({ properties: JSON.parse('{"__proto__":{"type":"string"}}') });
    const read = readToolArguments(hostile, typed({ ['__proto__']: 'x' }));
    expect(Reflect.get({}, 'x')).toBeUndefined();
    expect(read.ok).toBe(true);
  });
});

describe('a schema without measure', () => {
  it('gets fields for its first 200 inputs, and says how many are left out', () => {
    const names = Array.from({ length: 40_000 }, (_, index) => `input-${index}`);
    const schema = {
      properties: Object.fromEntries(names.map((name) => [name, { type: 'string' }])),
      required: names,
    };
    const inputs = readToolInputs(schema);
    expect([inputs.length, inputsLeftOut(schema)]).toEqual([200, 39_800]);
    expect(inputs.at(-1)).toMatchObject({ name: 'input-199', required: true });
    expect(inputsLeftOut(SCHEMA)).toBe(0);
  });

  it('offers no more than 500 choices, each once, and asks for text beyond them', () => {
    const choices = Array.from({ length: 501 }, (_, index) => `choice-${index}`);
    const [many, few] = readToolInputs({
      properties: { many: { enum: choices }, few: { enum: ['a', 'b', 'a'] } },
    });
    expect(many).toMatchObject({ kind: 'text', note: 'One of 501 values.' });
    expect(few).toMatchObject({ kind: 'choice', choices: ['a', 'b'] });
  });

  it('fills no field with a default that is longer than 10,000 characters', () => {
    const [long] = readToolInputs({
      properties: { long: { type: 'string', default: 'x'.repeat(1_000_000) } },
    });
    expect(long).toMatchObject({ initial: '', required: false, note: expect.stringContaining('default') });
  });

  it.each([
    ['a bidirectional control', 'safe\u202egpj', 'safe⟨U+202E⟩gpj'],
    ['a space without width', 'a\u200bb', 'a⟨U+200B⟩b'],
    ['tag characters', 'a\u{e0041}', 'a⟨U+E0041⟩'],
    ['a filler', '\u3164', '⟨U+3164⟩'],
    ['a control', 'a\u0007', 'a⟨U+0007⟩'],
  ])('fills no field with %s: what is sent is what the person saw', (_what, hidden, shown) => {
    const schema = { properties: { s: { type: 'string', description: 'Which', default: hidden } } };
    const [input] = readToolInputs(schema);
    expect(input).toMatchObject({ initial: '', required: false, note: expect.stringContaining(shown) });
    const html = renderToStaticMarkup(
      createElement(InputForm, { schema, onSubmit: () => {}, actions: null, values: {} }),
    );
    expect(html).toContain(shown);
    expect(html).not.toContain(hidden);
  });

  it('keeps a default of JSON with its unseen characters escaped, and one of a choice, which is spelled out', () => {
    const value = { a: ['x\u202ey\u{e0041}', 'é🔑 👩\u200d🔬'], '\u200b': 1 };
    const [json, choice] = readToolInputs({
      properties: {
        json: { type: 'object', default: value },
        choice: { enum: ['a\u200bb', 'c'], default: 'a\u200bb' },
      },
    });
    expect(json?.initial).not.toMatch(/[\u202e\u200b\u{e0041}]/u);
    expect(json?.initial).toContain('é🔑');
    expect(JSON.parse(json?.initial ?? '')).toEqual(value);
    expect(choice).toMatchObject({ initial: 'a\u200bb', note: undefined });
  });

  it('fills a field with a default of several lines, or with a joiner that is spelling', () => {
    for (const initial of ['a\nb\tc', 'a\r\nb', '👩\u200d🔬', 'می\u200cخواهم']) {
      expect(readToolInputs({ properties: { s: { type: 'string', default: initial } } })).toMatchObject([
        { initial },
      ]);
    }
  });

  it('runs no pattern: neither here nor in the browser’s own check', () => {
    const schema = {
      properties: { s: { type: 'string', pattern: '^(a+)+$', format: 'regex', title: 'T\u202e' } },
    };
    const html = renderToStaticMarkup(
      createElement(InputForm, {
        schema,
        onSubmit: () => {},
        actions: null,
        values: { s: `${'a'.repeat(50)}!` },
      }),
    );
    expect(html).not.toContain('pattern');
    expect(html).toContain('T⟨U+202E⟩');
    const form = typed({ s: `${'a'.repeat(50)}!` });
    expect(readToolArguments(readToolInputs(schema), form).ok).toBe(true);
  });
});
