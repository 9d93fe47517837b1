/** What an answer holds, as far as it tells whether an MCP server gave it. */
export type Content =
  | 'JSON-RPC result'
  | 'JSON-RPC error'
  | 'event stream'
  /** A stream that begins with the `endpoint` event of MCP 2024-11-05. */
  | 'stream of HTTP+SSE'
  | 'web page'
  | 'JSON that is no JSON-RPC'
  | 'text'
  | 'nothing';

/** @param text at most the beginning of a large body, which then is no JSON. */
export function contentOf(
  type: string | null,
  text: string,
  json: Record<string, unknown> | undefined,
): Content {
  if (type?.startsWith('text/event-stream')) {
    return /^event:\s*endpoint\s*$/m.test(text) ? 'stream of HTTP+SSE' : 'event stream';
  }
  if (json?.jsonrpc === '2.0') return 'result' in json ? 'JSON-RPC result' : 'JSON-RPC error';
  if (json) return 'JSON that is no JSON-RPC';
  if (/^\s*\{\s*"(jsonrpc"\s*:\s*"2\.0"\s*,\s*"(id"\s*:\s*1\s*,\s*"result)|result)"/.test(text)) {
    return 'JSON-RPC result';
  }
  if (/html/.test(type?.split(';')[0] ?? '') || /^\s*<(!doctype html|html)/i.test(text)) return 'web page';
  return text ? 'text' : 'nothing';
}
