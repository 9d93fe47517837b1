import type { ReportRequest } from './report-client.ts';

/** The headers that a server must let a browser send, for MCP 2026-07-28 and for earlier versions. */
export const CLIENT_HEADERS: Readonly<Record<string, string>> = {
  Authorization: 'Bearer not-a-token',
  'MCP-Protocol-Version': '2026-07-28',
  'Mcp-Method': 'tools/list',
  'Mcp-Name': 'tools/list',
  'Mcp-Session-Id': 'none',
};

/** Every header of such a client that needs a preflight. */
export const PREFLIGHTED = ['content-type', ...Object.keys(CLIENT_HEADERS).map((name) => name.toLowerCase())];

const CLIENT_INFO = { name: 'PKCE Lab, server report', version: '1' };
const ACCEPT = 'application/json, text/event-stream';

/** A call that changes nothing and that every MCP server with tools supports: it lists the tools. */
export function listTools(headers: Record<string, string> = {}): ReportRequest {
  return call('tools/list', undefined, headers);
}

const NEWER_VERSION = '2026-07-28';

/** The same call from a client of MCP 2026-07-28, with the headers and members that a strict server requires. */
export function listToolsNewer(): ReportRequest {
  const params = {
    _meta: {
      'io.modelcontextprotocol/protocolVersion': NEWER_VERSION,
      'io.modelcontextprotocol/clientInfo': CLIENT_INFO,
      'io.modelcontextprotocol/clientCapabilities': {},
    },
  };
  return call('tools/list', params, { 'MCP-Protocol-Version': NEWER_VERSION, 'Mcp-Method': 'tools/list' });
}

/** The handshake with which a client of an earlier version begins (MCP 2025-11-25, lifecycle). */
export function initialize(headers: Record<string, string> = {}): ReportRequest {
  const params = { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: CLIENT_INFO };
  return call('initialize', params, headers);
}

/** A GET that needs no preflight. */
export const SIMPLE_GET: ReportRequest = { headers: { Accept: ACCEPT }, firstEvent: true };

/** The same GET with a token, which needs a preflight. */
export const SIMPLE_GET_WITH_TOKEN: ReportRequest = {
  headers: { Accept: ACCEPT, Authorization: 'Bearer not-a-token' },
};

/** Ends a session that {@link initialize} began. */
export function endSession(sessionId: string): ReportRequest {
  return { method: 'DELETE', headers: { 'Mcp-Session-Id': sessionId } };
}

function call(method: string, params: object | undefined, headers: Record<string, string>): ReportRequest {
  return {
    method: 'POST',
    headers: { Accept: ACCEPT, 'Content-Type': 'application/json', ...headers },
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method, params }),
  };
}
