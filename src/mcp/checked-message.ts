import type { JSONRPCMessage } from '@modelcontextprotocol/client';
import { READING_STOPPED_CODE } from './bounded-response.ts';
import { membersIn } from './json-schema/verdict.ts';
import { LIMITS, READING_STOPPED } from './limits.ts';

/** The lists of a server, by the member of the result. */
export const LISTS = ['tools', 'prompts', 'resources', 'resourceTemplates'];

/** The lists of parts, and for each list the item that replaces the parts that are left out. */
export const PARTS = {
  content: (text: string): object => ({ type: 'text', text }),
  contents: (text: string): object => ({ uri: '', text }),
  messages: (text: string): object => ({ role: 'assistant', content: { type: 'text', text } }),
};

/** The member of `_meta` with the number of items that were cut from each list. */
const CUT = 'app/cut';

type Members = Readonly<Record<string, unknown>>;

/**
 * Limits what the MCP client checks. A check takes up to 0.2 milliseconds for each value, on the page's only thread, so
 * a message of a million values would block the page for minutes. Cuts long lists. If a message is still too large, a
 * result becomes an error; a request or a notification loses its parameters, and is refused if it needs parameters.
 */
export function checkedMessage(message: JSONRPCMessage): JSONRPCMessage {
  if (!('result' in message))
    return exceeds(message, LIMITS.checkedValues.other) ? withoutParameters(message) : message;
  const result = cut(message.result);
  const { structuredContent, _meta, ...checked } = result;
  const lists = LISTS.map((name) => result[name]);
  const others = { ...checked, ...Object.fromEntries(LISTS.map((name) => [name, undefined])) };
  const isTooMuch =
    exceeds(lists, LIMITS.checkedValues.list) ||
    exceeds([others, Object.keys(Object(_meta))], LIMITS.checkedValues.other);
  if (!isTooMuch) return { ...message, result };
  const limit = 'checked values';
  const error = { code: READING_STOPPED_CODE, message: READING_STOPPED[limit], data: { limit } };
  return { jsonrpc: message.jsonrpc, id: message.id, error };
}

/** How many items {@link checkedMessage} has cut from a list of a result. */
export function cutFrom(result: unknown, list: string): number {
  const { _meta }: { _meta?: unknown } = Object(result);
  const count: unknown = Object(Object(_meta)[CUT])[list];
  return typeof count === 'number' ? count : 0;
}

function withoutParameters(message: JSONRPCMessage): JSONRPCMessage {
  return 'method' in message ? { ...message, params: {} } : message;
}

function cut(result: Members): Members {
  const kept: Record<string, unknown> = { ...result };
  const counts: Record<string, number> = {};
  for (const name of LISTS) {
    const list = result[name];
    if (!Array.isArray(list) || list.length <= LIMITS.listed) continue;
    counts[name] = list.length - LIMITS.listed;
    kept[name] = list.slice(0, LIMITS.listed);
  }
  for (const [name, standIn] of Object.entries(PARTS)) {
    const parts = result[name];
    if (!Array.isArray(parts) || parts.length <= LIMITS.parts) continue;
    const shown = LIMITS.parts - 1;
    const text = `The result has ${parts.length.toLocaleString('en')} parts. The first ${shown} are shown.`;
    kept[name] = [...parts.slice(0, shown), standIn(text)];
  }
  // The client's value replaces a member `CUT` that the server itself sent.
  if (Object.keys(counts).length || Object.hasOwn(Object(result._meta), CUT))
    kept._meta = { ...membersIn(result._meta), [CUT]: counts };
  return kept;
}

/** Whether a value holds more values than a limit, at any depth. */
function exceeds(value: unknown, most: number): boolean {
  const rest = [value];
  let found = 0;
  while (rest.length) {
    const next = rest.pop();
    if (typeof next !== 'object' || next === null) continue;
    const members = Object.values(next);
    found += members.length;
    if (found > most) return true;
    for (const member of members) rest.push(member);
  }
  return false;
}
