/** Loads the tools page and with it the MCP client, which no first paint should wait for. */
export async function loadToolsPage() {
  await import('../zod-jitless.ts');
  return import('./ToolsPage.tsx');
}
