/** The readable part of the body of a refusal. */
export interface ServerWords {
  /** The message of the server; absent if the body has no message, or is a web page. */
  said?: string;
  isPage?: boolean;
}

/** The most characters of a message. A longer text is cut. */
const LONGEST = 2_000;

/**
 * Reads the message in a body: from a JSON-RPC error, from an OAuth error (RFC 6749 §5.2), from the JSON of common web
 * frameworks, or from plain text. Does not quote a web page, but says that the body is one.
 */
export function readServerWords(body: string): ServerWords {
  const text = body.trim();
  if (/^<(!doctype|html|head|body)\b/i.test(text)) return { isPage: true };
  const said = wordsIn(parsed(text)) ?? text;
  return said ? { said: said.slice(0, LONGEST) } : {};
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const MEMBERS = ['error_description', 'message', 'detail', 'msg', 'title', 'error'];

function wordsIn(json: unknown): string | undefined {
  if (typeof json === 'string') return json;
  if (typeof json !== 'object' || json === null) return undefined;
  const members = new Map<string, unknown>(Object.entries(json));
  const nested = members.get('error');
  if (typeof nested === 'object') return wordsIn(nested);
  return MEMBERS.map((name) => members.get(name)).find(
    (value): value is string => typeof value === 'string' && value !== '',
  );
}
