/** Loads the tools page and with it the MCP client, which no first paint should wait for. */
export const loadToolsPage = () => import('./ToolsPage.tsx');

/** Loads the page for any server, and with it the MCP client. */
export const loadConnectPage = () => import('./connect/ConnectPage.tsx');

/** Loads what is around either page. */
export const loadMcpQueries = () => import('./McpQueries.tsx');
