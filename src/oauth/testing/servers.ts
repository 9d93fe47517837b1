import type { AuthorizationServerMetadata } from '../metadata.ts';
import type { Responder, SentRequest } from './platform.ts';

export const MCP = 'https://mcp.example/mcp';
export const ISSUER = 'https://as.example/t1';
export const REDIRECT_URI = 'https://app.example/callback';

export const RESOURCE_METADATA_URL = 'https://mcp.example/.well-known/oauth-protected-resource/mcp';
export const SERVER_METADATA_URL = 'https://as.example/.well-known/oauth-authorization-server/t1';

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
          'WWW-Authenticate': `Bearer resource_metadata="${RESOURCE_METADATA_URL}", scope="notes:read"`,
        },
      }),
    [RESOURCE_METADATA_URL]: () => Response.json(RESOURCE_METADATA),
    [SERVER_METADATA_URL]: () => Response.json(SERVER_METADATA),
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

/** The servers of {@link testServers}, except that `respond` handles each refresh at the token endpoint. */
export function refreshAnswering(respond: Responder, routes: Record<string, Responder> = {}): Responder {
  return testServers({
    [SERVER.tokenEndpoint]: (request) => (formOf(request).code ? Response.json(TOKENS) : respond(request)),
    ...routes,
  });
}

/** A token response with these members. */
export const granting =
  (changes: object = {}): Responder =>
  () =>
    Response.json({ ...TOKENS, ...changes });

/** An OAuth error (RFC 6749 §5.2). */
export const refusing =
  (error: string, status = 400): Responder =>
  () =>
    Response.json({ error }, { status });

/** A server that the browser cannot reach, or whose response it hides. */
export const unreachable: Responder = () => {
  throw new TypeError('Failed to fetch');
};

/** A response that arrives when the test sends it. */
export function heldResponse(): { respond: Responder; send(response: Response): void } {
  let send: (response: Response) => void = () => {};
  const held = new Promise<Response>((resolve) => {
    send = resolve;
  });
  return { respond: () => held, send };
}

/** An ID token. The client does not check its signature (OpenID Connect Core §3.1.3.7). */
export function idToken(claims: object): string {
  const iat = 1_750_000_000;
  const all = { iss: ISSUER, aud: 'app', sub: 'ada', iat, exp: iat + 900, ...claims };
  return `e30.${Buffer.from(JSON.stringify(all)).toString('base64url')}.x`;
}
