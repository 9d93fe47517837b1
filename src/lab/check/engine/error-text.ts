import type { Attempt } from './attempt.ts';
import { errorEventIn, objectIn } from './content.ts';
import type { Reply } from './report-client.ts';

const LONGEST = 300;
const MEMBERS = ['error_description', 'message', 'detail', 'msg', 'title', 'error'];

/**
 * Adds the server's error message to a refused attempt, or the title of a web page. Use this function only for a request that contained no secret.
 */
export function withErrorText({ attempt, text, json }: Reply): Attempt {
  if (attempt.content?.startsWith('event stream without a response')) {
    const said = errorEventIn(text);
    const errorText = said && (errorTextIn(objectIn(said)) ?? said);
    return errorText ? { ...attempt, errorText: errorText.slice(0, LONGEST) } : attempt;
  }
  if (attempt.content === 'web page') {
    const title = /<title[^<>]{0,200}>([^<]{1,300})/i.exec(text)?.[1]?.replace(/\s+/g, ' ').trim();
    return title ? { ...attempt, errorText: title.slice(0, LONGEST) } : attempt;
  }
  if (attempt.status < 300 && attempt.content !== 'JSON-RPC error') return attempt;
  const errorText = errorTextIn(json ?? listIn(text)) ?? (json ? undefined : text.trim());
  return errorText ? { ...attempt, errorText: errorText.slice(0, LONGEST) } : attempt;
}

/** The list in a body that is a JSON list. */
function listIn(text: string): unknown {
  if (!text.trimStart().startsWith('[')) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const DEEPEST = 4;

/**
 * The message of a JSON-RPC error, of an OAuth error (RFC 6749 §5.2), or of the errors of common web frameworks, some of
 * which send lists.
 */
export function errorTextIn(json: unknown, depth = 0): string | undefined {
  if (typeof json === 'string') return json || undefined;
  if (typeof json !== 'object' || json === null || depth > DEEPEST) return undefined;
  const textOf = (value: unknown) => errorTextIn(value, depth + 1);
  if (Array.isArray(json)) return json.map(textOf).find((text) => text !== undefined);
  const members = new Map<string, unknown>(Object.entries(json));
  const nested = members.get('error');
  if (typeof nested === 'object' && nested !== null) return textOf(nested);
  const said = MEMBERS.map((name) => textOf(members.get(name))).find((text) => text !== undefined);
  const first = textOf(Object.values(Object(members.get('errors'))).flat());
  return said !== undefined && first !== undefined && !said.includes(first)
    ? `${said} ${first}`
    : (said ?? first);
}
