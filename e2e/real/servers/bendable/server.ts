import { createServer } from 'node:http';
import { toNodeHandler } from '@modelcontextprotocol/node';
import { openOnLoopback } from '../../../loopback.ts';
import { type AuthorizationServerBends, createBendableAuthorizationServer } from './authorization-server.ts';
import { type Call, createBendableMcp, type McpBends } from './mcp.ts';

/** Changes to the CORS headers, by name. The value `undefined` removes a header. */
type Cors = Record<string, string | undefined>;

/** Changes to an MCP server and its authorization server. Both have the same origin. */
export interface Bends extends McpBends {
  /** Changes to the CORS headers of every response. `none` means that responses have no CORS headers. */
  cors?: Cors | 'none';
  /** Responds to any request instead of the servers, even to a preflight. The response still gets the headers of `cors`. */
  before?(request: Request, url: URL): Response | undefined;
  /** Whether a call needs a token. If this function is absent, no call needs a token. A refusal carries the header of `challenge`. */
  demands?(call: Call): boolean;
  /** The challenge of a refusal. By default, it names the resource metadata. */
  challenge?: string | undefined;
  /** Changes to the resource metadata. `missing` means that there is no metadata. */
  resourceMetadata?: Record<string, unknown> | 'missing';
  authorizationServer?: AuthorizationServerBends;
}

const CORS: Cors = {
  'Access-Control-Allow-Origin': '*',
  'Access-Control-Allow-Methods': 'GET, POST, DELETE',
  'Access-Control-Allow-Headers':
    'authorization, content-type, mcp-protocol-version, mcp-method, mcp-name, mcp-session-id',
  'Access-Control-Expose-Headers': 'WWW-Authenticate, Mcp-Session-Id',
};

export type BentServer = Awaited<ReturnType<typeof startBendableServer>>;

/** Starts the servers, on a free port by default, with the changes that `bendsAt` returns for their origin. */
export async function startBendableServer(bendsAt: (origin: string) => Bends, onPort = 0) {
  let handle = async (_request: Request): Promise<Response> => new Response(null, { status: 503 });
  const server = createServer(toNodeHandler({ fetch: (request) => handle(request) }));
  const { origin, close } = await openOnLoopback(server, onPort);
  const issuer = `${origin}/as`;
  const bends = bendsAt(origin);
  const mcp = createBendableMcp(bends);
  const authorizationServer = createBendableAuthorizationServer(issuer, bends.authorizationServer);
  /** The requests to both servers, in order, such as `POST /mcp tools/call`. */
  const received: string[] = [];

  async function respond(request: Request): Promise<Response> {
    const url = new URL(request.url);
    const message = await messageOf(request);
    const method = message.method ?? request.method;
    received.push(`${request.method} ${url.pathname} ${message.method ?? ''}`.trim());
    const before = bends.before?.(request, url);
    if (before) return before;
    if (request.method === 'OPTIONS') return new Response(null, { status: 204 });
    if (url.pathname === '/mcp') {
      const token = request.headers.get('Authorization')?.replace('Bearer ', '');
      const call: Call = { request, message, method, token };
      if (bends.demands?.(call) && !authorizationServer.isValid(token)) return refuse();
      return mcp.respond(call);
    }
    if (
      url.pathname === '/.well-known/oauth-protected-resource/mcp' &&
      bends.resourceMetadata !== 'missing'
    ) {
      return bends.demands || bends.resourceMetadata
        ? Response.json({
            resource: `${origin}/mcp`,
            authorization_servers: [issuer],
            ...bends.resourceMetadata,
          })
        : new Response('Not found', { status: 404 });
    }
    if (url.pathname === '/.well-known/oauth-authorization-server/as')
      return Response.json(authorizationServer.metadata());
    return (await authorizationServer.respond(request)) ?? new Response('Not found', { status: 404 });
  }

  function refuse(): Response {
    const { challenge = `Bearer resource_metadata="${origin}/.well-known/oauth-protected-resource/mcp"` } =
      bends;
    return Response.json(
      { error: 'invalid_token', error_description: 'A token is needed.' },
      { status: 401, headers: challenge ? { 'WWW-Authenticate': challenge } : {} },
    );
  }

  handle = async (request) => {
    const response = await respond(request);
    if (bends.cors === 'none') return response;
    const readable = new Response(response.body, response);
    for (const [name, value] of Object.entries({ ...CORS, ...bends.cors })) {
      if (value !== undefined) readable.headers.set(name, value);
    }
    return readable;
  };

  return {
    origin,
    url: `${origin}/mcp`,
    issuer,
    received,
    mcp,
    authorizations: authorizationServer.log.authorizations,
    registrations: authorizationServer.log.registrations,
    isValid: authorizationServer.isValid,
    close,
  };
}

async function messageOf(request: Request): Promise<Call['message']> {
  if (request.method !== 'POST' || !request.headers.get('Content-Type')?.includes('json')) return {};
  try {
    return Object(await request.clone().json());
  } catch {
    return {};
  }
}
