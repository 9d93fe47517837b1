/** A request to the MCP server, for the functions that change its behaviour. */
export interface Call {
  request: Request;
  /** The JSON-RPC message. It is empty if the request has no message. */
  message: { id?: number | string; method?: string; params?: Record<string, unknown>; result?: unknown };
  /** The JSON-RPC method, such as `tools/call`. If there is no message, it is `GET` or `DELETE`. */
  method: string;
  token: string | undefined;
}

/** A tool of the server. `call` may send messages before it returns the result. */
export interface BentTool {
  name: string;
  call?(args: Record<string, unknown>, tell: Tell, params: Record<string, unknown>): Promise<object> | object;
  [member: string]: unknown;
}

/** Sends messages to the client on the stream of the call. A request also waits for the response of the client. */
interface Tell {
  notify(method: string, params: object): void;
  ask(method: string, params: object): Promise<unknown>;
}

/** Changes to an MCP server. Without them, it needs no token, has sessions, and speaks a version of the older era. */
export interface McpBends {
  /** `newer` is version 2026-07-28. `older` is version 2025-11-25, with `initialize`. */
  era?: 'newer' | 'older';
  sessions?: boolean;
  capabilities?: object;
  tools?: BentTool[];
  /** The results of requests, by method. */
  results?: Record<string, (params: Record<string, unknown>) => object>;
  /** Responds instead of the server. If it returns `undefined`, the server responds. */
  instead?(call: Call): Response | undefined | Promise<Response | undefined>;
}

export const text = (words: string) => ({ content: [{ type: 'text', text: words }] });

const result = (id: Call['message']['id'], value: object, headers: HeadersInit = {}): Response =>
  Response.json({ jsonrpc: '2.0', id, result: value }, { headers });

export const rpcError = (id: Call['message']['id'], error: object, status = 200): Response =>
  Response.json({ jsonrpc: '2.0', id: id ?? null, error }, { status });

export class RpcError extends Error {
  readonly error: object;
  constructor(error: object) {
    super('JSON-RPC error');
    this.error = error;
  }
}

const ECHO: BentTool = { name: 'echo', call: ({ words }) => text(`You said ${words ?? 'nothing'}`) };

const SUBSCRIPTION = 'io.modelcontextprotocol/subscriptionId';

/** An MCP server without a library, because a library would not allow most of these changes. */
export function createBendableMcp(bends: McpBends) {
  const { era = 'older', sessions = era === 'older', tools = [ECHO] } = bends;
  const listed = () => tools.map(({ call: _, ...tool }) => ({ inputSchema: { type: 'object' }, ...tool }));
  const known = new Set<string>();
  /** The open streams for notifications, each with the parameters of its subscription. The older era has none. */
  const streams = new Map<ReadableStreamDefaultController<Uint8Array>, object>();
  const waiting = new Map<string, (response: unknown) => void>();
  const complete = era === 'newer' ? { resultType: 'complete' } : {};
  let asked = 0;

  function forgetSessions(): void {
    known.clear();
  }

  /** Sends a notification to every open stream. */
  function announce(method: string): void {
    for (const [stream, params] of streams) stream.enqueue(event({ jsonrpc: '2.0', method, params }));
  }

  function listen(
    { signal }: Request,
    subscription?: { id: Call['message']['id']; notifications: unknown },
  ): Response {
    const params = subscription ? { _meta: { [SUBSCRIPTION]: subscription.id } } : {};
    let own: ReadableStreamDefaultController<Uint8Array> | undefined;
    const body = new ReadableStream<Uint8Array>({
      start(controller) {
        own = controller;
        streams.set(controller, params);
        const opening = {
          jsonrpc: '2.0',
          method: 'notifications/subscriptions/acknowledged',
          params: { ...params, notifications: subscription?.notifications },
        };
        controller.enqueue(subscription ? event(opening) : new TextEncoder().encode(': open\n\n'));
      },
    });
    // Node's adapter aborts this signal when the client closes the connection.
    signal.addEventListener('abort', () => {
      if (own) streams.delete(own);
    });
    return new Response(body, { headers: { 'Content-Type': 'text/event-stream' } });
  }

  function callTool({ message: { id, params = {} } }: Call): Response {
    const tool = tools.find(({ name }) => name === params.name);
    const body = new ReadableStream<Uint8Array>({
      async start(controller) {
        const send = (member: object) => controller.enqueue(event({ jsonrpc: '2.0', ...member }));
        const tell: Tell = {
          notify: (method, more) => send({ method, params: more }),
          ask: (method, more) =>
            new Promise((resolve) => {
              asked += 1;
              waiting.set(`ask-${asked}`, resolve);
              send({ id: `ask-${asked}`, method, params: more });
            }),
        };
        try {
          const result = await tool?.call?.(Object(params.arguments), tell, params);
          if (result) send({ id, result: { ...complete, ...result } });
          else send({ id, error: { code: -32_602, message: `Unknown tool: ${params.name}` } });
        } catch (error) {
          if (!(error instanceof RpcError)) throw error;
          send({ id, error: error.error });
        }
        controller.close();
      },
    });
    return new Response(body, { headers: { 'Content-Type': 'text/event-stream' } });
  }

  function handleCall(call: Call): Response {
    const { message, method } = call;
    const { id, params = {} } = message;
    const capabilities = bends.capabilities ?? { tools: {} };
    const serverInfo = { name: 'bendable', version: '1' };
    if (id === undefined && method !== 'GET') return new Response(null, { status: 202 });
    const own = bends.results?.[method];
    if (own) return result(id, { ...complete, ...own(params) });
    switch (method) {
      case 'initialize': {
        const headers: Record<string, string> = {};
        if (sessions) {
          headers['Mcp-Session-Id'] = crypto.randomUUID();
          known.add(headers['Mcp-Session-Id']);
        }
        return result(id, { protocolVersion: '2025-11-25', capabilities, serverInfo }, headers);
      }
      case 'server/discover':
        return result(id, {
          ...complete,
          supportedVersions: ['2026-07-28'],
          capabilities,
          serverInfo,
          ttlMs: 0,
          cacheScope: 'private',
        });
      case 'tools/list':
        return result(id, {
          ...complete,
          tools: listed(),
          ...(era === 'newer' && { ttlMs: 0, cacheScope: 'private' }),
        });
      case 'tools/call':
        return callTool(call);
      case 'GET':
        return listen(call.request);
      case 'subscriptions/listen':
        return listen(call.request, { id, notifications: params.notifications });
      case 'ping':
        return result(id, {});
      default:
        return rpcError(id, { code: -32_601, message: `Method not found: ${method}` });
    }
  }

  async function respond(call: Call): Promise<Response> {
    const { message, method } = call;
    const instead = await bends.instead?.(call);
    if (instead) return instead;
    if (message.method === undefined && message.id !== undefined) {
      waiting.get(String(message.id))?.(message.result);
      return new Response(null, { status: 202 });
    }
    const session = call.request.headers.get('Mcp-Session-Id');
    if (era === 'older' && call.request.headers.has('Mcp-Method')) {
      return rpcError(message.id, { code: -32_000, message: 'Bad Request: Server not initialized' }, 400);
    }
    if (sessions && method !== 'initialize') {
      if (session === null)
        return rpcError(
          message.id,
          { code: -32_000, message: 'Bad Request: Mcp-Session-Id header is required' },
          400,
        );
      if (!known.has(session))
        return rpcError(message.id, { code: -32_001, message: 'Session not found' }, 404);
    }
    if (method === 'DELETE') {
      known.delete(session ?? '');
      return new Response(null, { status: 204 });
    }
    return handleCall(call);
  }

  return {
    respond,
    announce,
    forgetSessions,
    openStreams: () => streams.size,
    openSessions: () => known.size,
  };
}

const event = (message: object): Uint8Array =>
  new TextEncoder().encode(`event: message\ndata: ${JSON.stringify(message)}\n\n`);
