import { defineConfig } from 'playwright/test';
import { browserProjects } from '../browsers.ts';
import type { LaneOptions } from '../fixtures.ts';

/**
 * The lane of the presets. For each preset, it builds a starter with the lines of the preset, and runs the provider's
 * profile.
 */
export default defineConfig<LaneOptions>({
  testDir: 'browser',
  // The tag distinguishes the lanes in a merged report.
  tag: '@presets',
  outputDir: '../../test-results/presets',
  fullyParallel: true,
  workers: 2,
  retries: 0,
  forbidOnly: Boolean(process.env.CI),
  reporter: 'list',
  // The timeout includes the time to make and build a starter.
  timeout: 120_000,
  expect: { timeout: 15_000 },
  // The lane records no trace, because a trace would contain codes and tokens.
  use: { trace: 'off', screenshot: 'off' },
  projects: browserProjects(),
});
