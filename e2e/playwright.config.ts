import { join } from 'node:path';
import { defineConfig } from 'playwright/test';
import { onlySettings } from '../vite/settings.ts';
import { browserProjects } from './browsers.ts';
import { type BuiltApp, builtApps } from './built-apps.ts';
import { DPOP_APP, dpopAppEnvironment } from './dpop-app.ts';
import type { LaneOptions } from './fixtures.ts';

const APP = 'http://localhost:4173';

/** Neither `.env.local` nor the environment of the machine has an effect here. */
const env = onlySettings({ VITE_OFFLINE: 'true' });

/** The apps that the core flow needs, in every engine. */
export const offlineApps: BuiltApp[] = [
  { outDir: 'dist-offline', env, url: APP },
  { outDir: 'dist-offline-dpop', env: dpopAppEnvironment, url: DPOP_APP },
];

/** The offline lane: the built app with its servers in the tab. There are no retries, because a race is a defect. */
export default defineConfig<LaneOptions>({
  testDir: '.',
  testMatch: '{starter,hostile,lab}/**/*.spec.ts',
  testIgnore: 'lab/real/**',
  // Distinguishes the lanes in a merged report.
  tag: '@offline',
  outputDir: '../test-results/offline',
  fullyParallel: true,
  workers: 2,
  retries: 0,
  forbidOnly: Boolean(process.env.CI),
  reporter: 'list',
  timeout: 60_000,
  // A slow machine is no defect.
  expect: { timeout: 15_000 },
  // A trace would hold codes and tokens.
  use: {
    baseURL: APP,
    allowedOrigins: [APP, 'http://localhost:4175', 'http://localhost:5173', DPOP_APP],
    // The lab delays each message so that a person can follow, except with reduced motion.
    contextOptions: { reducedMotion: 'reduce' },
    trace: 'off',
    screenshot: 'off',
  },
  projects: browserProjects(),
  webServer: [
    ...builtApps([
      ...offlineApps,
      {
        outDir: 'dist-site/some-app',
        base: '/some-app/',
        env,
        url: 'http://localhost:4175/some-app/',
        serve: 'node e2e/static-host.ts',
      },
    ]),
    {
      command: 'vite',
      cwd: join(import.meta.dirname, '..'),
      env,
      url: 'http://localhost:5173',
      reuseExistingServer: false,
    },
  ],
});
