import { defineConfig } from 'playwright/test';
import { browserProjects } from '../browsers.ts';
import type { LaneOptions } from '../fixtures.ts';

/** The lane of the presets. For each preset, a starter is built with its lines, and uses the provider's profile. */
export default defineConfig<LaneOptions>({
  testDir: 'browser',
  // Distinguishes the lanes in a merged report.
  tag: '@presets',
  outputDir: '../../test-results/presets',
  fullyParallel: true,
  workers: 2,
  retries: 0,
  forbidOnly: Boolean(process.env.CI),
  reporter: 'list',
  // A starter is made and built before its test.
  timeout: 120_000,
  expect: { timeout: 15_000 },
  // A trace would hold codes and tokens.
  use: { trace: 'off', screenshot: 'off' },
  projects: browserProjects(),
});
