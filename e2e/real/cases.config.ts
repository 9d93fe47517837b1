import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { defineConfig } from 'playwright/test';
import { browserProjects } from '../browsers.ts';
import type { LaneOptions } from '../fixtures.ts';
import { CASES } from './cases.ts';
import real from './playwright.config.ts';

/**
 * The hostile suites of the real lane while the lab records the session: a recorder must not change what they prove.
 */
const recorded = existsSync(join(import.meta.dirname, '../../src/lab'))
  ? browserProjects().map((project) => ({
      ...project,
      name: `${project.name}, recorded`,
      testMatch: 'real/hostile-*.spec.ts',
      use: { ...project.use, recording: true },
    }))
  : [];

/** The servers of public reports, in the real lane, and its hostile suites under recording: `npm run test:cases`. */
export default defineConfig<LaneOptions>({
  ...real,
  testMatch: CASES,
  testIgnore: [],
  tag: '@cases',
  outputDir: '../../test-results/cases',
  projects: [...browserProjects(), ...recorded],
});
