/** Each server has its own origin. */
export const EVERYTHING = 'http://127.0.0.1:9421/mcp';
export const FASTMCP = 'http://127.0.0.1:9422/mcp';
export const HONO = 'http://127.0.0.1:9423/mcp';
export const TMCP = 'http://127.0.0.1:9424/mcp';
export const MCP_LITE = 'http://127.0.0.1:9425/mcp';

/** The authorization server of `e2e/real/servers/bendable`. It redirects at once, without a page. */
export const AUTHORIZATION = 'http://127.0.0.1:9426';
