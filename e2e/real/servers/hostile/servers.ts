import { toNodeHandler } from '@modelcontextprotocol/node';
import { createMcpHandler, McpServer } from '@modelcontextprotocol/server';
import { z } from 'zod/v4';
import { listen } from '../listen.ts';
import { type Endpoint, HONEST, type HostileResponse, MARKUP, misbehaviours } from './misbehaviours.ts';

export interface HostileServersOptions {
  /** The origin of all authorization servers. The first segment of an issuer's path selects the misbehaviour. */
  issuers: string;
  /** The origin of all MCP servers. Each MCP server names the issuer with the same first segment. */
  mcpServers: string;
}

/**
 * Starts an authorization server and an MCP server for each misbehaviour, and a pair that sends only correct responses.
 * The servers have no state and check nothing, so that only the client can notice a misbehaviour.
 */
export async function startHostileServers({ issuers, mcpServers }: HostileServersOptions): Promise<void> {
  const serve = (fetch: (request: Request, pair: string) => Promise<Response> | Response) =>
    toNodeHandler({
      async fetch(request) {
        const pair = new URL(request.url).pathname.split('/').find((part) => isPair(part));
        const response = request.method === 'OPTIONS' || !pair ? undefined : await fetch(request, pair);
        return readable(response ?? new Response(null, { status: pair ? 204 : 404 }));
      },
    });
  await listen(
    issuers,
    serve((request, pair) => authorizationServer(request, pair, `${issuers}/${pair}`, mcpServers)),
  );
  await listen(
    mcpServers,
    serve((request, pair) => mcpServer(request, pair, `${mcpServers}/${pair}/mcp`, `${issuers}/${pair}`)),
  );
}

const isPair = (part: string): boolean => part === HONEST || misbehaviours.has(part);

async function authorizationServer(request: Request, pair: string, issuer: string, mcpServers: string) {
  const url = new URL(request.url);
  switch (url.pathname) {
    case `/.well-known/oauth-authorization-server/${pair}`:
      return respond(pair, 'server metadata', {
        issuer,
        authorization_endpoint: `${issuer}/authorize`,
        token_endpoint: `${issuer}/token`,
        revocation_endpoint: `${issuer}/revoke`,
        registration_endpoint: `${issuer}/register`,
        response_types_supported: ['code'],
        // With this scope, the app requests an ID token, and has to check it.
        scopes_supported: ['openid'],
        code_challenge_methods_supported: ['S256'],
        authorization_response_iss_parameter_supported: true,
      });
    case `/${pair}/register`:
      return respond(pair, 'registration', { ...(await request.json()), client_id: `known-at-${pair}` });
    case `/${pair}/authorize`: {
      const callback = new URL(url.searchParams.get('redirect_uri') ?? mcpServers);
      callback.searchParams.set('code', `code-${crypto.randomUUID()}`);
      callback.searchParams.set('state', url.searchParams.get('state') ?? '');
      callback.searchParams.set('iss', issuer);
      const honest = { status: 303, headers: { Location: callback.href } };
      return respond(pair, 'authorization', {}, honest, callback);
    }
    case `/${pair}/token`:
      return respond(pair, 'token', {
        access_token: `access-${crypto.randomUUID()}`,
        refresh_token: `refresh-${crypto.randomUUID()}`,
        token_type: 'Bearer',
        expires_in: 900,
      });
    case `/${pair}/revoke`:
      return new Response(null, { status: 200 });
    default:
      return Response.json({}, { status: 404 });
  }
}

const mcp = createMcpHandler(createHostileTools);

async function mcpServer(request: Request, pair: string, resource: string, issuer: string) {
  const { pathname, origin } = new URL(request.url);
  const metadata = `/.well-known/oauth-protected-resource/${pair}/mcp`;
  if (pathname === metadata) {
    return respond(pair, 'resource metadata', { resource, authorization_servers: [issuer] });
  }
  if (pathname !== new URL(resource).pathname) return Response.json({}, { status: 404 });
  if (!request.headers.has('Authorization')) {
    const challenge = `Bearer resource_metadata="${origin}${metadata}", scope="${MARKUP.replace(/[" \\]/g, '')}"`;
    return respond(pair, 'challenge', {}, { status: 401, headers: { 'WWW-Authenticate': challenge } });
  }
  if (misbehaviours.get(pair)?.endpoint !== 'MCP') return mcp.fetch(request);
  // A server without a stream for notifications responds with 405 (MCP 2025-11-25, transports).
  if (request.method === 'GET') return new Response(null, { status: 405 });
  const { id } = await request.json();
  return respond(pair, 'MCP', { jsonrpc: '2.0', id });
}

/** Sends the correct response, or the response of the misbehaviour. */
function respond(
  pair: string,
  endpoint: Endpoint,
  json: Record<string, unknown>,
  honest: HostileResponse = { body: json },
  callback = new URL('http://localhost'),
): Response {
  const misbehaviour = misbehaviours.get(pair);
  const { status, headers, body } =
    misbehaviour?.endpoint === endpoint ? misbehaviour.respond({ json, callback }) : honest;
  const isPage = typeof body === 'string';
  return new Response(isPage ? body : JSON.stringify(body ?? {}), {
    status: status ?? 200,
    headers: { 'Content-Type': isPage ? 'text/html' : 'application/json', ...headers },
  });
}

/** Adds CORS headers for every origin, because these tests are not about CORS. */
function readable(response: Response): Response {
  const copy = new Response(response.body, response);
  for (const [name, value] of Object.entries({
    'Access-Control-Allow-Origin': '*',
    'Access-Control-Allow-Headers':
      'authorization, content-type, mcp-protocol-version, mcp-method, mcp-name, mcp-session-id',
    'Access-Control-Expose-Headers': 'WWW-Authenticate',
  })) {
    copy.headers.set(name, value);
  }
  return copy;
}

/** Creates tools whose texts contain markup, links and commands. */
function createHostileTools(): McpServer {
  const server = new McpServer({ name: 'hostile', title: MARKUP, version: '1.0.0' });
  server.registerTool(
    'markup',
    {
      title: `Title ${MARKUP}\u202e`,
      description: `Description ${MARKUP} [link](javascript:alert(1)) ![image](data:image/svg+xml,x)`,
      inputSchema: z.object({
        field: z
          .string()
          .optional()
          .meta({ title: `Field ${MARKUP}`, description: MARKUP }),
      }),
    },
    () => ({
      content: [
        { type: 'text', text: `Result ${MARKUP} \u202ereversed` },
        { type: 'resource_link', name: 'Link', uri: 'javascript:alert(1)' },
        { type: 'image', data: 'AAAA', mimeType: `image/png"><script>` },
      ],
    }),
  );
  return server;
}
