import { formatOf } from '../../mcp/json-schema/formats.ts';
import { pointerTo } from '../../mcp/json-schema/pointer.ts';
import { membersIn, type Spend } from '../../mcp/json-schema/verdict.ts';
import { type Choice, choicesOf, MOST_CHOICES } from './choices.ts';
import { type InitialValue, initialValue } from './initial-value.ts';
import { plainSchema } from './plain-schema.ts';

type Schema = Readonly<Record<string, unknown>>;

export type FormField = FieldBase & FieldKind;

interface FieldBase {
  /** The name of the member. It is empty for the field of all arguments, and for an item of a list. */
  name: string;
  /** The JSON Pointer of the value in the arguments. The field of an item has the pointer of its list. */
  path: string;
  label: string;
  hint?: string | undefined;
  /** A sentence of this app about a part of the schema that the field cannot show. */
  note?: string | undefined;
  required: boolean;
  nullable: boolean;
  initial?: unknown;
}

type FieldKind =
  | { kind: 'text'; format?: string | undefined; canBeEmpty: boolean }
  | { kind: 'number'; integer: boolean; negative: boolean }
  | { kind: 'choice'; choices: Choice[] }
  | { kind: 'flag' }
  | { kind: 'several'; choices: Choice[]; canBeEmpty: boolean }
  | { kind: 'list'; item: FormField; canBeEmpty: boolean }
  | { kind: 'group'; fields: FormField[] }
  /** With `orText`, text that is not JSON is sent as text. */
  | { kind: 'json'; orText?: true };

/** The fields of a form: one for each member of the arguments, or only one field for all arguments as JSON. */
export interface FormShape {
  fields: FormField[];
  /** The number of inputs; a field for JSON counts as one. Only the first {@link MOST_FIELDS} have a field. */
  inputs: number;
}

/** Limits the size of the page, because each field takes several elements. */
export const MOST_FIELDS = 200;
const MOST_DEPTH = 3;
/** The most choices in all fields together, because each choice takes an element. */
const MOST_CHOICES_TOGETHER = 10_000;
/** The budget for reading a schema; see `plainSchema`. Once it is spent, each field is a field for JSON. */
const MOST_WORK = 100_000;

/** A field for all arguments, as JSON. */
export const ALL_AS_JSON: FormField = {
  path: '',
  name: '',
  label: 'Arguments',
  hint: 'A JSON object, such as {"name": "value"}. If this is empty, no arguments are sent.',
  required: false,
  nullable: false,
  kind: 'json',
};

/** A form whose only field is {@link ALL_AS_JSON}. */
export const JSON_SHAPE: FormShape = { fields: [ALL_AS_JSON], inputs: 1 };

/** Unions, maps, deep and circular schemas become fields for JSON: the user can send every argument. */
export function formFields(document: unknown): FormShape {
  let work = 0;
  const spend: Spend = (more) => {
    work += more;
    return work <= MOST_WORK;
  };
  const reader: Reader = { document, inputs: 0, choices: 0, spend };
  const root = plain(reader, document);
  if (!root || !hasFieldsOf(root.schema) || nestsElsewhere(root.schema)) return JSON_SHAPE;
  const fields = readMembers(reader, root.schema, '', []);
  return { fields, inputs: reader.inputs };
}

/** Whether the form can show an object as fields: the schema names members, or permits none. */
function hasFieldsOf(schema: Schema): boolean {
  const { properties, additionalProperties, patternProperties, propertyNames } = schema;
  if (Object.keys(Object(properties)).length) return true;
  const isOpen = additionalProperties !== undefined && additionalProperties !== false;
  if (isOpen || patternProperties !== undefined || propertyNames !== undefined) return false;
  return properties !== undefined || additionalProperties === false;
}

/** Whether the schema has members outside `properties`. Fields could not show which of the members belong together. */
function nestsElsewhere(schema: Schema): boolean {
  const { anyOf, oneOf, allOf, then, else: otherwise, dependentSchemas } = schema;
  return [anyOf, oneOf, allOf, then, otherwise, Object.values(Object(dependentSchemas))]
    .flat()
    .some((branch) =>
      ['properties', '$ref', 'anyOf', 'oneOf', 'allOf'].some((keyword) => keyword in Object(branch)),
    );
}

interface Reader {
  document: unknown;
  inputs: number;
  choices: number;
  spend: Spend;
}

const plain = ({ document, spend }: Reader, given: unknown) => plainSchema(document, given, spend);

/** @param around the `properties` that contain this schema. They end the recursion if a schema contains itself. */
function readMembers(reader: Reader, schema: Schema, path: string, around: readonly unknown[]): FormField[] {
  const { properties, required } = schema;
  const names = new Set<unknown>(Array.isArray(required) ? required : []);
  const fields: FormField[] = [];
  for (const [name, member] of Object.entries(membersIn(properties))) {
    reader.inputs += 1;
    if (reader.inputs > MOST_FIELDS) continue;
    const place = { name, path: pointerTo(path, name), required: names.has(name) };
    fields.push(readField(reader, member, place, [...around, properties]));
  }
  return fields;
}

function readField(
  reader: Reader,
  given: unknown,
  { name, path, required }: Pick<FieldBase, 'name' | 'path' | 'required'>,
  around: readonly unknown[],
): FormField {
  const found = plain(reader, given);
  const schema: Schema = found?.schema ?? membersIn(given);
  const { title, description } = schema;
  const best: FieldKind = found ? kindOf(reader, found.schema, path, around) : { kind: 'json' };
  const kind: FieldKind = best.kind === 'json' && permitsText(schema) ? { kind: 'json', orText: true } : best;
  return {
    name,
    path,
    label: typeof title === 'string' && title ? title : name,
    hint: typeof description === 'string' ? description : undefined,
    // A default makes an input optional, even if `required` lists it.
    required: required && !('default' in Object(given)),
    nullable: found?.nullable ?? false,
    // A required constant has only one possible value.
    ...startOf(required && 'const' in schema ? { default: schema.const, ...schema } : schema, kind),
    ...kind,
  };
}

/** The initial value. A choice may have invisible characters, which its text makes visible. */
function startOf(schema: Schema, kind: FieldKind): InitialValue {
  const isOffered = kind.kind === 'choice' && kind.choices.some(({ value }) => value === schema.default);
  if (isOffered && schema.default !== null) return { initial: schema.default };
  const { length } = Array.isArray(schema.enum) ? schema.enum : [];
  const isText = kind.kind === 'text' || kind.kind === 'number';
  const tooMany = isText && length > 0 ? { note: `One of ${length.toLocaleString('en')} values.` } : {};
  return { ...tooMany, ...(fits(kind, schema.default) ? initialValue(schema.default) : {}) };
}

/** Whether a field can start with a default: a field would change a default of another type. */
function fits({ kind }: FieldKind, value: unknown): boolean {
  if (kind === 'text') return typeof value === 'string';
  if (kind === 'number') return typeof value === 'number';
  return true;
}

function kindOf(reader: Reader, schema: Schema, path: string, around: readonly unknown[]): FieldKind {
  const choices = choicesOf(schema);
  const { length = Number.POSITIVE_INFINITY } = choices ?? {};
  if (choices && length <= MOST_CHOICES && reader.choices + length <= MOST_CHOICES_TOGETHER) {
    reader.choices += length;
    return { kind: 'choice', choices };
  }
  const isText = choices?.every(({ value }) => typeof value === 'string');
  switch (schema.type ?? (isText || isAnyText(schema) ? 'string' : 'properties' in schema && 'object')) {
    case 'string': {
      const format = formatOf(schema.format) && String(schema.format);
      return { kind: 'text', format, canBeEmpty: !format && !isPositive(schema.minLength) };
    }
    case 'integer':
    case 'number': {
      const { minimum } = schema;
      const negative = typeof minimum !== 'number' || minimum < 0;
      return { kind: 'number', integer: schema.type === 'integer', negative };
    }
    case 'boolean':
      return { kind: 'flag' };
    case 'array':
      return listOf(reader, schema, path, around);
    case 'object': {
      const isSimple =
        Object.keys(Object(schema.properties)).length > 0 &&
        !nestsElsewhere(schema) &&
        !around.includes(schema.properties) &&
        around.length <= MOST_DEPTH;
      if (!isSimple) return { kind: 'json' };
      return { kind: 'group', fields: readMembers(reader, schema, path, around) };
    }
    default:
      return { kind: 'json' };
  }
}

/** Whether every alternative is text, so that one text field is enough. */
function isAnyText({ anyOf, oneOf }: Schema): boolean {
  const branches = [anyOf ?? oneOf].flat();
  return branches.every((branch) => Object(branch).type === 'string');
}

/** Whether text is one of the types that a schema permits. A type that is not in JSON Schema counts as text. */
function permitsText({ type, anyOf, oneOf, ...others }: Schema): boolean {
  const branches = [anyOf ?? oneOf ?? []].flat().map((branch) => Object(branch).type);
  const types = [type ?? [], branches].flat(2);
  if (types.length) return types.some((each) => typeof each === 'string' && !WITHOUT_TEXT.includes(each));
  return !['$ref', 'allOf', 'const', 'enum', 'items', 'properties'].some((keyword) => keyword in others);
}

const WITHOUT_TEXT = ['null', 'boolean', 'integer', 'number', 'array', 'object'];

const NESTED: readonly unknown[] = ['array', 'object'];

const isPositive = (least: unknown) => typeof least === 'number' && least > 0;

/** Choices become checkboxes, texts and numbers a field for each item, and any other list JSON. */
function listOf(reader: Reader, schema: Schema, path: string, around: readonly unknown[]): FieldKind {
  const found = plain(reader, schema.items);
  const isFlat = found && !NESTED.includes(found.schema.type) && !found.nullable;
  if (!isFlat || schema.prefixItems !== undefined) return { kind: 'json' };
  const item = readField(reader, schema.items, { name: '', path, required: true }, around);
  const canBeEmpty = !isPositive(schema.minItems);
  if (item.kind === 'choice') return { kind: 'several', choices: item.choices, canBeEmpty };
  if (item.kind !== 'text' && item.kind !== 'number') return { kind: 'json' };
  return { kind: 'list', item: { ...item, required: true, initial: undefined }, canBeEmpty };
}
