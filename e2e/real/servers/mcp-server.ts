import { toNodeHandler } from '@modelcontextprotocol/node';
import {
  createMcpHandler,
  getOAuthProtectedResourceMetadataUrl,
  McpServer,
  OAuthError,
  OAuthErrorCode,
  type OAuthTokenVerifier,
  requireBearerAuth,
  requireScopes,
} from '@modelcontextprotocol/server';
import { createRemoteJWKSet, jwtVerify } from 'jose';
import { z } from 'zod/v4';
import { listen } from './listen.ts';

export interface McpServerOptions {
  /** Its URL, which is also its resource identifier. */
  url: string;
  issuer: string;
  appOrigins: readonly string[];
  scopes: readonly [string, ...string[]];
}

/** A real MCP server over HTTP on an origin of its own: the SDK's handler behind the SDK's bearer check. */
export function startMcpServer({ url, issuer, appOrigins, scopes }: McpServerOptions): Promise<void> {
  const metadataUrl = getOAuthProtectedResourceMetadataUrl(new URL(url));
  const authenticate = requireBearerAuth({
    verifier: tokenVerifier(issuer, url),
    requiredScopes: [scopes[0]],
    resourceMetadataUrl: metadataUrl,
    expectedResource: new URL(url),
  });
  const mcp = createMcpHandler(createTools);

  async function answer(request: Request): Promise<Response> {
    // Before the bearer check: a browser sends no token with a preflight.
    if (request.method === 'OPTIONS') return new Response(null, { status: 204 });
    const { origin, pathname } = new URL(request.url);
    if (origin + pathname === metadataUrl) {
      return Response.json({
        resource: url,
        resource_name: 'Notes, over HTTP',
        authorization_servers: [issuer],
        scopes_supported: scopes,
        bearer_methods_supported: ['header'],
      });
    }
    if (origin + pathname !== url) return new Response(null, { status: 404 });
    const authInfo = await authenticate(request);
    return authInfo instanceof Response ? authInfo : mcp.fetch(request, { authInfo });
  }

  return listen(
    url,
    toNodeHandler({
      fetch: async (request) => withCors(await answer(request), request.headers.get('Origin'), appOrigins),
    }),
  );
}

function tokenVerifier(issuer: string, resource: string): OAuthTokenVerifier {
  const keys = createRemoteJWKSet(new URL('/jwks', issuer));
  return {
    async verifyAccessToken(token) {
      try {
        const { payload } = await jwtVerify(token, keys, { issuer, audience: resource, typ: 'at+jwt' });
        return {
          token,
          clientId: String(payload.client_id),
          scopes: String(payload.scope ?? '').split(' '),
          resource: new URL(resource),
          extra: { subject: payload.sub },
          ...(payload.exp !== undefined && { expiresAt: payload.exp }),
        };
      } catch {
        throw new OAuthError(OAuthErrorCode.InvalidToken, 'The access token is not valid here.');
      }
    },
  };
}

const NOTES = ['The verifier never travels with the code.', 'A challenge may be read by anybody.'];

/** The tools of the server in the tab, so that the same specs drive both lanes. */
function createTools(): McpServer {
  const server = new McpServer({ name: 'notes-over-http', title: 'Notes, over HTTP', version: '1.0.0' });
  server.registerTool(
    'whoami',
    { title: 'Who am I', description: 'What the access token of this call says about you.' },
    ({ http }) => text({ subject: http?.authInfo?.extra?.subject, scopes: http?.authInfo?.scopes }),
  );
  server.registerTool(
    'list_notes',
    {
      title: 'List notes',
      description: 'The notes, oldest first.',
      inputSchema: z.object({
        limit: z.number().int().min(1).max(50).default(10).meta({ title: 'At most' }),
      }),
    },
    ({ limit }) => text({ notes: NOTES.slice(0, limit) }),
  );
  server.registerTool(
    'add_note',
    {
      title: 'Add a note',
      description: 'Writes a note. Takes a permission that reading does not.',
      inputSchema: z.object({ text: z.string().min(1).max(500).meta({ title: 'Text' }) }),
      scopeChallenge: requireScopes('notes:write'),
    },
    (note) => text({ added: note.text }),
  );
  return server;
}

function text(result: Record<string, unknown>) {
  return {
    content: [{ type: 'text' as const, text: JSON.stringify(result, null, 2) }],
    structuredContent: result,
  };
}

const CORS = {
  'Access-Control-Allow-Methods': 'GET, POST, DELETE',
  'Access-Control-Allow-Headers':
    'authorization, content-type, mcp-protocol-version, mcp-method, mcp-name, mcp-session-id',
  'Access-Control-Expose-Headers': 'WWW-Authenticate, Mcp-Session-Id, MCP-Protocol-Version',
};

function withCors(response: Response, origin: string | null, allowed: readonly string[]): Response {
  if (!origin || !allowed.includes(origin)) return response;
  const readable = new Response(response.body, response);
  for (const [name, value] of Object.entries(CORS)) readable.headers.set(name, value);
  readable.headers.set('Access-Control-Allow-Origin', origin);
  readable.headers.append('Vary', 'Origin');
  return readable;
}
