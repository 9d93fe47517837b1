import type { StandardSchemaV1 } from '@modelcontextprotocol/client';
import { getOrInsert } from '../oauth/get-or-insert.ts';

/** The members in which `null` may mean something. */
const OPAQUE = ['inputSchema', 'outputSchema', 'structuredContent', '_meta'];

/** A copy of a value without members that are `null`, because many servers write `null` for a missing member. */
export function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNulls);
  if (!isObject(value)) return value;
  const members = Object.entries(value).filter(([, member]) => member !== null);
  return Object.fromEntries(
    members.map(([name, member]) => [name, OPAQUE.includes(name) ? member : withoutNulls(member)]),
  );
}

/** Turns an empty list into an empty object, because PHP writes both alike. */
export const asObject = (value: unknown): unknown =>
  Array.isArray(value) && value.length === 0 ? {} : value;

/** Whether a value in place of a list means an empty list: Go writes `null`, and Lua an empty object. */
export const isEmptyList = (value: unknown): boolean =>
  value === null || (isObject(value) && !Object.keys(value).length);

export const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The members without which an item of a list, or the result of a handshake, is still usable. */
const EXTRAS =
  'title description icons annotations outputSchema execution size _meta required instructions websiteUrl listChanged subscribe logging completions experimental tasks extensions'.split(
    ' ',
  );

/** A part of a value. `isRefused`: the schema refuses this part, and the value may be usable without it. */
interface Part {
  isRefused: boolean;
  members: Map<string, Part>;
}

const newPart = (): Part => ({ isRefused: false, members: new Map() });

/**
 * A value without the members that the MCP client refuses, as far as the value is usable without them. Copies the value
 * once, because the client may report an issue for each of many thousand members.
 */
export function withoutExtras(value: unknown, issues: readonly StandardSchemaV1.Issue[] = []): unknown {
  const root = newPart();
  for (const { path = [] } of issues) {
    const last = path.findLastIndex((name) => EXTRAS.includes(String(name)));
    const part = path
      .slice(0, last + 1)
      .reduce<Part>((at, name) => getOrInsert(at.members, String(name), newPart), root);
    part.isRefused = last >= 0;
  }
  return without(value, root);
}

function without(value: unknown, { members }: Part): unknown {
  if (!members.size) return value;
  const kept = Object.entries(Object(value)).flatMap(([name, member]): [string, unknown][] => {
    const part = members.get(name);
    if (part?.isRefused) return [];
    return [[name, part ? without(member, part) : member]];
  });
  return Array.isArray(value) ? kept.map(([, member]) => member) : Object.fromEntries(kept);
}

/** The value of a JSON text, even if it was encoded twice; `undefined` if the text is not JSON. */
export function parsed(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'string' ? (parsed(value) ?? value) : value;
  } catch {
    return undefined;
  }
}

/**
 * A JSON-RPC message without `_meta` that is not an object: many servers write `null` or an empty list. A result that is
 * not an object becomes content, as the result of a tool; some servers encode a result twice.
 */
export function readableMessage(message: unknown): unknown {
  if (!isObject(message)) return message;
  if ('result' in message && !isObject(message.result) && message.error == null) {
    const inText = typeof message.result === 'string' ? parsed(message.result) : undefined;
    const result = isObject(inText) ? inText : { content: message.result };
    return readableMessage({ ...message, result });
  }
  const [name, part] = Object.entries(message).find(([, each]) => isObject(each) && '_meta' in each) ?? [];
  if (name === undefined || !isObject(part) || isObject(part._meta)) return message;
  const { _meta, ...others } = part;
  return { ...message, [name]: others };
}
