import type { Attempt } from './attempt.ts';
import { errorEventIn, objectIn } from './content.ts';
import type { Reply } from './report-client.ts';

const LONGEST = 300;
const MEMBERS = ['error_description', 'message', 'detail', 'msg', 'title', 'error'];

/**
 * Adds the server's error message to a refused attempt. Use this function only for a request that contained no secret.
 */
export function withErrorText({ attempt, text, json }: Reply): Attempt {
  if (attempt.content?.startsWith('event stream without a response')) {
    const said = errorEventIn(text);
    const errorText = said && (errorTextIn(objectIn(said)) ?? said);
    return errorText ? { ...attempt, errorText: errorText.slice(0, LONGEST) } : attempt;
  }
  if (attempt.status < 300 && attempt.content !== 'JSON-RPC error') return attempt;
  const errorText =
    attempt.content === 'web page' ? undefined : (errorTextIn(json) ?? (json ? undefined : text.trim()));
  return errorText ? { ...attempt, errorText: errorText.slice(0, LONGEST) } : attempt;
}

/** The message of a JSON-RPC error, of an OAuth error (RFC 6749 §5.2), or of the errors of common web frameworks. */
function errorTextIn(json: unknown): string | undefined {
  if (typeof json !== 'object' || json === null) return undefined;
  const members = new Map<string, unknown>(Object.entries(json));
  const nested = members.get('error');
  if (typeof nested === 'object') return errorTextIn(nested);
  return MEMBERS.map((name) => members.get(name)).find(
    (value): value is string => typeof value === 'string' && value !== '',
  );
}
