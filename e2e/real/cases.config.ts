import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { defineConfig } from 'playwright/test';
import { browserProjects } from '../browsers.ts';
import type { LaneOptions } from '../fixtures.ts';
import { CASES } from './cases.ts';
import real from './playwright.config.ts';

/** The hostile suites run while the lab records, because the recorder must not change what the app does. */
const recorded = existsSync(join(import.meta.dirname, '../../src/lab'))
  ? browserProjects().map((project) => ({
      ...project,
      name: `${project.name}, recorded`,
      testMatch: 'real/hostile-*.spec.ts',
      use: { ...project.use, recording: true },
    }))
  : [];

/** `npm run test:cases` runs the specs with servers of public bug reports, and the hostile suites with the recorder. */
export default defineConfig<LaneOptions>({
  ...real,
  testMatch: CASES,
  testIgnore: [],
  tag: '@cases',
  outputDir: '../../test-results/cases',
  projects: [...browserProjects(), ...recorded],
});
