import type { CallToolResult } from '@modelcontextprotocol/client';
import { type BearerChallenge, parseBearerChallenge } from '../oauth/index.ts';

/**
 * The member of a tool result that has the challenge in place of the header `WWW-Authenticate`. Servers whose HTTP
 * layer does not know of tools send this member.
 */
const MEMBER = 'mcp/www_authenticate';

/**
 * Reads the challenge in the result of a call that needs a first or a further sign-in. Returns `undefined` for any
 * other result.
 */
export function challengeIn({ _meta }: CallToolResult): BearerChallenge | undefined {
  const value: unknown = Reflect.get(Object(_meta), MEMBER);
  const headers = (Array.isArray(value) ? value : [value]).filter((header) => typeof header === 'string');
  return parseBearerChallenge(headers.length ? headers.join(', ') : null);
}
