import { join } from 'node:path';
import { defineConfig } from 'playwright/test';
import { onlySettings } from '../vite/settings.ts';
import { browserProjects } from './browsers.ts';
import { type BuiltApp, builtApps } from './built-apps.ts';
import { DPOP_APP, dpopAppEnvironment } from './dpop-app.ts';
import type { LaneOptions } from './fixtures.ts';

const APP = 'http://localhost:4173';

/** Sets every setting, so that neither `.env.local` nor the environment of the machine has an effect. */
const env = onlySettings({ VITE_OFFLINE: 'true' });

/** The apps that the tests of the core flow need, in every engine. */
export const offlineApps: BuiltApp[] = [
  { outDir: 'dist-offline', env, url: APP },
  { outDir: 'dist-offline-dpop', env: dpopAppEnvironment, url: DPOP_APP },
];

/** The offline lane tests the built app with its servers in the tab. It has no retries, because a race is a defect. */
export default defineConfig<LaneOptions>({
  testDir: '.',
  testMatch: '{starter,hostile,lab}/**/*.spec.ts',
  testIgnore: 'lab/real/**',
  // The tag distinguishes the lanes in a merged report.
  tag: '@offline',
  outputDir: '../test-results/offline',
  fullyParallel: true,
  // More workers than cores: a test often waits for the network of its page.
  workers: 3,
  retries: 0,
  forbidOnly: Boolean(process.env.CI),
  reporter: 'list',
  timeout: 60_000,
  // The timeout is long, because a slow machine is no defect.
  expect: { timeout: 15_000 },
  // The lane records no trace, because a trace would contain codes and tokens.
  use: {
    baseURL: APP,
    allowedOrigins: [APP, 'http://localhost:4175', 'http://localhost:5173', DPOP_APP],
    // With reduced motion, the lab does not delay its messages. Otherwise, it delays each message so that a person can
    // follow.
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
        host: 'static',
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
