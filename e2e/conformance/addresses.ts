import { onlySettings } from '../../vite/settings.ts';

/** The URL of the app in the conformance lane. */
export const APP = 'http://localhost:4176';

/** The revision of the specification to test. */
export const REVISION = '2026-07-28';

/**
 * The settings of the build of this lane. The suite compares the client ID with this fixed URL and never fetches it,
 * so another build could not pass `auth/basic-cimd`.
 */
export const appEnvironment = onlySettings({
  // The scenarios enter their own server on the Connect page.
  VITE_MCP_SERVER_URL: 'https://mcp.example/mcp',
  VITE_OFFLINE: 'false',
  // The servers of the suite use a new port each time.
  VITE_CONNECT_ORIGINS: 'any',
  // Two servers of the suite bind tokens to a key; all others issue bearer tokens.
  VITE_DPOP: 'when supported',
  VITE_CLIENT_METADATA_URL: 'https://conformance-test.local/client-metadata.json',
});
