import { onlySettings } from '../../vite/settings.ts';

/** Where the conformance lane serves the app. */
export const APP = 'http://localhost:4176';

/** The specification whose requirements are run. */
export const REVISION = '2026-07-28';

/**
 * What the build of this lane has to be told. The suite compares the client ID with this one address and
 * never fetches it, so a build for any other deployment could not pass `auth/basic-cimd`.
 */
export const appEnvironment = onlySettings({
  // The scenarios name their own on the Connect page.
  VITE_MCP_SERVER_URL: 'https://mcp.example/mcp',
  VITE_OFFLINE: 'false',
  // The suite's servers have a new port each time.
  VITE_CONNECT_ORIGINS: 'any',
  VITE_CLIENT_METADATA_URL: 'https://conformance-test.local/client-metadata.json',
});
