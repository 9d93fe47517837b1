import { defineConfig } from 'playwright/test';
import { LANE, UNRECORDED } from '../browsers.ts';
import type { LaneOptions } from '../fixtures.ts';

/** The lane of the presets. For each preset, it builds a starter with its lines, and runs the provider's profile. */
export default defineConfig<LaneOptions>({
  ...LANE,
  testDir: 'browser',
  // The tag distinguishes the lanes in a merged report.
  tag: '@presets',
  outputDir: '../../test-results/presets',
  workers: 2,
  // The timeout includes the time to make and build a starter.
  timeout: 120_000,
  use: UNRECORDED,
});
