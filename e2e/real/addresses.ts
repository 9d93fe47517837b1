import { onlySettings } from '../../vite/settings.ts';

/** Where the real lane runs: three origins on this machine, so that CORS is as real as the servers. */
export const APP = 'http://localhost:4174';
export const ISSUER = 'http://127.0.0.1:9400';
export const MCP_SERVER = 'http://127.0.0.1:9401/mcp';
export const CLIENT_ID = 'this-app';
/** The client of a program outside a browser, with a redirect URI on the loopback interface. */
export const TERMINAL_CLIENT_ID = 'this-terminal';

/** The other pair: an issuer with a path, where clients register themselves, and its MCP server. */
export const REGISTERING_ISSUER = 'http://127.0.0.1:9402/auth';
export const REGISTERING_MCP_SERVER = 'http://127.0.0.1:9403/mcp';

/** A pair whose authorization server accepts only pushed authorization requests (RFC 9126). */
export const PUSHING_ISSUER = 'http://127.0.0.1:9408';
export const PUSHING_MCP_SERVER = 'http://127.0.0.1:9409/mcp';

/** Pairs that misbehave; the first segment of the path chooses how, see `servers/hostile/misbehaviours.ts`. */
export const HOSTILE_ISSUERS = 'http://127.0.0.1:9404';
export const HOSTILE_MCP_SERVERS = 'http://127.0.0.1:9405';

/** An app for an API other than an MCP server: an ordinary OpenID provider and a REST API, each on its own origin. */
export const API_APP = 'http://localhost:4177';
export const PLAIN_ISSUER = 'http://127.0.0.1:9406';
export const REST_API = 'http://127.0.0.1:9407/v1';

/** The settings of that app. oidc-provider issues a refresh token only after a consent page. */
export const apiAppEnvironment = onlySettings({
  VITE_ISSUER: PLAIN_ISSUER,
  VITE_CLIENT_ID: CLIENT_ID,
  VITE_SCOPES: 'openid profile offline_access notes:read',
  VITE_AUTHORIZATION_PARAMETERS: 'prompt=consent',
  VITE_USERINFO: 'true',
  VITE_API_URL: REST_API,
});

/** An app for the MCP server that binds its tokens to a key of the browser. */
export const DPOP_APP = 'http://localhost:4178';

/** The settings of the app for these servers, as the owner of a fork would set them. */
export const appEnvironment = onlySettings({
  VITE_MCP_SERVER_URL: MCP_SERVER,
  VITE_CLIENT_ID: CLIENT_ID,
  // Connect calls servers that the app is not configured for.
  VITE_CONNECT_ORIGINS: 'any',
  VITE_OFFLINE: 'false',
});

export const dpopAppEnvironment = { ...appEnvironment, VITE_DPOP: 'required' };
