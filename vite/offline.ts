interface Purpose {
  command: 'build' | 'serve';
  /** Whether the lab exists. The lab needs the servers in every build. */
  lab: boolean;
}

/**
 * Whether the servers of the app run in the tab. `VITE_OFFLINE` decides. If `VITE_OFFLINE` is not set, the servers run
 * in the tab when neither an MCP server nor an issuer is set. By default, the build of a starter never contains these
 * servers, because mocks must not go to production.
 */
export function isOffline(env: Record<string, string | undefined>, { command, lab }: Purpose): boolean {
  if (env.VITE_OFFLINE) return env.VITE_OFFLINE === 'true';
  return !env.VITE_MCP_SERVER_URL && !env.VITE_ISSUER && (lab || command === 'serve');
}
