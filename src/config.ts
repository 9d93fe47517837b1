/**
 * The forker's one edit. Every setting can also come from the environment of the build, so that one source
 * serves several deployments; see the README for the list.
 */
const env = import.meta.env;

/** Whether the authorization server and the MCP server run in the tab. Decided by `vite.config.ts`. */
export const OFFLINE: boolean = env.VITE_OFFLINE === 'true';

export const config = {
  /** The MCP server to sign in to; its metadata says where. */
  serverUrl: env.VITE_MCP_SERVER_URL ?? `${location.origin}/mcp`,
  /** As the authorization server knows this app. */
  clientId: env.VITE_CLIENT_ID ?? 'pkce-lab',
  /** Asked for besides what the MCP server wants: who the person is. */
  scopes: (env.VITE_SCOPES ?? 'openid profile').split(' '),
  /** Register `<origin>/callback` with the authorization server, exactly. */
  redirectUri: `${location.origin}/callback`,
  /** Register it as well if the server has an end-session page. */
  postLogoutRedirectUri: `${location.origin}/`,
};
