import { isText } from './json.ts';

/** RFC 6749 §A.4. */
const SCOPE_TOKEN = /^[!#-[\]-~]{1,256}$/;
const MOST_SCOPES = 100;

/**
 * Reads scopes from a list in metadata, or from a `scope` value (RFC 6749 §3.3). Some servers delimit such a value by
 * commas or line breaks instead of spaces, or put it into a list. Drops invalid tokens and duplicates, and keeps at most
 * 100, because the server chooses the list, which ends up in a URL and in the storage. A token has at most 256
 * characters. Reads at most 1,000 tokens, because an MCP server may send megabytes.
 */
export function readScopes(value: unknown): string[] {
  const isCommaSeparated = isText(value) && !/\s/.test(value);
  const words = [value].flat().filter(isText).join(' ');
  const tokens = words.split(isCommaSeparated ? ',' : /,?\s,?/, 10 * MOST_SCOPES);
  return [...new Set(tokens.filter((token) => SCOPE_TOKEN.test(token)))].slice(0, MOST_SCOPES);
}

/** Joins lists of scopes without duplicates. Returns `undefined` if all are empty, so that the parameter is omitted. */
export function joinScopes(...lists: readonly (readonly string[])[]): string | undefined {
  return [...new Set(lists.flat())].join(' ') || undefined;
}
