import type { Pushing } from './pushed-requests.ts';

/** The addresses of one MCP server and its authorization server. */
export interface Addresses {
  readonly serverUrl: string;
  readonly issuer: string;
  readonly tokenEndpoint: string;
  readonly revocationEndpoint: string;
  readonly pushedAuthorizationRequestEndpoint: string;
}

export function addressesOf(name: string): Addresses {
  const issuer = `https://as-${name}.example`;
  return {
    serverUrl: `https://mcp-${name}.example/mcp`,
    issuer,
    tokenEndpoint: `${issuer}/token`,
    revocationEndpoint: `${issuer}/revoke`,
    pushedAuthorizationRequestEndpoint: `${issuer}/par`,
  };
}

/** The features of a server in addition to bearer tokens. */
export interface ServerOptions {
  /** Whether the server binds tokens to keys. */
  readonly dpop?: boolean;
  /** Whether the server requires or only accepts pushed authorization requests; absent without an endpoint for them. */
  readonly pushing?: Pushing | undefined;
}

/** The challenge and the metadata, by URL. */
export function serverDocuments(
  { serverUrl, issuer, tokenEndpoint, revocationEndpoint, pushedAuthorizationRequestEndpoint }: Addresses,
  { dpop = false, pushing }: ServerOptions,
): Record<string, () => Response> {
  return {
    [serverUrl]: () =>
      new Response(null, {
        status: 401,
        headers: { 'WWW-Authenticate': `Bearer resource_metadata="${serverUrl}/metadata", scope="read"` },
      }),
    [`${serverUrl}/metadata`]: () =>
      Response.json({ resource: serverUrl, authorization_servers: [issuer], scopes_supported: ['read'] }),
    [`${issuer}/.well-known/oauth-authorization-server`]: () =>
      Response.json({
        issuer,
        authorization_endpoint: `${issuer}/authorize`,
        token_endpoint: tokenEndpoint,
        revocation_endpoint: revocationEndpoint,
        end_session_endpoint: `${issuer}/end-session`,
        scopes_supported: ['openid'],
        code_challenge_methods_supported: ['S256'],
        authorization_response_iss_parameter_supported: true,
        ...(pushing && { pushed_authorization_request_endpoint: pushedAuthorizationRequestEndpoint }),
        ...(pushing === 'required' && { require_pushed_authorization_requests: true }),
        ...(dpop && { dpop_signing_alg_values_supported: ['ES256'] }),
      }),
  };
}
