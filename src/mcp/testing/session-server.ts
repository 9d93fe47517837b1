import { openConnection } from '../connection.ts';
import type { ListKind } from '../server-access.ts';

export const SERVER = 'https://mcp.example/mcp';

interface Message {
  id?: number | string;
  method?: string;
  params?: { _meta?: { progressToken?: number }; notifications?: object };
  result?: unknown;
}
interface Sent {
  method: string;
  message: Message;
  headers: Headers;
  init: RequestInit;
}
type Instead = (sent: Sent) => Response | undefined | Promise<Response | undefined>;

/** A server of the older era that keeps sessions; `instead` may respond instead of this server. */
export function server(instead: Instead = () => undefined) {
  const sent: Sent[] = [];
  const sessions = new Set<string>();
  async function fetch(_url: string | URL, init: RequestInit = {}): Promise<Response> {
    const message: Message = JSON.parse(String(init.body ?? '{}'));
    const headers = new Headers(init.headers);
    const method = message.method ?? init.method ?? '';
    const request = { method, message, headers, init };
    sent.push(request);
    const bent = await instead(request);
    if (bent) return bent;
    if (method === 'server/discover') return new Response(null, { status: 404 });
    if (method === 'initialize') {
      const id = `session-${sessions.size + 1}`;
      sessions.add(id);
      return result(message, INITIALIZED, { 'Mcp-Session-Id': id });
    }
    const session = headers.get('Mcp-Session-Id') ?? '';
    if (!sessions.has(session)) return new Response('Session not found', { status: 404 });
    if (method === 'GET') return new Response(null, { status: 405 });
    if (message.id === undefined) return new Response(null, { status: 202 });
    return result(message, { content: [{ type: 'text', text: session }] });
  }
  return {
    sent,
    count: (method: string) => sent.filter((one) => one.method === method).length,
    /** Restarts the server: the sessions are lost, and the numbering continues. */
    restart() {
      for (const session of [...sessions]) {
        sessions.delete(session);
        sessions.add(`${session} (gone)`);
      }
    },
    open: (onListChanged?: (kind: ListKind) => void) =>
      openConnection({ serverUrl: SERVER, fetch, onListChanged }),
    fetch,
  };
}

export const INITIALIZED = {
  protocolVersion: '2025-11-25',
  capabilities: { tools: {} },
  serverInfo: { name: 'test', version: '1' },
};
export const DISCOVERED = {
  resultType: 'complete',
  supportedVersions: ['2026-07-28'],
  serverInfo: INITIALIZED.serverInfo,
  ttlMs: 0,
  cacheScope: 'private',
};
export const result = (message: Message, value: unknown, headers: HeadersInit = {}) =>
  Response.json({ jsonrpc: '2.0', id: message.id, result: value }, { headers });
export const rpcError = (code: number, message: string) =>
  JSON.stringify({ jsonrpc: '2.0', id: null, error: { code, message } });
const call = { name: 'a-tool', arguments: {} };
export const requestedSchema = { type: 'object', properties: {} };
export const REFERENCE = {
  type: 'object',
  properties: { color: { $ref: '#/$defs/Color' }, secret: { type: 'string', format: 'password' } },
  $defs: { Color: { enum: ['red'] } },
};
type Connection = Awaited<ReturnType<typeof openConnection>>;
export const callTool = (connection: Connection, patience?: Parameters<Connection['request']>[1]) =>
  connection.request((client, options) => client.callTool(call, options), patience);
export const textOf = ({ content }: { content: readonly object[] }) =>
  Reflect.get(Object(content[0]), 'text');

/** An event stream that a test writes to. */
export function stream() {
  let controller: ReadableStreamDefaultController<Uint8Array> | undefined;
  const body = new ReadableStream<Uint8Array>({
    start(own) {
      controller = own;
    },
  });
  const write = (events: string) => controller?.enqueue(new TextEncoder().encode(events));
  return {
    response: new Response(body, { headers: { 'Content-Type': 'text/event-stream' } }),
    write,
    send: (message: object) => write(`data: ${JSON.stringify({ jsonrpc: '2.0', ...message })}\n\n`),
  };
}
