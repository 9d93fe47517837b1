import { countTokenRequests, expect, test } from '../fixtures.ts';

test('in a development build with StrictMode, there is one token request', { tag: '@thorough' }, async ({
  page,
  ada,
}) => {
  const tokenRequests = countTokenRequests(page);
  await page.goto('http://localhost:5173/tools');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await ada.allow(page);
  await expect(page.getByText('Ada Lovelace', { exact: true })).toBeVisible();
  expect(tokenRequests()).toBe(1);
});

test('the worker takes control of a page that loaded without it', async ({ page, context, ada }) => {
  const other = await context.newPage();
  await other.goto('/tools');
  await other.getByRole('button', { name: 'Sign in' }).click();
  await expect(other.getByRole('button', { name: 'Sign in and allow' })).toBeVisible();
  // The browser removes the worker if the user deletes the data of the site.
  await other.evaluate(async () => (await navigator.serviceWorker.ready).unregister());
  await ada.signIn(page);
  expect(await page.evaluate(() => navigator.serviceWorker.controller?.state)).toBe('activated');
});

test('a tab opens although another tab does not reply to the worker', async ({ page, context, ada }) => {
  const silent = await context.newPage();
  await silent.addInitScript(() => {
    navigator.serviceWorker.addEventListener('message', (event) => {
      if (sessionStorage.getItem('test:silent') !== null) event.stopImmediatePropagation();
    });
  });
  await ada.signIn(silent);
  await silent.evaluate(() => sessionStorage.setItem('test:silent', ''));
  await page.goto('/tools');
  await expect(page.getByRole('button', { name: 'Sign in', exact: true })).toBeVisible();
});

test('a press that starts the servers in the tab works without a reload', { tag: '@thorough' }, async ({
  page,
  context,
  ada,
}) => {
  await ada.signIn(await context.newPage());
  await page.goto('/tools');
  // This reload bypasses all caches and the worker, like a reload with Shift.
  const devtools = await context.newCDPSession(page);
  await Promise.all([page.waitForEvent('load'), devtools.send('Page.reload', { ignoreCache: true })]);
  expect(await page.evaluate(() => navigator.serviceWorker.controller)).toBeNull();
  let loads = 0;
  page.on('load', () => {
    loads += 1;
  });
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page.getByRole('button', { name: 'Allow', exact: true })).toBeVisible();
  expect(loads, 'only the navigation to the authorization server').toBe(1);
});

test('an authorization server that does not exist has no page', { tag: '@thorough' }, async ({ page }) => {
  await page.goto('/idp/nowhere/authorize');
  await expect(page.getByText('There is no page at this address')).toBeVisible();
});
