import type { LineRequest } from './report-line.ts';

/** The headers that a browser must be allowed to send for MCP 2026-07-28, and for the era before it. */
export const CLIENT_HEADERS: Readonly<Record<string, string>> = {
  Authorization: 'Bearer not-a-token',
  'MCP-Protocol-Version': '2026-07-28',
  'Mcp-Method': 'tools/list',
  'Mcp-Name': 'tools/list',
  'Mcp-Session-Id': 'none',
};

/** A call that changes nothing and that every MCP server knows: the list of its tools. */
export function listTools(headers: Record<string, string> = {}): LineRequest {
  return {
    method: 'POST',
    headers: {
      Accept: 'application/json, text/event-stream',
      'Content-Type': 'application/json',
      ...headers,
    },
    body: '{"jsonrpc":"2.0","id":1,"method":"tools/list"}',
  };
}
