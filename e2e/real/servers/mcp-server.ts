import { toNodeHandler } from '@modelcontextprotocol/node';
import {
  createMcpHandler,
  getOAuthProtectedResourceMetadataUrl,
  OAuthError,
  OAuthErrorCode,
  type OAuthTokenVerifier,
  requireBearerAuth,
} from '@modelcontextprotocol/server';
import { createRemoteJWKSet, jwtVerify } from 'jose';
import { createProofVerifier, PROOF_ALGORITHMS, refuse } from './dpop.ts';
import { listen } from './listen.ts';
import { createNotes } from './notes.ts';

export interface McpServerOptions {
  /** The URL of the server. It is also the resource identifier. */
  url: string;
  issuer: string;
  appOrigins: readonly string[];
  scopes: readonly [string, ...string[]];
}

/**
 * Starts a real MCP server over HTTP, on its own origin. It uses the SDK's handler and the SDK's bearer check. It
 * accepts a token that is bound to a key only with the scheme DPoP and a proof (RFC 9449 §7).
 */
export function startMcpServer({ url, issuer, appOrigins, scopes }: McpServerOptions): Promise<void> {
  const metadataUrl = getOAuthProtectedResourceMetadataUrl(new URL(url));
  const authenticate = requireBearerAuth({
    verifier: tokenVerifier(issuer, url),
    requiredScopes: [scopes[0]],
    resourceMetadataUrl: metadataUrl,
    expectedResource: new URL(url),
  });
  const mcp = createMcpHandler(createNotes);
  const proofs = createProofVerifier();

  async function respond(request: Request): Promise<Response> {
    // A preflight has no token, so it must not reach the bearer check.
    if (request.method === 'OPTIONS') return new Response(null, { status: 204 });
    const { origin, pathname } = new URL(request.url);
    if (origin + pathname === metadataUrl) {
      return Response.json({
        resource: url,
        resource_name: 'Notes, over HTTP',
        authorization_servers: [issuer],
        scopes_supported: scopes,
        bearer_methods_supported: ['header'],
        dpop_signing_alg_values_supported: PROOF_ALGORITHMS,
      });
    }
    if (origin + pathname !== url) return new Response(null, { status: 404 });
    const boundToken = /^DPoP +(\S+)$/i.exec(request.headers.get('Authorization') ?? '')?.[1];
    if (boundToken !== undefined) return respondToBoundToken(request, boundToken);
    const authInfo = await authenticate(request);
    if (authInfo instanceof Response) return authInfo;
    return authInfo.extra?.jkt === undefined ? mcp.fetch(request, { authInfo }) : refuse('invalid_token');
  }

  async function respondToBoundToken(request: Request, token: string): Promise<Response> {
    const asBearer = new Request(url, { headers: { Authorization: `Bearer ${token}` } });
    const authInfo = await authenticate(asBearer);
    if (authInfo instanceof Response || authInfo.extra?.jkt === undefined) return refuse('invalid_token');
    const refusal = await proofs.refusal(request, token, authInfo.extra.jkt);
    if (refusal) return refusal;
    const response = await mcp.fetch(request, { authInfo });
    const extended = new Response(response.body, response);
    extended.headers.set(...proofs.nonceHeader());
    return extended;
  }

  return listen(
    url,
    toNodeHandler({
      fetch: async (request) => withCors(await respond(request), request.headers.get('Origin'), appOrigins),
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
          extra: { subject: payload.sub, jkt: Reflect.get(Object(payload.cnf), 'jkt') },
          ...(payload.exp !== undefined && { expiresAt: payload.exp }),
        };
      } catch {
        throw new OAuthError(OAuthErrorCode.InvalidToken, 'The access token is not valid here.');
      }
    },
  };
}

const CORS = {
  'Access-Control-Allow-Methods': 'GET, POST, DELETE',
  'Access-Control-Allow-Headers':
    'authorization, content-type, mcp-protocol-version, mcp-method, mcp-name, mcp-session-id, dpop',
  'Access-Control-Expose-Headers': 'WWW-Authenticate, Mcp-Session-Id, MCP-Protocol-Version, DPoP-Nonce',
};

function withCors(response: Response, origin: string | null, allowed: readonly string[]): Response {
  if (!origin || !allowed.includes(origin)) return response;
  const readable = new Response(response.body, response);
  for (const [name, value] of Object.entries(CORS)) readable.headers.set(name, value);
  readable.headers.set('Access-Control-Allow-Origin', origin);
  readable.headers.append('Vary', 'Origin');
  return readable;
}
