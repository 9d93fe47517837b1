import { mayBeRounded } from '../../mcp/exact-numbers.ts';

export interface Choice {
  value: string | number | boolean | null;
  /** The server's title for the value, if the title differs from the value. */
  title?: string | undefined;
}

/** Limits the size of the page, because each choice takes an element. */
export const MOST_CHOICES = 500;

type Schema = Readonly<Record<string, unknown>>;

/**
 * The different values that a schema enumerates. They come from `enum` (with titles from `enumNames`), from `const`, or
 * from a list of schemas that each have `const` and `title`.
 *
 * @returns `undefined` if the schema enumerates no values. Also returns `undefined` if a value is a list, an object, or
 * a number that may have been rounded, because a field cannot offer such a value.
 */
export function choicesOf(schema: Schema): Choice[] | undefined {
  const found = enumerated(schema) ?? branches(schema);
  if (!found?.length || !found.every(isChoice)) return undefined;
  return [...new Map(found.map((choice) => [choice.value, choice])).values()];
}

function enumerated(schema: Schema): Candidate[] | undefined {
  if (Array.isArray(schema.enum)) {
    const titles = Array.isArray(schema.enumNames) ? schema.enumNames : [];
    return schema.enum.map((value, index) => candidate(value, titles[index]));
  }
  return 'const' in schema ? [candidate(schema.const, undefined)] : undefined;
}

function branches({ oneOf, anyOf }: Schema): Candidate[] | undefined {
  if (oneOf !== undefined && anyOf !== undefined) return undefined;
  const schemas = oneOf ?? anyOf;
  if (!Array.isArray(schemas)) return undefined;
  const found = schemas.map((given) => {
    const schema: Schema = Object(given);
    return 'const' in schema ? [candidate(schema.const, schema.title)] : enumerated(schema);
  });
  return found.every((one) => one !== undefined) ? found.flat() : undefined;
}

interface Candidate {
  value: unknown;
  title?: string | undefined;
}

function candidate(value: unknown, title: unknown): Candidate {
  return { value, title: typeof title === 'string' && title && title !== value ? title : undefined };
}

function isChoice(one: Candidate): one is Choice {
  const { value } = one;
  if (typeof value === 'number') return !mayBeRounded(value);
  return typeof value === 'string' || typeof value === 'boolean' || value === null;
}
