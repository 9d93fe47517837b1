import { onlySettings } from '../../vite/settings.ts';

export const APP = 'http://localhost:4176';

/** The revision of the specification to test. */
export const REVISION = '2026-07-28';

/** The scenario `auth/basic-cimd` requires a fixed URL as client ID, which the suite never fetches. */
export const appEnvironment = onlySettings({
  // The app never calls this server: a scenario enters its own server on the Connect page.
  VITE_MCP_SERVER_URL: 'https://mcp.example/mcp',
  VITE_OFFLINE: 'false',
  // The servers of the suite use a new port in each run.
  VITE_CONNECT_ORIGINS: 'any',
  // Two servers of the suite bind tokens to a key. The other servers issue bearer tokens.
  VITE_DPOP: 'when supported',
  VITE_CLIENT_METADATA_URL: 'https://conformance-test.local/client-metadata.json',
});
