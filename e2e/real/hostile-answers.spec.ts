import { countTokenRequests, expect, test } from '../fixtures.ts';
import { ISSUER } from './addresses.ts';

// These tests break the network. In `hostile-servers.spec.ts`, the network works, and servers send wrong responses.
const TOKEN_ENDPOINT = `${ISSUER}/token`;

test('if the network fails during the exchange, a new sign-in works', async ({ page, ada, watch }) => {
  watch.allowConsoleError(/Failed to load resource/);
  await page.addInitScript(() => Object.defineProperty(navigator, 'onLine', { get: () => true }));
  const tokenRequests = countTokenRequests(page);
  let isBroken = true;
  // One route for the whole test: without a route, the browser would resume the requests that Playwright paused.
  await page.route(TOKEN_ENDPOINT, (route) => (isBroken ? route.abort() : route.continue()));
  await page.goto('/tools');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await ada.allow(page);
  await expect(page.getByText('A server could not be reached from this page', { exact: true })).toBeVisible();
  expect(tokenRequests()).toBe(1);
  isBroken = false;
  await page.getByRole('button', { name: 'Sign in again' }).click();
  await expect(page).toHaveURL('/tools');
  await expect(page.getByText('Ada Lovelace', { exact: true })).toBeVisible();
  expect(tokenRequests()).toBe(2);
});

test('a token request without a response times out, and is not sent again', async ({ page, ada }) => {
  await page.clock.install();
  const tokenRequests = countTokenRequests(page);
  await page.route(TOKEN_ENDPOINT, () => {});
  await page.goto('/tools');
  await page.getByRole('button', { name: 'Sign in' }).click();
  const exchange = page.waitForRequest(TOKEN_ENDPOINT);
  await ada.allow(page);
  await exchange;
  await page.clock.fastForward('00:16');
  await expect(page.getByText('A server took too long')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Sign in again' })).toBeVisible();
  expect(tokenRequests()).toBe(1);
});

test('a reload during the exchange does not send the code again', { tag: '@thorough' }, async ({
  page,
  ada,
}) => {
  const tokenRequests = countTokenRequests(page);
  await page.route(TOKEN_ENDPOINT, () => {});
  await page.goto('/');
  await page.getByRole('button', { name: 'Sign in' }).click();
  const exchange = page.waitForRequest(TOKEN_ENDPOINT);
  await ada.allow(page);
  await exchange;
  await expect(page.getByText('Exchanging the code for a token')).toBeVisible();
  await page.reload();
  await expect(page.getByText('There is no sign-in to finish here')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Sign in again' })).toBeVisible();
  expect(tokenRequests()).toBe(1);
});
