import type { CallToolResult } from '@modelcontextprotocol/client';
import { type BearerChallenge, parseBearerChallenge } from '../oauth/index.ts';

/**
 * The member of a tool result that replaces `WWW-Authenticate`. It is for servers whose HTTP layer does not know of
 * tools.
 */
const MEMBER = 'mcp/www_authenticate';

/**
 * Reads the challenge in the result of a call that needs a sign-in, or another sign-in. Returns `undefined` for any
 * other result.
 */
export function challengeIn({ _meta }: CallToolResult): BearerChallenge | undefined {
  const value: unknown = Reflect.get(Object(_meta), MEMBER);
  const headers = (Array.isArray(value) ? value : [value]).filter((header) => typeof header === 'string');
  return parseBearerChallenge(headers.length ? headers.join(', ') : null);
}
