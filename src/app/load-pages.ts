/** Loads the tools page and with it the MCP client, so that no first paint waits for them. */
export const loadToolsPage = () => import('./ToolsPage.tsx');

/** Loads the page for any server, and with it the MCP client. */
export const loadConnectPage = () => import('./connect/ConnectPage.tsx');

/** Loads the page of the API. */
export const loadNotesPage = () => import('./notes/NotesPage.tsx');

/** Loads the query client that these pages share. */
export const loadQueries = () => import('./Queries.tsx');
