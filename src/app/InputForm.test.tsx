import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, it } from 'vitest';
import { InputForm } from './InputForm.tsx';

const text = { type: 'string' };

function markup(properties: object, others: object = {}, values?: Record<string, unknown>): string {
  const schema = { type: 'object', properties, ...others };
  return renderToStaticMarkup(
    <InputForm schema={schema} values={values} onSubmit={() => {}} actions={null} />,
  );
}

describe('a form', () => {
  it('case 45: selects no value for a required choice, and “not given” or “not set” for an optional choice', () => {
    const choices = { flag: { type: 'boolean' }, one: { enum: ['a', 'b'] } };
    const required = markup(choices, { required: ['flag', 'one'] });
    expect(required).not.toContain('checked');
    expect(required).toMatch(/<option value="" selected="">Choose one<\/option>/);
    const optional = markup(choices);
    expect(optional).toMatch(/checked="" value=""\/><span[^>]*>not given/);
    expect(optional).toMatch(/<option value="" selected="">not set<\/option>/);
  });

  it('case 49: lets the user choose whether an empty field is omitted, sent as an empty text or sent as null', () => {
    expect(markup({ it: text })).toMatch(/selected="">leave it out<.*>send an empty text</);
    expect(markup({ it: text }, { required: ['it'] })).toMatch(
      /selected="">ask for it<.*>send an empty text</,
    );
    expect(markup({ it: { ...text, default: '' } })).toMatch(
      />leave it out<.*selected="">send an empty text</,
    );
    expect(markup({ it: { ...text, minLength: 1 } })).not.toContain('If empty');
    expect(markup({ it: { type: ['integer', 'null'] } })).toMatch(/selected="">leave it out<.*>send null</);
  });

  it('shows a text default in quotation marks if other types are allowed, so that the value stays text', () => {
    const either = { type: ['string', 'number'], default: '12' };
    expect(markup({ it: either })).toContain('>&quot;12&quot;</textarea>');
    expect(markup({ it: { ...text, default: '12' } })).toContain('>12</textarea>');
  });

  it('case 48: shows the value beside the title of each choice, because a title may be misleading', () => {
    const titled = [{ const: 'delete', title: 'Read\u202e' }];
    for (const schema of [{ oneOf: titled }, { type: 'array', items: { anyOf: titled } }]) {
      expect(markup({ it: schema })).toContain('\u2068Read⟨U+202E⟩\u2069 (\u2068delete\u2069)');
    }
  });

  it('has a label or a legend for each control, and every reference to an ID leads to an element', () => {
    const html = markup({
      text,
      flag: { type: 'boolean' },
      several: { type: 'array', items: { enum: ['a'] } },
      list: { type: 'array', items: text, default: ['x'] },
      group: { type: 'object', properties: { inner: text } },
    });
    const ids = [...html.matchAll(/ id="([^"]*)"/g)].map(([, id]) => id);
    expect(new Set(ids).size).toBe(ids.length);
    const references = [...html.matchAll(/ (?:for|aria-describedby)="([^"]*)"/g)].map(([, id]) => id);
    expect(references.length).toBeGreaterThan(10);
    for (const id of references) expect(ids).toContain(id);
    expect(html.match(/<fieldset/g)).toHaveLength(4);
    expect(html.match(/<legend/g)).toHaveLength(4);
    expect(html).toMatch(/<fieldset role="radiogroup" aria-invalid="false" aria-required="false"/);
  });

  it('starts with the given values, and uses defaults only if there are no given values', () => {
    const html = markup({ a: { ...text, default: 'x' }, b: { ...text, default: 'y' } }, {}, { a: 'kept' });
    expect(html).toContain('>kept</textarea>');
    expect(html).not.toContain('>y</textarea>');
  });

  it('shows a text in quotation marks in a JSON field, so that the form sends the same text', () => {
    const union = { anyOf: [{ type: 'integer' }, text] };
    expect(markup({ it: { ...union, default: '12' } })).toContain('>&quot;12&quot;</textarea>');
    expect(markup({ it: union }, {}, { it: 'kept' })).toContain('>&quot;kept&quot;</textarea>');
  });

  it('has no `pattern` attribute, and shows escapes in place of invisible characters', () => {
    const hidden = 'a\u200bb';
    const html = markup({ s: { ...text, pattern: '^(a+)+$', title: 'T\u202e', default: hidden } });
    expect(html).not.toContain('pattern');
    expect(html).toContain('T⟨U+202E⟩');
    expect(html).toContain('a⟨U+200B⟩b');
    expect(html).not.toContain(hidden);
  });

  it('says how many inputs the tool has if some inputs have no field', () => {
    const many = Object.fromEntries(Array.from({ length: 201 }, (_, index) => [`i${index}`, text]));
    expect(markup(many)).toContain('There are 201 inputs. The first 200 have a field');
    expect(markup({ text })).not.toContain('have a field');
  });
});
