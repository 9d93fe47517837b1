import { exactNumber, InexactNumberError, parseExactJson } from '../../mcp/exact-numbers.ts';
import { pointerTo } from '../../mcp/json-schema/pointer.ts';
import { validate } from '../../mcp/json-schema/validate.ts';
import { shownName } from '../../ui/server-text.ts';
import { CONTROLS } from './control-names.ts';
import type { FilledForm } from './filled-form.ts';
import type { FormField, FormShape } from './form-fields.ts';

/** The arguments of a call that were read from a form, and the errors of the fields. */
export interface FormArguments {
  /** The values that could be read. They may be sent only if there are no errors. */
  arguments: Record<string, unknown>;
  /** The errors, by the path of their field. The path `''` means the form as a whole. */
  errors: Readonly<Record<string, string>>;
  ok: boolean;
}

/** Checks the arguments against the schema. An empty field adds no member, unless the user chose this. */
export function readArguments({ fields }: FormShape, schema: unknown, filled: FilledForm): FormArguments {
  const reading: Reading = { filled, errors: new Map(), fieldOf: new Map() };
  const [all] = fields;
  const read = all?.path === '' ? readValue(reading, all, '', '') : readMembers(reading, fields, '', '');
  const value = read === undefined ? {} : read;
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    reading.errors.set('', 'Arguments are an object, such as {"name": "value"}.');
  } else if (!reading.errors.has('')) check(reading, schema, value);
  const { errors } = reading;
  return { ok: !errors.size, arguments: { ...Object(value) }, errors: Object.fromEntries(errors) };
}

interface Reading {
  filled: FilledForm;
  errors: Map<string, string>;
  /** The path of each field, by the path of its value. In lists, the form numbers items anew. */
  fieldOf: Map<string, string>;
}

/** Reports where the value breaks the schema. Skips fields that already have an error. */
function check({ errors, fieldOf }: Reading, schema: unknown, value: object): void {
  const unread = [...errors.keys()];
  for (const { path, message, quoted } of validate(schema, value).problems) {
    let at = path;
    while (at && !fieldOf.has(at)) at = at.slice(0, at.lastIndexOf('/'));
    const field = fieldOf.get(at) ?? '';
    if (unread.some((one) => field === one || one.startsWith(`${field}/`) || field.startsWith(`${one}/`)))
      continue;
    const inside = path.slice(at.length + 1);
    const words = quoted === undefined ? message : `${message} ${shownName(quoted)}`;
    if (!errors.has(field)) errors.set(field, inside ? `At ${shownName(inside)}: ${words}` : words);
  }
}

function readMembers(reading: Reading, fields: readonly FormField[], path: string, at: string): object {
  const members: [string, unknown][] = [];
  for (const field of fields) {
    const value = readValue(reading, field, pointerTo(path, field.name), pointerTo(at, field.name));
    if (value !== undefined) members.push([field.name, value]);
  }
  return Object.fromEntries(members);
}

/**
 * @param path the path of the value in the arguments.
 * @param at the path of the field in the form.
 * @returns `undefined` if the call must not contain the value, or if the value cannot be read.
 */
function readValue(reading: Reading, field: FormField, path: string, at: string): unknown {
  const { filled, errors, fieldOf } = reading;
  fieldOf.set(path, at);
  const text = textOf(filled, at);
  try {
    switch (field.kind) {
      case 'text':
        return text === '' ? emptyOf(reading, field, at, '') : text;
      case 'number':
        return text.trim() === '' ? emptyOf(reading, field, at) : readNumber(text.trim(), field.integer);
      case 'json':
        return text.trim() === '' ? emptyOf(reading, field, at) : readJson(text, field.orText);
      case 'choice':
        return text === '' || text === 'null'
          ? emptyOf(reading, field, at)
          : field.choices[Number(text)]?.value;
      case 'flag':
        return text === 'true' || text === 'false' ? text === 'true' : emptyOf(reading, field, at);
      case 'several': {
        const chosen = (filled.get(CONTROLS.value(at)) ?? []).map(
          (index) => field.choices[Number(index)]?.value,
        );
        return chosen.length ? chosen : emptyOf(reading, field, at, []);
      }
      case 'list': {
        const items = filled.get(CONTROLS.items(at)) ?? [];
        if (!items.length) return emptyOf(reading, field, at, []);
        return items.map((item, index) =>
          readValue(reading, field.item, pointerTo(path, index), pointerTo(at, item)),
        );
      }
      case 'group': {
        const inclusion = filled.get(CONTROLS.included(at))?.[0] ?? (field.required ? 'given' : '');
        if (inclusion === 'given') return readMembers(reading, field.fields, path, at);
        return inclusion === 'null' && field.nullable ? null : emptyOf(reading, field, at);
      }
      default:
        return field satisfies never;
    }
  } catch (error) {
    if (!(error instanceof SyntaxError) && !(error instanceof InexactNumberError)) throw error;
    errors.set(at, error.message);
    return undefined;
  }
}

/** A text area turns each line end into a line feed, so an unchanged value is returned as it was. */
function textOf(filled: FilledForm, at: string): string {
  const text = (filled.get(CONTROLS.value(at))?.[0] ?? '').replaceAll('\r\n', '\n');
  const original: unknown = JSON.parse(filled.get(CONTROLS.original(at))?.[0] ?? 'null');
  return typeof original === 'string' && original.replaceAll('\r\n', '\n') === text ? original : text;
}

function emptyOf({ filled, errors }: Reading, field: FormField, at: string, empty?: unknown): unknown {
  const [chosen] = filled.get(CONTROLS.empty(at)) ?? filled.get(CONTROLS.value(at)) ?? [];
  if (chosen === 'null' && field.nullable) return null;
  if (chosen === 'empty' && empty !== undefined) return empty;
  if (field.required) errors.set(at, 'This field is required.');
  return undefined;
}

/** Text that begins like a list, an object or quoted text is never plain text, so that a typing mistake is an error. */
function readJson(text: string, orText = false): unknown {
  try {
    return parseExactJson(text);
  } catch (error) {
    if (orText && error instanceof SyntaxError && !/^\s*["[{]/.test(text)) return text;
    throw error;
  }
}

/** @throws SyntaxError with a message for the user, if the text is not a number. */
function readNumber(text: string, integer: boolean): unknown {
  if (integer && !/^-?(0|[1-9]\d*)$/.test(text)) {
    throw new SyntaxError('Enter a whole number, in digits such as 1200.');
  }
  if (!/^-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?$/.test(text)) {
    throw new SyntaxError('Enter a number, such as 1200 or 0.5.');
  }
  return exactNumber(text);
}
