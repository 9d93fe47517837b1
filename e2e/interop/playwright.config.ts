import { defineConfig } from 'playwright/test';
import type { LaneOptions } from '../fixtures.ts';
import { APP, appEnvironment } from '../real/addresses.ts';
import real from '../real/playwright.config.ts';
import * as servers from './addresses.ts';

/** `npm run test:interop` runs MCP servers of real frameworks. Their packages are installed only for this lane. */
export default defineConfig<LaneOptions>({
  ...real,
  testDir: '.',
  testMatch: '*.spec.ts',
  outputDir: '../../test-results/interop',
  use: { ...real.use, allowedOrigins: [APP, ...Object.values(servers).map((url) => new URL(url).origin)] },
  webServer: [
    {
      command: 'npx node e2e/interop/servers.js',
      cwd: '../..',
      url: servers.EVERYTHING,
      reuseExistingServer: false,
    },
    {
      command: `npx vite build --outDir dist-real && npx vite preview --outDir dist-real --port ${new URL(APP).port}`,
      cwd: '../..',
      env: appEnvironment,
      url: APP,
      reuseExistingServer: false,
    },
  ],
});
