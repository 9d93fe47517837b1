import { readScopes } from './scope.ts';

/** The challenge of a resource server that refuses a request (RFC 6750 §3, RFC 9728 §5.1). */
export interface BearerChallenge {
  /** The URL of the protected resource metadata. */
  resourceMetadata?: string | undefined;
  /** The required scopes; empty when the server names no scope. */
  scopes: string[];
  /** `invalid_token`, `insufficient_scope`, …; absent when the server names no error. */
  error?: string | undefined;
}

/**
 * Finds the `Bearer` or `DPoP` challenge (RFC 9449 §7.1) in a `WWW-Authenticate` header, which may hold several
 * challenges, quoted commas and escapes (RFC 9110 §11.6.1). Runs in linear time, because the server chooses the length
 * of the header.
 *
 * @returns `undefined` when the header has no such challenge, is missing, or is not exposed to this origin.
 */
export function parseBearerChallenge(header: string | null): BearerChallenge | undefined {
  // The pattern is sticky and has no overlapping alternatives, so no input causes backtracking.
  const piece = /[\s,]*([^\s,="]+)(?:\s*=\s*(?:"((?:[^"\\]|\\[\s\S])*)"|([^\s,"]*)))?|[\s,]*[="]/gy;
  let bearer: Map<string, string> | undefined;
  /** The parameters of the current challenge, if its scheme is `Bearer` or `DPoP`. */
  let current: typeof bearer;
  for (const [, name, quoted, token] of (header ?? '').matchAll(piece)) {
    if (!name) continue;
    const key = name.toLowerCase();
    const value = quoted?.replace(/\\([\s\S])/g, '$1') ?? token;
    if (value === undefined) {
      const isWanted = /^(bearer|dpop)$/.test(key);
      if (isWanted) bearer ??= new Map();
      current = isWanted ? bearer : undefined;
    } else if (current && !current.has(key)) current.set(key, value);
  }
  return (
    bearer && {
      resourceMetadata: bearer.get('resource_metadata') || undefined,
      scopes: readScopes(bearer.get('scope')),
      error: bearer.get('error') || undefined,
    }
  );
}
