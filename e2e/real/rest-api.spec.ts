import { expect, expectAxeClean, test } from '../fixtures.ts';
import { API_APP, PLAIN_ISSUER, REST_API } from './addresses.ts';
import { requestsTo } from './requests-to.ts';

test.use({
  baseURL: API_APP,
  allowedOrigins: [API_APP, PLAIN_ISSUER, new URL(REST_API).origin],
  foreignPages: PLAIN_ISSUER,
});

test('the app signs in at a provider for a REST API', { tag: '@thorough' }, async ({
  page,
  ada,
  request,
}) => {
  await page.goto('/');
  await expect(page.getByRole('link', { name: 'Tools' })).toHaveCount(0);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await ada.allow(page);
  await expect(page.getByText('You have no notes yet.')).toBeVisible();
  // Only the userinfo endpoint of this provider sends the name.
  await expect(page.getByText('Ada Lovelace', { exact: true }).first()).toBeVisible();
  await expectAxeClean(page);

  await page.getByLabel('Text').fill('Across origins');
  await page.getByRole('button', { name: 'Add the note' }).click();
  await page.getByRole('button', { name: 'Give this permission' }).click();
  await page.getByRole('button', { name: 'Continue' }).click();
  await expect(page.getByLabel('Text')).toHaveValue('Across origins');
  await page.getByRole('button', { name: 'Add the note' }).click();
  await expect(page.getByRole('listitem').filter({ hasText: 'Across origins' })).toBeVisible();
  await page.reload();
  await expect(page.getByRole('listitem').filter({ hasText: 'Across origins' })).toBeVisible();

  const log = await requestsTo(request, REST_API, API_APP);
  const calls = log.filter(({ method }) => method !== 'OPTIONS');
  expect(calls.length).toBeGreaterThan(2);
  expect(calls.filter(({ hadAuthorization }) => !hadAuthorization)).toEqual([]);
  expect(calls.filter(({ hadCookies }) => hadCookies)).toEqual([]);
  expect(log.map(({ preflightFor }) => preflightFor)).toContain('GET');
});

test('the page says why an API call failed, and repeats the call after a press', {
  tag: '@thorough',
}, async ({ page, ada, watch }) => {
  watch.allowConsoleError(/net::ERR_FAILED|status of 503/);
  await page.route(`${REST_API}/notes`, (route) => route.abort());
  await page.goto('/notes');
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await ada.allow(page);
  await expect(page.getByText('The API could not be reached from this page')).toBeVisible();
  await expectAxeClean(page);
  await page.unroute(`${REST_API}/notes`);
  await page.route(`${REST_API}/notes`, (route) =>
    route.fulfill({ status: 503, headers: { 'Access-Control-Allow-Origin': API_APP }, body: '' }),
  );
  await page.getByRole('button', { name: 'Ask for the notes again' }).click();
  await expect(page.getByText(`${REST_API}/notes responded with status 503.`)).toBeVisible();
  await page.unroute(`${REST_API}/notes`);
  await page.getByRole('button', { name: 'Ask for the notes again' }).click();
  await expect(page.getByText('You have no notes yet.').or(page.getByRole('listitem').first())).toBeVisible();
});

test('a notice says that the API refused a note', { tag: '@thorough' }, async ({ page, ada, watch }) => {
  watch.allowConsoleError(/status of 503/);
  // The test intercepts requests from the first document on: one may fail while Chromium begins to intercept.
  let leave = () => {};
  const left = new Promise<void>((resolve) => {
    leave = resolve;
  });
  await page.route(`${REST_API}/notes`, async (route) => {
    if (route.request().method() !== 'POST') return route.continue();
    await left;
    await route.fulfill({ status: 503, headers: { 'Access-Control-Allow-Origin': API_APP }, body: '' });
  });
  await page.goto('/notes');
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await ada.allow(page);
  // The list loads above the form and could move its button during a click, so the test waits for the list.
  await expect(page.getByText('You have no notes yet.').or(page.getByRole('listitem').first())).toBeVisible();
  await page.getByLabel('Text').fill('Too late');
  const underWay = page.waitForRequest(
    (request) => request.method() === 'POST' && request.url().endsWith('/notes'),
  );
  await page.getByRole('button', { name: 'Add the note' }).click();
  await underWay;
  const home = page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Home' });
  await home.click();
  await expect(page.getByRole('link', { name: 'Open the notes' })).toBeVisible();
  leave();
  const region = page.getByRole('region', { name: 'Notifications' });
  await expect(region.getByText('The note was not added')).toBeVisible();
  await expect(region.getByText(`${REST_API}/notes responded with status 503.`)).toBeVisible();
  await expect(home).toBeFocused();
  await expectAxeClean(page);
  await region.getByRole('button', { name: 'Dismiss' }).press('Enter');
  await expect(region.getByText('The note was not added')).toHaveCount(0);
});
