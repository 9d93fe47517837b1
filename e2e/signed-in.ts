import type { Browser, Cookie, Page } from 'playwright/test';
import { test as base } from './fixtures.ts';

/** The cookies of a provider after Ada has signed in, fetched once per worker and URL. */
const cookiesOf = new Map<string, Promise<Cookie[]>>();

/**
 * `test` for pages that are not about signing in: `openSignedIn` opens such a page as Ada. The app really signs in, so
 * no test writes its records, but the provider asks nothing: in the tab, Ada has already consented; a real provider
 * recognises her by a cookie.
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
      // The callback page is signed in a moment before it navigates on. Reloading it then would open a callback without
      // a response.
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
