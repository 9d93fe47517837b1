import type { Page } from 'playwright/test';
import { countTokenRequests, expect, test } from '../fixtures.ts';

/** Delays the responses of an endpoint of the authorization server, in every document of the page. */
async function hold(page: Page, endpoint: 'token' | 'revoke', ms: number): Promise<void> {
  await page.addInitScript(
    ({ endpoint, ms }) => {
      const { fetch } = window;
      window.fetch = async (...asked) => {
        const url = String(asked[0] instanceof Request ? asked[0].url : asked[0]);
        const held = url.endsWith(`/${endpoint}`) && sessionStorage.getItem('test:hold') !== null;
        const response = await fetch(...asked);
        if (!held) return response;
        // The server has already processed the request, but the page gets the response later.
        return new Promise((resolve, reject) => {
          setTimeout(() => resolve(response), ms);
          // If the user leaves a document, a browser may abort its requests although the document still runs.
          addEventListener('pagehide', () => reject(new TypeError('Failed to fetch')));
        });
      };
    },
    { endpoint, ms },
  );
}

const startHolding = (page: Page) => page.evaluate(() => sessionStorage.setItem('test:hold', ''));

test('a reload keeps the session and sends no token request', async ({ page, ada }) => {
  await hold(page, 'token', 5_000);
  await ada.signIn(page);
  const tokenRequests = countTokenRequests(page);
  for (let times = 0; times < 3; times += 1) await page.reload({ waitUntil: 'domcontentloaded' });
  await expect(page.getByText('Ada Lovelace', { exact: true })).toBeVisible();
  expect(tokenRequests()).toBe(0);

  await page.evaluate(() => localStorage.clear());
  await page.getByRole('button', { name: 'Refresh the token now' }).click();
  await expect.poll(tokenRequests).toBe(1);
  await expect(page.getByRole('button', { name: 'Refresh the token now' })).toBeEnabled();
  await page.reload();
  await expect(page.getByText('Ada Lovelace', { exact: true })).toBeVisible();

  await startHolding(page);
  await page.getByRole('button', { name: 'Refresh the token now' }).click();
  await expect.poll(tokenRequests).toBe(2);
  await page.reload({ waitUntil: 'domcontentloaded' });
  await page.reload();
  await expect(page.getByText('Ada Lovelace', { exact: true })).toBeVisible();
  await expect(page.getByRole('link', { name: 'Who am I' })).toBeVisible();
  expect(tokenRequests(), 'the token of the previous document is used').toBe(2);
});

test('after a reload during the exchange, a sign-in leads to the opened page', { tag: '@thorough' }, async ({
  page,
  ada,
}) => {
  await hold(page, 'token', 60_000);
  await page.goto('/tools?from=here');
  await startHolding(page);
  const tokenRequests = countTokenRequests(page);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await ada.allow(page);
  await expect.poll(tokenRequests).toBe(1);
  await page.evaluate(() => sessionStorage.removeItem('test:hold'));
  await page.reload();
  await page.getByRole('button', { name: 'Sign in again' }).click();
  // The server does not ask again for the password.
  await page.getByRole('button', { name: 'Allow', exact: true }).click();
  await expect(page.getByText('Ada Lovelace', { exact: true })).toBeVisible();
  expect(new URL(page.url()).search).toBe('?from=here');
});

test('after a refusal, a new sign-in leads to the deep link', async ({ page, ada, watch }) => {
  // The host of this test redirects from the callback to another spelling of its path.
  watch.allowLeak('code in the address of a GET request to /Callback/');
  await page.route(
    (url) => url.pathname === '/callback',
    (route) => {
      const url = new URL(route.request().url());
      return route.fulfill({ status: 302, headers: { Location: `/Callback/${url.search}&utm_source=x` } });
    },
  );
  await page.goto('/tools/whoami?from=a-link');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('button', { name: 'Deny' }).click();
  await expect(page.getByText('You did not allow access')).toBeVisible();
  await page.getByRole('button', { name: 'Sign in again' }).click();
  await ada.allow(page);
  await expect(page.getByText('Ada Lovelace', { exact: true })).toBeVisible();
  expect(new URL(page.url()).pathname + new URL(page.url()).search).toBe('/tools/whoami?from=a-link');
});

test('the page shows a sign-out that waits for revocation', { tag: '@thorough' }, async ({ page, ada }) => {
  await hold(page, 'revoke', 30_000);
  await ada.signIn(page);
  await startHolding(page);
  await page.getByRole('button', { name: 'Sign out' }).click();
  await expect(page.getByText('Signing you out at the authorization server')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Sign in', exact: true })).toBeDisabled();
  await expect(page.getByRole('heading', { name: 'Sign out here?' })).toBeVisible();
});

test('if the device reports that it is offline, a call still runs at once', { tag: '@thorough' }, async ({
  page,
  ada,
}) => {
  await ada.signIn(page);
  await page.getByRole('link', { name: 'Who am I' }).click();
  await page.evaluate(() => dispatchEvent(new Event('offline')));
  // The servers in the tab need no network.
  await page.getByRole('button', { name: 'Call Who am I' }).click();
  await expect(page.getByText('"subject"')).toBeVisible();
  await page.evaluate(() => {
    const { fetch } = window;
    window.fetch = () => Promise.reject(new TypeError('Failed to fetch'));
    addEventListener('online', () => Object.assign(window, { fetch }));
  });
  await page.getByRole('button', { name: 'Call Who am I' }).click();
  await expect(page.getByText('The call failed')).toBeVisible();
  await page.evaluate(() => dispatchEvent(new Event('online')));
  await page.getByRole('button', { name: 'Call Who am I' }).click();
  await expect(page.getByText('"subject"')).toBeVisible();
});
