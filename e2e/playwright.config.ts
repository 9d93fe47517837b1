import { join } from 'node:path';
import { defineConfig } from 'playwright/test';
import { onlySettings } from '../vite/settings.ts';
import { LANE, UNRECORDED } from './browsers.ts';
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

/** The offline lane tests the built app with its servers in the tab. */
export default defineConfig<LaneOptions>({
  ...LANE,
  testDir: '.',
  testMatch: '{starter,hostile,lab}/**/*.spec.ts',
  testIgnore: 'lab/real/**',
  // The tag distinguishes the lanes in a merged report.
  tag: '@offline',
  outputDir: '../test-results/offline',
  use: {
    ...UNRECORDED,
    baseURL: APP,
    allowedOrigins: [APP, 'http://localhost:4175', 'http://localhost:5173', DPOP_APP],
    // With reduced motion, the lab does not delay its messages. Otherwise, it delays each so that a person can follow.
    contextOptions: { reducedMotion: 'reduce' },
  },
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
      command: 'npx vite --port 5173',
      cwd: join(import.meta.dirname, '..'),
      env,
      url: 'http://localhost:5173',
      reuseExistingServer: false,
    },
  ],
});
