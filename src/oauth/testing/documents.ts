import { ISSUER, MCP } from './examples.ts';

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
