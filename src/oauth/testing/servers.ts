import type { AuthorizationServerMetadata } from '../metadata.ts';
import type { Responder, SentRequest } from './platform.ts';

export const MCP = 'https://mcp.example/mcp';
export const ISSUER = 'https://as.example/t1';
export const REDIRECT_URI = 'https://app.example/callback';

export const RESOURCE_METADATA = {
  resource: MCP,
  authorization_servers: [ISSUER],
  scopes_supported: ['notes:read', 'notes:write'],
};

export const SERVER_METADATA = {
  issuer: ISSUER,
  authorization_endpoint: `${ISSUER}/authorize`,
  token_endpoint: `${ISSUER}/token`,
  revocation_endpoint: `${ISSUER}/revoke`,
  end_session_endpoint: `${ISSUER}/end-session`,
  scopes_supported: ['openid', 'profile', 'offline_access'],
  code_challenge_methods_supported: ['S256'],
  authorization_response_iss_parameter_supported: true,
};

/** {@link SERVER_METADATA} as the client stores it. */
export const SERVER: AuthorizationServerMetadata = {
  issuer: ISSUER,
  authorizationEndpoint: `${ISSUER}/authorize`,
  tokenEndpoint: `${ISSUER}/token`,
  revocationEndpoint: `${ISSUER}/revoke`,
  endSessionEndpoint: `${ISSUER}/end-session`,
  scopesSupported: ['openid', 'profile', 'offline_access'],
  issParameterSupported: true,
  dpopAlgorithms: [],
};

export const TOKENS = {
  access_token: 'access-1',
  token_type: 'Bearer',
  expires_in: 900,
  refresh_token: 'refresh-1',
  scope: 'notes:read',
};

/** An MCP server and its authorization server that behave correctly, unless `routes` overrides a URL. */
export function testServers(routes: Record<string, Responder> = {}): Responder {
  const responders: Record<string, Responder> = {
    [MCP]: () =>
      new Response(null, {
        status: 401,
        headers: {
          'WWW-Authenticate':
            'Bearer resource_metadata="https://mcp.example/.well-known/oauth-protected-resource/mcp", scope="notes:read"',
        },
      }),
    'https://mcp.example/.well-known/oauth-protected-resource/mcp': () => Response.json(RESOURCE_METADATA),
    'https://as.example/.well-known/oauth-authorization-server/t1': () => Response.json(SERVER_METADATA),
    [SERVER.tokenEndpoint]: () => Response.json(TOKENS),
    [`${ISSUER}/revoke`]: () => new Response(null),
    ...routes,
  };
  return (request) => responders[request.url]?.(request) ?? new Response(null, { status: 404 });
}

/** The form of a request to the token or revocation endpoint. */
export function formOf(request: SentRequest | undefined): Record<string, string> {
  return Object.fromEntries(new URLSearchParams(request?.body));
}
