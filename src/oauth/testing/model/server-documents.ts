/** The addresses of one MCP server and its authorization server. */
export interface Addresses {
  readonly serverUrl: string;
  readonly issuer: string;
  readonly tokenEndpoint: string;
  readonly revocationEndpoint: string;
}

export function addressesOf(name: string): Addresses {
  const issuer = `https://as-${name}.example`;
  return {
    serverUrl: `https://mcp-${name}.example/mcp`,
    issuer,
    tokenEndpoint: `${issuer}/token`,
    revocationEndpoint: `${issuer}/revoke`,
  };
}

/** The challenge and the metadata, by URL. @param binds whether the server binds tokens to keys. */
export function serverDocuments(
  { serverUrl, issuer, tokenEndpoint, revocationEndpoint }: Addresses,
  binds: boolean,
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
        ...(binds && { dpop_signing_alg_values_supported: ['ES256'] }),
      }),
  };
}
