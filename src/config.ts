/**
 * The forker's one edit. Every setting can also come from the environment of the build, so that one source
 * serves several deployments; `.env.example` has the list. An empty setting counts as none.
 */
const env = import.meta.env;

/** Where the app is served: an origin, and the path below it that the build was made for. Ends in a slash. */
const appUrl = new URL(env.BASE_URL, location.origin).href;

/** Whether the authorization server and the MCP server run in the tab. Decided by `vite.config.ts`. */
export const OFFLINE: boolean = env.VITE_OFFLINE === 'true';

/** Whether the policy of this build lets the app call servers that a person names. Decided by `vite.config.ts`. */
export const CONNECT: boolean = env.VITE_CONNECT === 'true';

/** How this app presents itself to an authorization server that has not heard of it. */
export const identification = {
  clientName: env.VITE_CLIENT_NAME || 'PKCE Lab',
  /**
   * Its client ID metadata document, which the build writes for the address it will be served at
   * (`VITE_APP_URL`); absent on a machine that no authorization server can reach.
   */
  clientMetadataUrl:
    env.VITE_CLIENT_METADATA_URL ||
    (env.VITE_APP_URL?.startsWith('https:') &&
      `${env.VITE_APP_URL.replace(/\/$/, '')}/client-metadata.json`) ||
    undefined,
  /** Register `<where the app is served>/callback` with the authorization server, exactly. */
  redirectUri: `${appUrl}callback`,
  /** Register it as well if the server has an end-session page. */
  postLogoutRedirectUri: appUrl,
  /** Asked for besides what the MCP server wants: who the person is. */
  scopes: (env.VITE_SCOPES || 'openid profile').split(' '),
};

/** The server that this app is made for. */
export const config = {
  ...identification,
  /** The MCP server to sign in to; its metadata says where. */
  serverUrl: env.VITE_MCP_SERVER_URL || `${appUrl}mcp`,
  /** As its authorization server knows this app; left out, the app registers itself where it is let. */
  clientId: env.VITE_CLIENT_ID || (OFFLINE ? 'this-app' : undefined),
};
