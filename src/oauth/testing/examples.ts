import type { AuthorizationServerMetadata } from '../metadata.ts';

export const MCP = 'https://mcp.example/mcp';
export const ISSUER = 'https://as.example/t1';
export const REDIRECT_URI = 'https://app.example/callback';

/** The metadata of the authorization server, as the client stores it. */
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
