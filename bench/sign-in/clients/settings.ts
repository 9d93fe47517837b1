const env = import.meta.env;

/** The settings of every page. The build defines them. The endpoints are for libraries without discovery. */
export const settings = {
  serverUrl: String(env.VITE_MCP_SERVER_URL),
  issuer: String(env.VITE_ISSUER),
  authorizationEndpoint: `${env.VITE_ISSUER}/auth`,
  tokenEndpoint: `${env.VITE_ISSUER}/token`,
  clientId: String(env.VITE_CLIENT_ID),
  redirectUri: `${location.origin}/callback`,
  scope: 'openid notes:read notes:write',
};
