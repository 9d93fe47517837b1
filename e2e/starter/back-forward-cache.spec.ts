import { launchedWithBackForwardCache, restorations } from '../browsers.ts';
import { expect, expectAxeClean, test } from '../fixtures.ts';

test.use({
  launchOptions: [
    ({ launchOptions, browserName }, use) => use(launchedWithBackForwardCache(launchOptions, browserName)),
    { scope: 'worker' },
  ],
});

test('a page that Back restores is still signed in, unless the user signed out in another tab', {
  tag: '@core',
}, async ({ page, context, ada, watch, restoresPages }) => {
  // The test opens a text file, which names no icon. So the browser requests the default icon, and gets a 404.
  watch.allowConsoleError(/status of 404/);
  await ada.signIn(page);
  const restored = await restorations(page);
  await page.goto('/robots.txt');
  await page.goBack({ waitUntil: 'commit' });
  await expect(page.getByText('Ada Lovelace', { exact: true })).toBeVisible();
  if (restoresPages) await expect.poll(restored).toEqual([true]);

  await page.goto('/robots.txt');
  const other = await context.newPage();
  await other.goto('/tools');
  await other.getByRole('button', { name: 'Sign in' }).click();
  await other.getByRole('button', { name: 'Allow', exact: true }).click();
  await other.getByRole('button', { name: 'Sign out' }).click();
  await expect(other).toHaveURL(/end-session/);
  await page.goBack({ waitUntil: 'commit' });
  await expect(page.getByRole('button', { name: 'Sign in' })).toBeVisible();
  await expect(page.getByText('Ada Lovelace')).toHaveCount(0);
});

test('after Back from the server, the sign-in button works at once', { tag: '@thorough' }, async ({
  page,
  ada,
  restoresPages,
}) => {
  await page.goto('/tools');
  const restored = await restorations(page);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page.getByRole('button', { name: 'Sign in and allow' })).toBeVisible();
  await page.goBack({ waitUntil: 'commit' });
  if (restoresPages) await expect.poll(restored).toEqual([true]);
  // A restored page shows the button at once. A page that is loaded again takes longer.
  await expect(page.getByRole('button', { name: 'Sign in' })).toBeEnabled(
    restoresPages ? { timeout: 1_000 } : undefined,
  );
  await page.getByRole('button', { name: 'Sign in' }).click();
  await ada.allow(page);
  await expect(page.getByText('Ada Lovelace', { exact: true })).toBeVisible();
});

test('after another person signs in, the app repeats no call', { tag: '@thorough' }, async ({
  page,
  context,
  ada,
  restoresPages,
}) => {
  // Without locks: a request for the tab's lock makes a browser discard the cached document that holds it.
  if (restoresPages)
    await page.addInitScript(() => Object.defineProperty(navigator, 'locks', { value: undefined }));
  await ada.signIn(page);
  await page.getByRole('link', { name: 'Add a note' }).click();
  await page.getByLabel('Text').fill('Only for Ada');
  await page.getByRole('button', { name: 'Call Add a note' }).click();
  await expect(page.getByRole('button', { name: 'Give this permission' })).toBeVisible();
  const other = await context.newPage();
  await other.goto('/idp/end-session');
  await other.getByRole('button', { name: 'Sign out' }).click();
  await expect(other.getByText('You are signed out here')).toBeVisible();
  await other.close();
  const length = () => page.evaluate(() => history.length);
  const before = await length();
  const restored = await restorations(page);
  await page.getByRole('button', { name: 'Give this permission' }).click();
  await page.getByRole('button', { name: 'Fill in for Mallory Eaves' }).click();
  await page.getByRole('button', { name: 'Sign in and allow' }).click();
  await expect(page.getByText('The call was not repeated, because another person may have')).toBeVisible();
  await expect(page.getByLabel('Text')).toHaveValue('');
  expect(await page.evaluate(() => JSON.stringify({ ...sessionStorage }))).not.toContain('Only for Ada');
  await expectAxeClean(page);

  await page.evaluate((steps) => history.go(steps), before - (await length()));
  if (restoresPages) await expect.poll(restored).toEqual([true]);
  await expect(page.getByLabel('Text')).toHaveValue('');
  await expect(page.getByText('Ada')).toHaveCount(0);
  await page.getByRole('link', { name: 'List notes' }).click();
  await page.getByRole('button', { name: 'Call List notes' }).click();
  await expect(page.getByText('Result', { exact: true })).toBeVisible();
  await expect(page.getByText('Only for Ada')).toHaveCount(0);
  await page.getByRole('link', { name: 'Who am I' }).click();
  await page.getByRole('button', { name: 'Call Who am I' }).click();
  await expect(page.getByText('person-2')).toBeVisible();
});
