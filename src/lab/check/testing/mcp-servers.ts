import { SERVER, type TestServers } from './browser.ts';
import { served } from './changes.ts';
import { isResourceMetadata } from './requests.ts';
import { INITIALIZED, toolList, webPage } from './responses.ts';

/** Responds in place of the servers of a test; `undefined` passes a request to them. */
type Instead = (request: Request) => Promise<Response | undefined> | Response | undefined;

const READABLE = { 'Access-Control-Allow-Origin': '*', 'Access-Control-Expose-Headers': 'Mcp-Session-Id' };

/** The calls of a client, with or without a token. */
export const isCall = ({ method, url }: Request) => method === 'POST' && url.startsWith(SERVER);
const hasToken = ({ headers }: Request) => headers.has('Authorization');

const methodOf = async (request: Request): Promise<unknown> => Object(await request.clone().json()).method;

const refusal = (status: number, message: string): Response =>
  Response.json(
    { jsonrpc: '2.0', id: null, error: { code: -32_000, message } },
    { status, headers: READABLE },
  );

const serverInfo = (): Response =>
  Response.json(INITIALIZED, { headers: { ...READABLE, 'Mcp-Session-Id': 'a-session' } });

const discovered = (): Response =>
  Response.json(
    { jsonrpc: '2.0', id: 1, result: { supportedVersions: ['2026-07-28'], capabilities: { tools: {} } } },
    { headers: READABLE },
  );

/** A server that responds with `metadata` to requests for resource metadata, and with `calls` to all other requests. */
export const withMetadata =
  (calls: Instead, metadata: () => Response): Instead =>
  (request) =>
    isResourceMetadata(request) ? metadata() : calls(request);

export const json =
  (document: unknown, status = 200) =>
  (): Response =>
    Response.json(document, { status, headers: READABLE });
export const missing = (): Response => new Response(null, { status: 404, headers: READABLE });

/** A server that serves every call without a token. */
export const open: Instead = (request) => (isCall(request) ? served(request) : undefined);

/** A server of an earlier version that requires a session first, and no token. */
export const openWithSessions: Instead = async (request) => {
  if (request.method === 'DELETE') return new Response(null, { status: 204, headers: READABLE });
  if (!isCall(request)) return undefined;
  if ((await methodOf(request)) === 'initialize') return serverInfo();
  return request.headers.get('Mcp-Session-Id') === 'a-session'
    ? served(request)
    : refusal(400, 'Bad Request: No valid session ID provided');
};

/** Like {@link openWithSessions}, but with authorization: the server checks the session before the token. */
export const protectedWithSessions: Instead = async (request) => {
  if (!isCall(request)) return undefined;
  if ((await methodOf(request)) !== 'initialize')
    return refusal(400, 'Bad Request: No valid session ID provided');
  return hasToken(request) && !request.headers.get('Authorization')?.endsWith('not-a-token')
    ? serverInfo()
    : undefined;
};

/** A server that lists its tools without a token, but asks for a token at a call. */
export const openList: Instead = async (request) =>
  isCall(request) && !hasToken(request) && (await methodOf(request)) === 'tools/list'
    ? toolList()
    : undefined;

/** Like {@link openList}, but the server ignores tokens when it lists its tools. */
export const openListIgnoringTokens: Instead = async (request) =>
  isCall(request) && (await methodOf(request)) === 'tools/list' ? toolList() : undefined;

/** A server without metadata that refuses every message with this status and message. */
export const refusing = (status: number, message: string): Instead =>
  withMetadata((request) => (isCall(request) ? refusal(status, message) : undefined), missing);

/** A server of MCP 2026-07-28 that accepts no message without the headers of that version. */
export const newerOnly: Instead = async (request) => {
  if (!isCall(request)) return undefined;
  if ((await methodOf(request)) === 'server/discover') return discovered();
  return request.headers.has('Mcp-Method')
    ? toolList()
    : refusal(400, 'Bad Request: the header Mcp-Method is missing');
};

/** A server of MCP 2024-11-05: a stream that names the address for messages, and then stays open. */
export const olderTransport: Instead = ({ method, url }) => {
  if (url !== SERVER || method === 'OPTIONS') return undefined;
  if (method !== 'GET') return new Response('Cannot POST /mcp', { status: 404, headers: READABLE });
  const body = new ReadableStream<Uint8Array>({
    start: (controller) =>
      controller.enqueue(new TextEncoder().encode('event: endpoint\ndata: /messages?id=1\n\n')),
  });
  return new Response(body, { headers: { ...READABLE, 'Content-Type': 'text/event-stream' } });
};

/** A proxy that asks for a password, in this challenge or only on a web page. */
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

/** A web site, which answers every call with a web page. */
export const page = (status: number): Instead =>
  withMetadata(({ method }) => (method === 'OPTIONS' ? undefined : webPage(status)), missing);

/** Redirects these methods to the address with a slash at its end. */
export const redirectingToSlash =
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

/** A server that sends this response to each call. */
export const callsAnswering = (answer: () => Response): TestServers => ({
  instead: (request) => (isCall(request) ? answer() : undefined),
});

/** A server without metadata that sends this response to each call. */
export const openAnswering = (answer: () => Response): TestServers => ({
  instead: withMetadata((request) => (isCall(request) ? answer() : undefined), missing),
});
