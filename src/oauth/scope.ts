const SCOPE_TOKEN = /^[\x21\x23-\x5b\x5d-\x7e]{1,256}$/;
const MOST_SCOPES = 100;

/**
 * Reads scopes from a list in metadata, or from a `scope` value (RFC 6749 §3.3). Some servers delimit such a value by
 * commas or line breaks instead of spaces. Drops invalid tokens and duplicates, and keeps at most 100, because the
 * server chooses the list, which ends up in a URL and in the storage. A token has at most 256 characters.
 */
export function readScopes(value: unknown): string[] {
  const tokens: unknown[] =
    typeof value === 'string'
      ? value.split(/\s/.test(value) ? /,?\s+,?/ : ',', 10 * MOST_SCOPES)
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

/** Joins lists of scopes without duplicates. Returns `undefined` if all are empty, so that the parameter is omitted. */
export function joinScopes(...lists: readonly (readonly string[])[]): string | undefined {
  return [...new Set(lists.flat())].join(' ') || undefined;
}
