import { onlySettings } from '../../vite/settings.ts';

/** The app and its servers have different origins on this machine, so that the browser enforces CORS. */
export const APP = 'http://localhost:4174';
export const ISSUER = 'http://127.0.0.1:9400';
export const MCP_SERVER = 'http://127.0.0.1:9401/mcp';
export const CLIENT_ID = 'this-app';
/** The client ID of a program outside a browser. The redirect URI of this client is on the loopback interface. */
export const TERMINAL_CLIENT_ID = 'this-terminal';

/** The second pair: an authorization server where clients register themselves, with a path, and its MCP server. */
export const REGISTERING_ISSUER = 'http://127.0.0.1:9402/auth';
export const REGISTERING_MCP_SERVER = 'http://127.0.0.1:9403/mcp';

/** The third pair. Its authorization server accepts only pushed authorization requests (RFC 9126). */
export const PUSHING_ISSUER = 'http://127.0.0.1:9408';
export const PUSHING_MCP_SERVER = 'http://127.0.0.1:9409/mcp';

/** The hostile pairs. The first segment of the path selects a misbehaviour: see `servers/hostile/misbehaviours.ts`. */
export const HOSTILE_ISSUERS = 'http://127.0.0.1:9404';
export const HOSTILE_MCP_SERVERS = 'http://127.0.0.1:9405';

/** An app for an ordinary OpenID provider and a REST API. Each of the three has its own origin. */
export const API_APP = 'http://localhost:4177';
export const PLAIN_ISSUER = 'http://127.0.0.1:9406';
export const REST_API = 'http://127.0.0.1:9407/v1';

/** This provider issues a refresh token only for `prompt=consent`. */
export const apiAppEnvironment = onlySettings({
  VITE_ISSUER: PLAIN_ISSUER,
  VITE_CLIENT_ID: CLIENT_ID,
  VITE_SCOPES: 'openid profile offline_access notes:read',
  VITE_AUTHORIZATION_PARAMETERS: 'prompt=consent',
  VITE_USERINFO: 'true',
  VITE_API_URL: REST_API,
});

/** An app that binds its tokens to a key of the browser. It uses the same MCP server as `APP`. */
export const DPOP_APP = 'http://localhost:4178';

/** The settings of `APP`, as the owner of a fork would set them for these servers. */
export const appEnvironment = onlySettings({
  VITE_MCP_SERVER_URL: MCP_SERVER,
  VITE_CLIENT_ID: CLIENT_ID,
  // The page Connect calls servers that are not in these settings.
  VITE_CONNECT_ORIGINS: 'any',
  VITE_OFFLINE: 'false',
});

export const dpopAppEnvironment = { ...appEnvironment, VITE_DPOP: 'required' };
