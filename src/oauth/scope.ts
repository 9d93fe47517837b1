const SCOPE_TOKEN = /^[\x21\x23-\x5b\x5d-\x7e]+$/;
const MOST_SCOPES = 100;

/**
 * Reads a `scope` value, space-delimited (RFC 6749 §3.3) or with the commas of some servers, or an array as in
 * metadata. Anything that is not
 * a legal scope token is left out, repetitions are dropped, and no more than 100 are kept: the list comes
 * from a server and ends up in a URL.
 */
export function readScopes(value: unknown): string[] {
  const tokens: unknown[] =
    typeof value === 'string'
      ? value.split(value.includes(' ') ? /,? / : ',', 10 * MOST_SCOPES)
      : Array.isArray(value)
        ? value
        : [];
  const legal = new Set<string>();
  for (const token of tokens) {
    if (typeof token === 'string' && SCOPE_TOKEN.test(token)) legal.add(token);
    if (legal.size === MOST_SCOPES) break;
  }
  return [...legal];
}

/** Joins scopes, each once, to the wire form; `undefined` when there is none, so that the parameter is omitted. */
export function joinScopes(...lists: readonly (readonly string[])[]): string | undefined {
  return [...new Set(lists.flat())].join(' ') || undefined;
}
