import type { Tool } from '@modelcontextprotocol/client';
import { referenced } from './json-schema/pointer.ts';
import { typeOf } from './json-schema/verdict.ts';

/** Limits the steps: a server could send a schema that takes forever to check. */
const MOST_STEPS = 10_000;
/** Limits the characters that are read: a compared value or a reference may have megabytes. */
const MOST_READ = 10_000_000;
/** `type` and `required` are read again for each item of a list, so each name counts this much. */
const PER_NAME = 10;
const MOST_PROBLEMS = 5;

/** Checks only types, members and values: a `pattern` of a server could take forever. */
export function outputMismatches({ outputSchema }: Tool, content: unknown): string[] {
  if (outputSchema === undefined) return [];
  if (content === undefined)
    return ['The tool has an output schema, and the result has no structured content.'];
  const problems: string[] = [];
  let steps = 0;
  let read = 0;

  function spend(characters: number): void {
    read += characters;
    if (read > MOST_READ) throw new RangeError();
  }

  function textOf(value: unknown): string {
    const text = JSON.stringify(value);
    spend(text.length);
    return text;
  }

  function check(schema: unknown, value: unknown, path: string, found: string[]): void {
    steps += 1;
    // Throws instead of returning, because after a return the loops of all callers would still run to their ends.
    if (steps > MOST_STEPS) throw new RangeError();
    if (schema === false) found.push(`${path} must not be there.`);
    if (!isObject(schema)) return;
    const { $ref, type, properties, required, items, additionalProperties, anyOf, oneOf, allOf } = schema;
    spend(PER_NAME * (listed(type).length + listed(required).length));
    if (typeof $ref === 'string') {
      spend($ref.length);
      const referred = referenced(outputSchema, $ref);
      if (referred === undefined) found.push(`The schema refers to ${$ref}, which it does not have.`);
      else check(referred, value, path, found);
    }
    const types = [type].flat().filter((name) => typeof name === 'string');
    if (types.length && !types.some((name) => isOfType(name, value)))
      return void found.push(`${path} should be ${types.join(' or ')}, and is ${typeOf(value)}.`);
    const values = 'const' in schema ? [schema.const] : schema.enum;
    if (Array.isArray(values)) {
      const own = textOf(value);
      if (!values.some((one) => textOf(one) === own))
        found.push(`${path} is not one of the values that the schema lists.`);
    }
    for (const every of listed(allOf)) check(every, value, path, found);
    for (const choice of [anyOf, oneOf]) {
      if (!Array.isArray(choice)) continue;
      const outcomes = choice.map((one) => {
        const within: string[] = [];
        check(one, value, path, within);
        return within;
      });
      if (!outcomes.some((within) => within.length === 0)) found.push(...(outcomes[0] ?? []));
    }
    if (Array.isArray(value)) {
      for (const [index, item] of value.entries()) check(items, item, `${path}/${index}`, found);
    } else if (isObject(value)) {
      for (const name of listed(required))
        if (typeof name === 'string' && !Object.hasOwn(value, name))
          found.push(`${path}/${name} is missing.`);
      for (const [name, member] of Object.entries(value)) {
        const known = isObject(properties) && Object.hasOwn(properties, name);
        check(known ? properties[name] : additionalProperties, member, `${path}/${name}`, found);
      }
    }
  }

  try {
    check(outputSchema, content, '', problems);
  } catch (error) {
    // The problems found so far are kept, even if the schema is nested deeper than the call stack.
    if (!(error instanceof RangeError)) throw error;
  }
  return problems.slice(0, MOST_PROBLEMS);
}

type Members = Record<string, unknown>;

function isObject(value: unknown): value is Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const listed = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);

function isOfType(name: string, value: unknown): boolean {
  return name === 'integer' ? Number.isInteger(value) : name === typeOf(value);
}
