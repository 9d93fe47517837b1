import { defineConfig } from 'playwright/test';
import { onlySettings } from '../vite/settings.ts';
import { browserProjects } from './browsers.ts';
import { DPOP_APP, dpopAppEnvironment } from './dpop-app.ts';
import type { LaneOptions } from './fixtures.ts';

/** Neither `.env.local` nor the environment of the machine has an effect here. */
const env = onlySettings({ VITE_OFFLINE: 'true' });

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
    baseURL: 'http://localhost:4173',
    allowedOrigins: ['http://localhost:4173', 'http://localhost:4175', 'http://localhost:5173', DPOP_APP],
    // The lab delays each message so that a person can follow, except with reduced motion.
    contextOptions: { reducedMotion: 'reduce' },
    trace: 'off',
    screenshot: 'off',
  },
  projects: browserProjects(),
  webServer: [
    {
      command: 'vite build --outDir dist-offline && vite preview --outDir dist-offline',
      cwd: '..',
      env,
      url: 'http://localhost:4173',
      reuseExistingServer: false,
      // A build takes long on a slow machine.
      timeout: 180_000,
    },
    {
      command: `vite build --outDir dist-offline-dpop && vite preview --outDir dist-offline-dpop --port ${new URL(DPOP_APP).port}`,
      cwd: '..',
      env: dpopAppEnvironment,
      url: DPOP_APP,
      reuseExistingServer: false,
      timeout: 180_000,
    },
    {
      command: 'node static-host.ts',
      env,
      url: 'http://localhost:4175/some-app/',
      reuseExistingServer: false,
    },
    { command: 'vite', cwd: '..', env, url: 'http://localhost:5173', reuseExistingServer: false },
  ],
});
