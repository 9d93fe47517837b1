import { defineConfig } from 'playwright/test';
import type { LaneOptions } from '../fixtures.ts';
import { CASES } from './cases.ts';
import real from './playwright.config.ts';

/** The servers of public reports, in the real lane: `npm run test:cases`. */
export default defineConfig<LaneOptions>({
  ...real,
  testMatch: CASES,
  testIgnore: [],
  tag: '@cases',
  outputDir: '../../test-results/cases',
  projects: (real.projects ?? []).filter(({ name }) => !name?.includes('recorded')),
});
