import type { ReportRequest } from './report-client.ts';

/** The headers that a server must let a browser send, for MCP 2026-07-28 and for earlier versions. */
export const CLIENT_HEADERS: Readonly<Record<string, string>> = {
  Authorization: 'Bearer not-a-token',
  'MCP-Protocol-Version': '2026-07-28',
  'Mcp-Method': 'tools/list',
  'Mcp-Name': 'tools/list',
  'Mcp-Session-Id': 'none',
};

/** Every header of an MCP client that needs a preflight. */
export const PREFLIGHTED = [
  'content-type',
  ...Object.keys(CLIENT_HEADERS).map((name) => name.toLowerCase()),
  'last-event-id',
];

const CLIENT_INFO = { name: 'PKCE Lab, server report', version: '1' };
const ACCEPT = 'application/json, text/event-stream';

/** A call that changes nothing and that every MCP server with tools supports: it lists the tools. */
export function listTools(headers: Record<string, string> = {}): ReportRequest {
  return call('tools/list', undefined, headers);
}

export const NEWER_VERSION = '2026-07-28';

/** {@link listTools} as a client of MCP 2026-07-28 sends it, with all that a strict server requires. */
export const listToolsNewer = (): ReportRequest => newer('tools/list');

/** The call with which a client of MCP 2026-07-28 begins. */
export const discoverServer = (): ReportRequest => newer('server/discover');

function newer(method: string): ReportRequest {
  const params = {
    _meta: {
      'io.modelcontextprotocol/protocolVersion': NEWER_VERSION,
      'io.modelcontextprotocol/clientInfo': CLIENT_INFO,
      'io.modelcontextprotocol/clientCapabilities': {},
    },
  };
  return call(method, params, { 'MCP-Protocol-Version': NEWER_VERSION, 'Mcp-Method': method });
}

/** The handshake with which a client of an earlier version begins (MCP 2025-11-25, lifecycle). */
export function initialize(
  headers: Record<string, string> = {},
  protocolVersion = '2025-11-25',
): ReportRequest {
  const params = { protocolVersion, capabilities: {}, clientInfo: CLIENT_INFO };
  return call('initialize', params, headers);
}

/** The notification that ends the handshake of {@link initialize}. */
export function initialized(headers: Record<string, string>): ReportRequest {
  return post({ jsonrpc: '2.0', method: 'notifications/initialized' }, headers);
}

/** A GET that needs no preflight. */
export const SIMPLE_GET: ReportRequest = { headers: { Accept: ACCEPT }, ofStream: 'first event' };

/** The request of {@link SIMPLE_GET} with a token, which needs a preflight. */
export const SIMPLE_GET_WITH_TOKEN: ReportRequest = {
  headers: { Accept: ACCEPT, Authorization: 'Bearer not-a-token' },
};

/** A POST that needs no preflight, with a message that every server refuses. */
export const SIMPLE_POST: ReportRequest = {
  method: 'POST',
  headers: { Accept: ACCEPT, 'Content-Type': 'text/plain' },
  body: '{}',
};

/** Ends a session that {@link initialize} began. */
export function endSession(sessionId: string): ReportRequest {
  return { method: 'DELETE', headers: { 'Mcp-Session-Id': sessionId } };
}

function call(method: string, params: object | undefined, headers: Record<string, string>): ReportRequest {
  return { ...post({ jsonrpc: '2.0', id: 1, method, params }, headers), ofStream: 'response' };
}

function post(message: object, headers: Record<string, string>): ReportRequest {
  return {
    method: 'POST',
    headers: { Accept: ACCEPT, 'Content-Type': 'application/json', ...headers },
    body: JSON.stringify(message),
  };
}
