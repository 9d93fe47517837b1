import { SERVER } from './browser.ts';
import { letIn, webPage } from './changes.ts';

/** Answers in place of the servers of a test; `undefined` leaves a request to them. */
type Instead = (request: Request) => Promise<Response | undefined> | Response | undefined;

const READABLE = { 'Access-Control-Allow-Origin': '*', 'Access-Control-Expose-Headers': 'Mcp-Session-Id' };
const RESOURCE_METADATA = 'https://mcp.example/.well-known/oauth-protected-resource';

export const isResourceMetadata = ({ url }: Request) => url.startsWith(RESOURCE_METADATA);
const isCall = ({ method, url }: Request) => method === 'POST' && url.startsWith(SERVER);
const hasToken = ({ headers }: Request) => headers.has('Authorization');

async function methodOf(request: Request): Promise<unknown> {
  return Object(await request.clone().json()).method;
}

const refusal = (status: number, message: string): Response =>
  Response.json(
    { jsonrpc: '2.0', id: null, error: { code: -32_000, message } },
    { status, headers: READABLE },
  );

const serverInfo = (): Response =>
  Response.json(
    { jsonrpc: '2.0', id: 1, result: { protocolVersion: '2025-11-25', capabilities: {}, serverInfo: {} } },
    { headers: { ...READABLE, 'Mcp-Session-Id': 'a-session' } },
  );

/** What a server without authorization has at the well-known places. */
export const withMetadata =
  (calls: Instead, metadata: () => Response): Instead =>
  (request) =>
    isResourceMetadata(request) ? metadata() : calls(request);

export const json = (document: unknown) => (): Response => Response.json(document, { headers: READABLE });
export const missing = (): Response => new Response(null, { status: 404, headers: READABLE });

/** A server that serves every call without a token. */
export const open: Instead = (request) => (isCall(request) ? letIn() : undefined);

/** A server of an earlier version that wants a session before anything else, and no token. */
export const openWithSessions: Instead = async (request) => {
  if (request.method === 'DELETE') return new Response(null, { status: 204, headers: READABLE });
  if (!isCall(request)) return undefined;
  return (await methodOf(request)) === 'initialize'
    ? serverInfo()
    : refusal(400, 'Bad Request: No valid session ID provided');
};

/** The same behind authorization, which looks at sessions first. */
export const protectedWithSessions: Instead = async (request) =>
  isCall(request) && (await methodOf(request)) !== 'initialize'
    ? refusal(400, 'Bad Request: No valid session ID provided')
    : undefined;

/** A server that lists its tools for anyone, and asks for a token at a call. */
export const lazy: Instead = async (request) =>
  isCall(request) && !hasToken(request) && (await methodOf(request)) === 'tools/list' ? letIn() : undefined;

/** The same, which does not look at a token where it needs none. */
export const lazyAndBlind: Instead = async (request) =>
  isCall(request) && (await methodOf(request)) === 'tools/list' ? letIn() : undefined;

/** A server that answers every message with a refusal in these words, and has no metadata. */
export const refusing = (status: number, message: string): Instead =>
  withMetadata((request) => (isCall(request) ? refusal(status, message) : undefined), missing);

/** A server of MCP 2026-07-28 that takes no message without the headers of that version. */
export const newerAlone: Instead = (request) => {
  if (!isCall(request)) return undefined;
  return request.headers.has('Mcp-Method')
    ? letIn()
    : refusal(400, 'Bad Request: the header Mcp-Method is missing');
};

/** A server of MCP 2024-11-05: a stream that says where to send messages, and then stays open. */
export const olderTransport: Instead = ({ method, url }) => {
  if (url !== SERVER || method === 'OPTIONS') return undefined;
  if (method !== 'GET') return new Response('Cannot POST /mcp', { status: 404, headers: READABLE });
  const body = new ReadableStream<Uint8Array>({
    start: (controller) =>
      controller.enqueue(new TextEncoder().encode('event: endpoint\ndata: /messages?id=1\n\n')),
  });
  return new Response(body, { headers: { ...READABLE, 'Content-Type': 'text/event-stream' } });
};

/** A proxy that wants a password, as it says in the challenge or by a page alone. */
export const behindPassword = (challenge?: string): Instead =>
  withMetadata((request) => {
    if (!isCall(request)) return undefined;
    const response = webPage(401);
    if (challenge) {
      response.headers.set('WWW-Authenticate', challenge);
      response.headers.set('Access-Control-Expose-Headers', 'WWW-Authenticate');
    }
    return response;
  }, missing);

/** A server whose calls are all answered by a page. */
export const page =
  (status: number): Instead =>
  ({ method }) =>
    method === 'OPTIONS' ? undefined : webPage(status);

/** Sends everything at its address on to the one with a slash behind it, with the headers. */
export const atSlash =
  (headers: Record<string, string>, ofMethods: readonly string[]): Instead =>
  ({ method, url }) => {
    if (url === SERVER && ofMethods.includes(method)) {
      return new Response(null, { status: 307, headers: { ...headers, Location: '/mcp/' } });
    }
    if (url !== `${SERVER}/`) return undefined;
    const preflight = { ...READABLE, 'Access-Control-Allow-Headers': 'authorization, content-type' };
    return method === 'OPTIONS'
      ? new Response(null, { status: 204, headers: preflight })
      : new Response(null, { status: 401, headers: { ...READABLE, 'WWW-Authenticate': 'Bearer' } });
  };
