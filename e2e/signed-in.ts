import type { Browser, Cookie, Page } from 'playwright/test';
import { test as base } from './fixtures.ts';

/** The cookies of a provider after Ada has signed in. Each worker of Playwright gets them once for each URL. */
const cookiesOf = new Map<string, Promise<Cookie[]>>();

/**
 * Playwright's `test` for pages that are not about the sign-in. `openSignedIn` opens such a page, and the app signs Ada
 * in without a page of the provider. The server in the tab has a standing approval of Ada, and a real provider
 * recognises her by a cookie. The sign-in is real, so no test has to write the records of a session.
 */
export const test = base.extend<{ openSignedIn(path: string): Promise<void> }>({
  openSignedIn: async ({ page, browser, baseURL, foreignPages: provider, ada }, use) => {
    await use(async (path) => {
      if (provider === undefined) {
        await page.addInitScript(() => localStorage.setItem('sign-in:approves', 'ada'));
      } else {
        const cookies = cookiesOf.get(provider) ?? signInOnce(browser, baseURL, provider, ada.allow);
        cookiesOf.set(provider, cookies);
        await page.context().addCookies(await cookies);
      }
      await page.goto(path);
      await page.getByRole('button', { name: 'Sign in', exact: true }).click();
      await page.getByRole('banner').getByText('Account').waitFor();
      // The callback page is signed in before it navigates to `path`. A reload before that would open the callback page without a response.
      await page.waitForURL(path);
    });
  },
});

async function signInOnce(
  browser: Browser,
  baseURL: string | undefined,
  provider: string,
  allow: (page: Page) => Promise<void>,
): Promise<Cookie[]> {
  const context = await browser.newContext(baseURL ? { baseURL } : {});
  const page = await context.newPage();
  await page.goto('/tools');
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await allow(page);
  await page.getByRole('banner').getByText('Account').waitFor();
  const cookies = await context.cookies(provider);
  await context.close();
  return cookies;
}
