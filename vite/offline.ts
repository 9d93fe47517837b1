/** The purpose of a run of Vite. */
interface Purpose {
  command: 'build' | 'serve';
  /** Whether the lab exists. The lab needs its servers on every host. */
  lab: boolean;
}

/**
 * Whether the servers of the app are in the tab. `VITE_OFFLINE` decides; if it is not set, they are in the tab when
 * neither an MCP server nor an issuer is set. The build of a starter has no such servers by default: it goes to
 * production, where mocks must not be.
 */
export function isOffline(env: Record<string, string | undefined>, { command, lab }: Purpose): boolean {
  if (env.VITE_OFFLINE) return env.VITE_OFFLINE === 'true';
  return !env.VITE_MCP_SERVER_URL && !env.VITE_ISSUER && (lab || command === 'serve');
}
