/** The purpose of a run of Vite. */
interface Purpose {
  command: 'build' | 'serve';
  /** Whether the lab exists, which needs its servers on every host. */
  lab: boolean;
}

/**
 * Whether the app gets its servers inside the tab: as set by `VITE_OFFLINE`, or else when neither an MCP server nor an
 * issuer is set. By default, the build of a starter has no such servers: it goes to production, which must not contain
 * mocks.
 */
export function isOffline(env: Record<string, string | undefined>, { command, lab }: Purpose): boolean {
  if (env.VITE_OFFLINE) return env.VITE_OFFLINE === 'true';
  return !env.VITE_MCP_SERVER_URL && !env.VITE_ISSUER && (lab || command === 'serve');
}
