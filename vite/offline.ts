/** What a run of Vite is for, as far as it matters here. */
interface Purpose {
  command: 'build' | 'serve';
  /** Whether the lab is there, which brings its servers along wherever it is hosted. */
  lab: boolean;
}

/**
 * Whether the app gets its servers inside the tab: where `VITE_OFFLINE` says so, and otherwise where neither an
 * MCP server nor an issuer is named, except in a starter's build. That goes to production, where mocks have no business.
 */
export function isOffline(env: Record<string, string | undefined>, { command, lab }: Purpose): boolean {
  if (env.VITE_OFFLINE) return env.VITE_OFFLINE === 'true';
  return !env.VITE_MCP_SERVER_URL && !env.VITE_ISSUER && (lab || command === 'serve');
}
