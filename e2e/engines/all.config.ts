import { defineConfig } from 'playwright/test';
import type { LaneOptions } from '../fixtures.ts';
import offline from '../playwright.config.ts';
import { NOT_RUN_TITLES } from './limits.ts';
import engines from './playwright.config.ts';

/** The offline lane in Firefox, except `limits.ts`. WebKitGTK runs all its specs. */
export default defineConfig<LaneOptions>({
  ...engines,
  projects: engines.projects?.map((project) =>
    project.name === 'firefox-esr'
      ? { ...project, grep: undefined, grepInvert: [...NOT_RUN_TITLES] }
      : { ...project, testMatch: 'engines/webkit*.spec.ts' },
  ),
  webServer: offline.webServer,
});
