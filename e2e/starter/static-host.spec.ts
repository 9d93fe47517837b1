import type { Page, Response } from 'playwright/test';
import { expect, test } from '../fixtures.ts';

/** A host that serves only files. The app is below a path, and every path without a file gets the 404 page. */
const SITE = 'http://localhost:4175/some-app/';

test.use({ baseURL: SITE });
test.beforeEach(({ watch }) => {
  // The host sends the page of a deep link with the status 404, and the browser shows it nevertheless.
  watch.allowConsoleError(/the server responded with a status of 404/);
});

/** Collects the responses from the network. Responses of the servers in the tab do not count. */
function networkResponses(page: Page): () => Response[] {
  const responses: Response[] = [];
  page.context().on('response', (response) => {
    if (!response.fromServiceWorker()) responses.push(response);
  });
  return () => responses;
}

test('the app signs in below a path of a static host, and requests no missing file', {
  tag: '@thorough',
}, async ({ page, ada }) => {
  const responses = networkResponses(page);
  await page.goto('tools/list_notes?from=a-link');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.waitForURL(`${SITE}idp/authorize?**`);
  await ada.allow(page);
  await page.getByLabel('At most').fill('1');
  await page.getByRole('button', { name: 'Call List notes' }).click();
  await expect(page.getByText('The verifier never travels with the challenge.')).toBeVisible();
  expect(page.url()).toBe(`${SITE}tools/list_notes?from=a-link`);
  await page.reload();
  await expect(page.getByText('Ada Lovelace', { exact: true })).toBeVisible();

  const elsewhere = responses().filter((response) => !response.url().startsWith(SITE));
  expect(elsewhere.map((response) => response.url())).toEqual([]);
  const withoutFile = responses().filter((response) => response.status() === 404);
  const paths = new Set(withoutFile.map((response) => new URL(response.url()).pathname));
  expect([...paths], 'pages of the app, and no file that is missing').toEqual(
    ['tools/list_notes', 'idp/authorize', 'callback'].map((page) => new URL(page, SITE).pathname),
  );
});

test('every page stays below the path of the app, even at a sign-out', { tag: '@thorough' }, async ({
  page,
  ada,
}) => {
  await page.goto('.');
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await ada.allow(page);
  await expect(page.getByRole('heading', { name: 'Tools' })).toBeVisible();
  const addresses: string[] = [];
  page.on('framenavigated', (frame) => addresses.push(frame.url()));
  for (const link of ['Home', 'Connect', 'Tools']) {
    await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: link }).click();
  }
  await page.getByRole('button', { name: 'Sign out' }).click();
  await expect(page.getByRole('heading', { name: 'Sign out here?' })).toBeVisible();
  await page.getByRole('button', { name: 'Sign out' }).click();
  await expect(page.getByRole('button', { name: 'Sign in', exact: true })).toBeVisible();
  expect(addresses.length).toBeGreaterThan(3);
  expect(addresses.filter((address) => !address.startsWith(SITE))).toEqual([]);
});

test('the page has the chosen theme before the app runs', { tag: '@thorough' }, async ({ page, watch }) => {
  watch.allowConsoleError(/net::ERR_FAILED/);
  await page.addInitScript(() => localStorage.setItem('theme', 'dark'));
  await page.route(/\/assets\/app-[^/]+\.js$/, (route) => route.abort());
  await page.goto('tools', { waitUntil: 'domcontentloaded' });
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
  await expect(page.locator('head > :last-child')).toHaveAttribute('src', '/some-app/theme.js');
});

test('the page warns only if its host sends no security headers', { tag: '@thorough' }, async ({ page }) => {
  await page.goto('tools');
  await expect(page.getByText('This copy is served without its security headers')).toBeVisible();
  await expect(page.getByText('Content-Security-Policy, X-Frame-Options')).toBeVisible();
  await page.goto('http://localhost:4173/tools');
  await expect(page.getByRole('button', { name: 'Sign in' })).toBeVisible();
  // The page sent the same request earlier. So when this script has a response, the page has a response, too.
  const policy = await page.evaluate(async () =>
    (await fetch('/', { method: 'HEAD' })).headers.get('Content-Security-Policy'),
  );
  expect(policy).toContain("frame-ancestors 'none'");
  await expect(page.getByText('This copy is served without')).toHaveCount(0);
});
