const env = import.meta.env;

/** What every page is set up with, put in by the build. Endpoints are for libraries that do not look them up. */
export const settings = {
  serverUrl: String(env.VITE_MCP_SERVER_URL),
  issuer: String(env.VITE_ISSUER),
  authorizationEndpoint: `${env.VITE_ISSUER}/auth`,
  tokenEndpoint: `${env.VITE_ISSUER}/token`,
  clientId: String(env.VITE_CLIENT_ID),
  redirectUri: `${location.origin}/callback`,
  scope: 'openid notes:read notes:write',
};
