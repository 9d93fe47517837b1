import { referenced } from '../../mcp/json-schema/pointer.ts';
import { membersOf, type Spend } from '../../mcp/json-schema/verdict.ts';

type Schema = Readonly<Record<string, unknown>>;

/** A schema without references and wrappers. `null` is not in the schema, but a separate flag. */
export interface PlainSchema {
  schema: Schema;
  nullable: boolean;
}

const MOST_STEPS = 30;
/** A longer reference is truncated, and finds no schema. */
const LONGEST_REFERENCE = 1_000;
/** The keywords that may be beside a reference or a wrapper, because they do not change which values are permitted. */
const NEUTRAL = [
  ...['title', 'description', 'default', 'examples', 'deprecated', 'readOnly', 'writeOnly', '$comment'],
  ...['$schema', '$id', '$defs', 'definitions'],
];

/**
 * Resolves the references and wrappers that generated schemas usually have: `$ref` into the document, `allOf` around
 * schemas that share no keyword, and `anyOf` or `type` with `null`.
 *
 * @param spend the budget for the work: one unit for each step, for each keyword, and for each member of a keyword. Many
 * inputs may refer to one large schema.
 * @returns `undefined` if a plain field is not enough: the schema permits several types, a reference is broken or
 * circular, a reference or a wrapper has keywords beside it that are not annotations, or the budget is spent.
 */
export function plainSchema(document: unknown, given: unknown, spend: Spend): PlainSchema | undefined {
  let schema = given;
  let annotations: Schema = {};
  let nullable = false;
  for (let step = 0; step < MOST_STEPS; step += 1) {
    if (typeof schema !== 'object' || schema === null || Array.isArray(schema)) return undefined;
    if (!spend(1) || !spend(membersOf(schema))) return undefined;
    const plain = withNullApart({ ...schema, ...annotations });
    nullable ||= plain.nullable;
    const wrapped = wrappedIn(document, plain.schema, spend);
    if (wrapped === 'none') return Array.isArray(plain.schema.type) ? undefined : { ...plain, nullable };
    ({ schema, annotations } = wrapped);
  }
  return undefined;
}

function withNullApart(schema: Schema): PlainSchema {
  const { type, enum: values, anyOf, oneOf } = schema;
  const types = [type].flat();
  const permits = type === undefined || types.includes('null');
  const apart: Record<string, unknown> = { ...schema };
  if (Array.isArray(type)) {
    const others = types.filter((one) => one !== 'null');
    apart.type = others.length === 1 ? others[0] : others;
  }
  if (Array.isArray(values)) {
    apart.enum = values.filter((value) => value !== null);
    return { schema: apart, nullable: permits && values.includes(null) };
  }
  if (type !== undefined) return { schema: apart, nullable: types.includes('null') };
  let nullable = false;
  for (const [keyword, branches] of Object.entries({ anyOf, oneOf })) {
    if (!Array.isArray(branches)) continue;
    const others = branches.filter((branch) => !isNull(branch));
    nullable ||= others.length < branches.length;
    apart[keyword] = others;
  }
  return { schema: apart, nullable };
}

function isNull(branch: unknown): boolean {
  const { type, const: value }: { type?: unknown; const?: unknown } = Object(branch);
  return type === 'null' || value === null;
}

/** A schema that another schema wraps, and the annotations beside it. */
interface Wrapped {
  schema: unknown;
  annotations: Schema;
}

/** The only schema that another schema wraps, unless keywords beside the wrapped schema may change its meaning. */
function wrappedIn(document: unknown, schema: Schema, spend: Spend): Wrapped | 'none' {
  const detour = ['$ref', 'allOf', 'anyOf', 'oneOf'].find((keyword) => keyword in schema);
  if (detour === undefined) return 'none';
  const [only, ...others] =
    detour === '$ref' ? [referenced(document, referenceIn(schema))] : [schema[detour]].flat();
  const beside = Object.entries(schema).filter(([keyword]) => keyword !== detour);
  // MCP requires `type` at the root of a tool's schema, even beside a reference or a wrapper (MCP, Tool).
  const isRepeated = schema.type === (Object(only).type ?? schema.type);
  const isNeutral = (keyword: string) => NEUTRAL.includes(keyword) || (keyword === 'type' && isRepeated);
  const isWrapper = beside.every(([keyword]) => isNeutral(keyword)) && !others.length;
  // A single constant in `anyOf` or `oneOf` is a choice, so its title is not the title of the input.
  const isChoice = ['anyOf', 'oneOf'].includes(detour) && 'const' in Object(only);
  const all = detour === 'allOf' && !isWrapper ? merged(document, schema, spend) : undefined;
  if (all) return { schema: all, annotations: {} };
  if (!isWrapper || isChoice) return detour === '$ref' ? { schema: undefined, annotations: {} } : 'none';
  const annotations = beside.filter(([keyword]) => !keyword.startsWith('$') && keyword !== 'definitions');
  return { schema: only, annotations: Object.fromEntries(annotations) };
}

/** One schema with the keywords of every part of `allOf`; `undefined` if two parts have the same keyword. */
function merged(document: unknown, { allOf, ...beside }: Schema, spend: Spend): Schema | undefined {
  let all: Schema = beside;
  for (const part of [allOf].flat()) {
    const { $ref, ...others }: Schema = { ...Object(part) };
    const branch: Schema =
      $ref === undefined ? others : { ...Object(referenced(document, referenceIn({ $ref }))) };
    const isPlain = $ref === undefined || Object.keys(others).every((keyword) => NEUTRAL.includes(keyword));
    const isNested = ['$ref', 'allOf', 'anyOf', 'oneOf'].some((keyword) => keyword in branch);
    if (!isPlain || isNested || !spend(membersOf(branch) + membersOf(all))) return undefined;
    const { properties, required } = { ...all };
    const [names, more] = [Object(properties), Object(branch.properties)];
    const isShared = ([keyword, value]: [string, unknown]) =>
      keyword in all &&
      all[keyword] !== value &&
      !NEUTRAL.includes(keyword) &&
      !LISTS_MEMBERS.includes(keyword);
    if (Object.entries(branch).some(isShared) || Object.keys(more).some((name) => name in names))
      return undefined;
    all = {
      ...branch,
      ...others,
      ...all,
      ...('properties' in all || 'properties' in branch ? { properties: { ...names, ...more } } : {}),
      ...(required || branch.required ? { required: [required ?? [], branch.required ?? []].flat() } : {}),
    };
  }
  return all;
}

/** The keywords of an object that `allOf` may repeat, because each part adds members. */
const LISTS_MEMBERS = ['properties', 'required'];

const referenceIn = ({ $ref }: Schema): string =>
  typeof $ref === 'string' ? $ref.slice(0, LONGEST_REFERENCE) : '';
