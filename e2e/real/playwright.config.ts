import { defineConfig } from 'playwright/test';
import { LANE, UNRECORDED } from '../browsers.ts';
import { builtApps } from '../built-apps.ts';
import type { LaneOptions } from '../fixtures.ts';
import {
  API_APP,
  APP,
  apiAppEnvironment,
  appEnvironment,
  DPOP_APP,
  dpopAppEnvironment,
  HOSTILE_ISSUERS,
  HOSTILE_MCP_SERVERS,
  ISSUER,
  MCP_SERVER,
} from './addresses.ts';
import { CASES } from './cases.ts';

/** The real lane runs oidc-provider, an MCP server, and the built app without mocks. Each has its own origin. */
export default defineConfig<LaneOptions>({
  ...LANE,
  testDir: '..',
  testMatch: ['starter/sign-in.spec.ts', 'starter/signed-in.spec.ts', 'real/*.spec.ts'],
  testIgnore: CASES,
  // The tag distinguishes the lanes in a merged report.
  tag: '@real',
  outputDir: '../../test-results/real',
  use: {
    ...UNRECORDED,
    baseURL: APP,
    signInPage: 'oidc-provider',
    allowedOrigins: [APP, ISSUER, new URL(MCP_SERVER).origin, HOSTILE_ISSUERS, HOSTILE_MCP_SERVERS],
    foreignPages: ISSUER,
  },
  webServer: [
    {
      command: 'npx node e2e/real/serve.ts',
      cwd: '../..',
      url: `${ISSUER}/.well-known/openid-configuration`,
      reuseExistingServer: false,
    },
    ...builtApps([
      { outDir: 'dist-real', env: appEnvironment, url: APP },
      { outDir: 'dist-api', env: apiAppEnvironment, url: API_APP },
      { outDir: 'dist-dpop', env: dpopAppEnvironment, url: DPOP_APP },
    ]),
  ],
});
