import { join } from 'node:path';
import { defineConfig, devices } from 'playwright/test';
import { builtApps } from '../built-apps.ts';
import { machineProbes } from '../find-browser.ts';
import type { LaneOptions } from '../fixtures.ts';
import offline, { offlineApps } from '../playwright.config.ts';
import { ensureProgram, FIREFOX } from './find-engine.ts';
import { FIREFOX_ERRORS } from './limits.ts';
import { LIGHT_COLOURS } from './media-features.ts';

/**
 * The core of the offline lane, in browsers that people install. In Firefox, the tests with the tag `@core` run over
 * WebDriver BiDi. Playwright cannot drive WebKitGTK, so another spec performs similar steps there over WebDriver.
 */
export default defineConfig<LaneOptions>({
  ...offline,
  testDir: '..',
  tag: '@engines',
  outputDir: '../../test-results/engines',
  // The lane runs one instance of each engine at a time. With two, WebKitGTK is too slow for the timeouts of the app.
  workers: 2,
  // The timeout is long, because neither engine has a fast build for tests, and a slow machine is no defect.
  timeout: 300_000,
  expect: { timeout: 60_000 },
  projects: [
    {
      name: 'firefox-esr',
      workers: 1,
      grep: /@core/,
      testMatch: [offline.testMatch ?? [], 'engines/firefox*.spec.ts'].flat(),
      use: {
        ...devices['Desktop Firefox'],
        channel: 'moz-firefox',
        browserErrors: FIREFOX_ERRORS,
        themeBy: 'choice',
        fillBy: 'keys',
        restoresPages: false,
        launchOptions: {
          executablePath: join(import.meta.dirname, 'firefox-relay.ts'),
          env: { ...process.env, FIREFOX_PATH: ensureProgram(FIREFOX, machineProbes()) },
          firefoxUserPrefs: {
            ...LIGHT_COLOURS,
            'ui.prefersReducedMotion': 1,
            // Without this preference, axe and `getByRole` crash the page: see `limits.ts`.
            'accessibility.ARIAElementReflection.enabled': false,
            // After a download, Firefox opens a panel of the browser, which would take the next key.
            'browser.download.alwaysOpenPanel': false,
          },
        },
      },
    },
    { name: 'webkitgtk', workers: 1, testMatch: 'engines/webkit.spec.ts' },
  ],
  webServer: builtApps(offlineApps),
});
