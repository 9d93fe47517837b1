import type { Attempt } from './attempt.ts';
import type { Reply } from './report-line.ts';

const LONGEST = 300;
const MEMBERS = ['error_description', 'message', 'detail', 'msg', 'title', 'error'];

/** An attempt with what the server says to it, where it is a refusal: for a request that brought no secret. */
export function withWords({ attempt, text, json }: Reply): Attempt {
  if (attempt.status < 300 && attempt.content !== 'JSON-RPC error') return attempt;
  const said =
    attempt.content === 'web page' ? undefined : (wordsIn(json) ?? (json ? undefined : text.trim()));
  return said ? { ...attempt, said: said.slice(0, LONGEST) } : attempt;
}

/** The words of a JSON-RPC error, of an OAuth error (RFC 6749 §5.2), or of the JSON of common web frameworks. */
function wordsIn(json: unknown): string | undefined {
  if (typeof json !== 'object' || json === null) return undefined;
  const members = new Map<string, unknown>(Object.entries(json));
  const nested = members.get('error');
  if (typeof nested === 'object') return wordsIn(nested);
  return MEMBERS.map((name) => members.get(name)).find(
    (value): value is string => typeof value === 'string' && value !== '',
  );
}
