import { test as base } from 'playwright/test';
import type { Act } from '../../src/lab/learn/chapters/solutions.ts';
import { WebDriver } from './webdriver.ts';
import { startWebKitDriver, type WebKitDriver } from './webkit-driver.ts';

export { expect } from 'playwright/test';

/** Playwright's `test` for WebKitGTK. Each test has a new profile. */
export const test = base.extend<
  { webkit: WebDriver; features: string; signIn(): Promise<void> },
  { webkitDriver: WebKitDriver }
>({
  webkitDriver: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the dependencies of a fixture from this pattern
    async ({}, use) => {
      const driver = await startWebKitDriver();
      await use(driver);
      await driver.stop();
    },
    { scope: 'worker' },
  ],
  features: ['', { option: true }],
  webkit: async ({ webkitDriver, features }, use, testInfo) => {
    const webkit = await WebDriver.open(webkitDriver.url, {
      args: ['--automation', ...(features ? [`--features=${features}`] : [])],
    });
    await use(webkit);
    if (testInfo.status !== testInfo.expectedStatus) {
      await testInfo.attach('the page at the end', { body: await webkit.text() });
    }
    await webkit.close();
  },
  signIn: async ({ webkit, baseURL }, use) => {
    await use(async () => {
      await webkit.goto(`${baseURL}/tools`);
      await webkit.press('Sign in', 'main');
      await allow(webkit);
      await webkit.sees('Signed in as');
    });
  },
});

export async function perform(webkit: WebDriver, act: Act): Promise<void> {
  if ('press' in act) await webkit.press(act.press, 'main');
  else if ('pick' in act) await webkit.press(act.pick, 'main');
  else if ('choose' in act) await webkit.choose(act.choose, act.of);
  else await webkit.fill(act.fill, act.with.replaceAll('{origin}', new URL(await webkit.url()).origin));
}

export async function allow(webkit: WebDriver): Promise<void> {
  await webkit.press('Fill in for Ada Lovelace');
  await webkit.press('Sign in and allow');
}
