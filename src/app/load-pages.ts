/** Loads the tools page and the MCP client. They are in a separate chunk, so that the first paint need not wait. */
export const loadToolsPage = () => import('./ToolsPage.tsx');

/** Loads the Connect page and the MCP client. */
export const loadConnectPage = () => import('./connect/ConnectPage.tsx');

export const loadNotesPage = () => import('./notes/NotesPage.tsx');

/** Loads the query client that these pages share. */
export const loadQueries = () => import('./Queries.tsx');
