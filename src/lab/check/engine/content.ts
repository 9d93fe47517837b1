/** The kind of a response body, as far as it shows whether an MCP server sent it. */
export type Content =
  | 'JSON-RPC result'
  | 'JSON-RPC error'
  | 'event stream'
  /** A stream that begins with the `endpoint` event of MCP 2024-11-05. */
  | 'stream of HTTP+SSE'
  | 'web page'
  | 'JSON, not JSON-RPC'
  | 'text'
  | 'nothing';

/** @param text the body; only the beginning of a large one, which then does not parse as JSON. */
export function contentOf(
  type: string | null,
  text: string,
  json: Record<string, unknown> | undefined,
): Content {
  if (type?.startsWith('text/event-stream')) {
    return /^event:\s*endpoint\s*$/m.test(text) ? 'stream of HTTP+SSE' : 'event stream';
  }
  if (json?.jsonrpc === '2.0') return 'result' in json ? 'JSON-RPC result' : 'JSON-RPC error';
  if (json) return 'JSON, not JSON-RPC';
  if (/^\s*\{\s*"(jsonrpc"\s*:\s*"2\.0"\s*,\s*"(id"\s*:\s*1\s*,\s*"result)|result)"/.test(text)) {
    return 'JSON-RPC result';
  }
  if (/html/.test(type?.split(';')[0] ?? '') || /^\s*<(!doctype html|html)/i.test(text)) return 'web page';
  return text ? 'text' : 'nothing';
}
