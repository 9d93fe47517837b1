/** Loads the tools page and with it the MCP client, which no first paint should wait for. */
export async function loadToolsPage() {
  await import('../zod-jitless.ts');
  return import('./ToolsPage.tsx');
}

/** Loads the page for any server, and with it the MCP client. */
export async function loadConnectPage() {
  await import('../zod-jitless.ts');
  return import('./connect/ConnectPage.tsx');
}
