import { defineConfig } from 'playwright/test';
import { browserProjects } from '../browsers.ts';
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
  testDir: '..',
  testMatch: ['starter/sign-in.spec.ts', 'starter/signed-in.spec.ts', 'real/*.spec.ts'],
  testIgnore: CASES,
  // The tag distinguishes the lanes in a merged report.
  tag: '@real',
  outputDir: '../../test-results/real',
  fullyParallel: true,
  // More workers than cores: a test often waits for the network of its page.
  workers: 3,
  retries: 0,
  forbidOnly: Boolean(process.env.CI),
  reporter: 'list',
  timeout: 60_000,
  // The timeout is long, because a slow machine is no defect.
  expect: { timeout: 15_000 },
  use: {
    baseURL: APP,
    signInPage: 'oidc-provider',
    allowedOrigins: [APP, ISSUER, new URL(MCP_SERVER).origin, HOSTILE_ISSUERS, HOSTILE_MCP_SERVERS],
    foreignPages: ISSUER,
    // The lane records no trace, because a trace would contain codes and tokens.
    trace: 'off',
    screenshot: 'off',
  },
  projects: browserProjects(),
  webServer: [
    {
      command: 'node e2e/real/serve.ts',
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
