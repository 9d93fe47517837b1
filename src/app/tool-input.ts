import { shownName, shownText } from '../ui/server-text.ts';

/** Each is a field of the page, with a label and a control; each choice is an element of it. */
const MOST_INPUTS = 200;
const MOST_CHOICES = 500;
const LONGEST_INITIAL = 10_000;

/** One input of a tool, as far as a form can show it. */
export type ToolInput = {
  name: string;
  label: string;
  hint?: string | undefined;
  /** What of its schema the form leaves out, in our own words. */
  note?: string | undefined;
  required: boolean;
  initial: string;
} & (
  | { kind: 'text' }
  | { kind: 'number'; integer: boolean; min?: number | undefined; max?: number | undefined }
  | { kind: 'choice'; choices: string[] }
  | { kind: 'flag' }
  | { kind: 'json' }
);

/**
 * Reads the inputs of a tool from its JSON Schema. What a plain form cannot show (nested objects, lists,
 * unions) becomes a field for JSON, so that no tool is out of reach. Patterns are not read: one of a server's would run
 * in this page for as long as it likes, and the server checks what it gets by itself.
 */
export function readToolInputs(schema: unknown): ToolInput[] {
  const { properties, required }: { properties?: unknown; required?: unknown } = Object(schema);
  const names = new Set<unknown>(Array.isArray(required) ? required : []);
  return Object.entries(Object(properties))
    .slice(0, MOST_INPUTS)
    .map(([name, property]) => readInput(name, property, names.has(name)));
}

/** How many inputs of a schema have no field in the form. */
export function inputsLeftOut(schema: unknown): number {
  const { properties }: { properties?: unknown } = Object(schema);
  return Math.max(0, Object.keys(Object(properties)).length - MOST_INPUTS);
}

function readInput(name: string, property: unknown, listed: boolean): ToolInput {
  const schema: Record<string, unknown> = Object(property);
  const { title, description, type, minimum, maximum } = schema;
  const input = {
    name,
    label: typeof title === 'string' ? title : name,
    hint: typeof description === 'string' ? description : undefined,
    // A default makes an input optional, whatever the list says.
    required: listed && schema.default === undefined,
    ...initialOf(schema.default),
  };
  const choices = Array.isArray(schema.enum)
    ? schema.enum.filter((choice) => typeof choice === 'string')
    : [];
  if (choices.length > MOST_CHOICES) {
    return { ...input, kind: 'text', note: `One of ${choices.length.toLocaleString('en')} values.` };
  }
  if (choices.length) {
    // A choice is shown with its unseen characters spelled out: the person sees which one is chosen.
    const chosen = choices.find((choice) => choice === schema.default);
    const start = chosen === undefined ? {} : { initial: chosen, note: undefined };
    return { ...input, ...start, kind: 'choice', choices: [...new Set(choices)] };
  }
  if (type === 'number' || type === 'integer') {
    const bound = (value: unknown) => (typeof value === 'number' ? value : undefined);
    return {
      ...input,
      kind: 'number',
      integer: type === 'integer',
      min: bound(minimum),
      max: bound(maximum),
    };
  }
  if (type === 'boolean') return { ...input, kind: 'flag' };
  return { ...input, kind: type === 'string' ? 'text' : 'json' };
}

/**
 * A default that is too long for a field is left to the server, which knows it, and so is text with characters that a
 * field does not show: it would be sent as if the person had typed it. In JSON, such characters are escaped.
 */
function initialOf(value: unknown): { initial: string; note?: string } {
  if (value === undefined) return { initial: '' };
  const initial = typeof value === 'string' ? value : escapeUnseen(asText(value));
  if (initial.length > LONGEST_INITIAL) {
    return { initial: '', note: 'Left empty, the server uses its own default.' };
  }
  return hasUnseen(initial)
    ? {
        initial: '',
        note: `Left empty, the server uses its own default, which has characters that a field does not show: ${shownName(initial)}`,
      }
    : { initial };
}

function hasUnseen(text: string): boolean {
  const oneLineEnd = text.replaceAll('\r\n', '\n');
  return shownText(oneLineEnd, oneLineEnd.length).text !== oneLineEnd;
}

/** Escapes each character of a JSON text that is not seen; outside its strings, there is none. */
function escapeUnseen(json: string): string {
  return json.replace(/[^\x20-\x7e]/gu, (character) =>
    hasUnseen(character)
      ? character
          .split('')
          .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
          .join('')
      : character,
  );
}

/** A value as it stands in a form: text as it is, anything else as JSON. */
export function asText(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** What a form yields: the arguments of the call, or what is wrong with which field. */
export type ToolArguments =
  | { ok: true; arguments: Record<string, unknown> }
  | { ok: false; errors: Record<string, string> };

/** Turns what was typed into the arguments of a tool call. Empty optional fields are left out. */
export function readToolArguments(inputs: readonly ToolInput[], typed: FormData): ToolArguments {
  const values: [string, unknown][] = [];
  const errors: Record<string, string> = {};
  for (const input of inputs) {
    const text = String(typed.get(input.name) ?? '');
    if (text) {
      const value = readValue(input, text);
      if (value instanceof Error) errors[input.name] = value.message;
      else values.push([input.name, value]);
    } else if (input.required) errors[input.name] = 'This field is required.';
  }
  return Object.keys(errors).length
    ? { ok: false, errors }
    : { ok: true, arguments: Object.fromEntries(values) };
}

function readValue(input: ToolInput, text: string): unknown {
  if (input.kind === 'json') {
    try {
      return JSON.parse(text);
    } catch {
      return new Error('This is not JSON. Text needs "quotes", a list [brackets].');
    }
  }
  if (input.kind === 'flag') return text === 'true';
  if (input.kind !== 'number') return text;
  const { integer, min = Number.NEGATIVE_INFINITY, max = Number.POSITIVE_INFINITY } = input;
  const value = Number(text);
  if (!Number.isFinite(value) || (integer && !Number.isInteger(value))) {
    return new Error(integer ? 'Enter a whole number.' : 'Enter a number.');
  }
  return value < min || value > max ? new Error(`Enter a number from ${min} to ${max}.`) : value;
}
