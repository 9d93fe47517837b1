/** Loads the tools page and with it the MCP client, which no first paint should wait for. */
export const loadToolsPage = () => import('./ToolsPage.tsx');

/** Loads the page for any server, and with it the MCP client. */
export const loadConnectPage = () => import('./connect/ConnectPage.tsx');

/** Loads the page of the API. */
export const loadNotesPage = () => import('./notes/NotesPage.tsx');

/** Loads what is around each of them. */
export const loadQueries = () => import('./Queries.tsx');
