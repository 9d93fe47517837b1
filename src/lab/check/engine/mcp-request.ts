import type { LineRequest } from './report-line.ts';

/** The headers that a browser must be allowed to send for MCP 2026-07-28, and for the era before it. */
export const CLIENT_HEADERS: Readonly<Record<string, string>> = {
  Authorization: 'Bearer not-a-token',
  'MCP-Protocol-Version': '2026-07-28',
  'Mcp-Method': 'tools/list',
  'Mcp-Name': 'tools/list',
  'Mcp-Session-Id': 'none',
};

/** Every header of such a client that takes a preflight. */
export const PREFLIGHTED = ['content-type', ...Object.keys(CLIENT_HEADERS).map((name) => name.toLowerCase())];

const ACCEPT = 'application/json, text/event-stream';

/** A call that changes nothing and that every MCP server knows: the list of its tools. */
export function listTools(headers: Record<string, string> = {}): LineRequest {
  return call('tools/list', undefined, headers);
}

/** The handshake with which a client of an earlier version begins (MCP 2025-11-25, lifecycle). */
export function initialize(headers: Record<string, string> = {}): LineRequest {
  const clientInfo = { name: 'PKCE Lab, server report', version: '1' };
  return call('initialize', { protocolVersion: '2025-11-25', capabilities: {}, clientInfo }, headers);
}

/** A GET that takes no preflight. */
export const SIMPLE_GET: LineRequest = { headers: { Accept: ACCEPT } };

/** Ends a session that {@link initialize} began. */
export function endSession(sessionId: string): LineRequest {
  return { method: 'DELETE', headers: { 'Mcp-Session-Id': sessionId } };
}

function call(method: string, params: object | undefined, headers: Record<string, string>): LineRequest {
  return {
    method: 'POST',
    headers: { Accept: ACCEPT, 'Content-Type': 'application/json', ...headers },
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method, params }),
  };
}
