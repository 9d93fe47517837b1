import type { CallToolResult } from '@modelcontextprotocol/client';
import { type BearerChallenge, parseBearerChallenge } from '../oauth/index.ts';

/** Where a tool result carries what `WWW-Authenticate` would: servers do so whose HTTP layer knows nothing of tools. */
const MEMBER = 'mcp/www_authenticate';

/** The challenge in a result that says by it that the call needs a sign-in, or another one; `undefined` in any other. */
export function challengeIn({ _meta }: CallToolResult): BearerChallenge | undefined {
  const value: unknown = Reflect.get(Object(_meta), MEMBER);
  const headers = (Array.isArray(value) ? value : [value]).filter((header) => typeof header === 'string');
  return parseBearerChallenge(headers.length ? headers.join(', ') : null);
}
