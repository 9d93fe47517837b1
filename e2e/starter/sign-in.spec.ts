import { countTokenRequests, expect, expectAxeClean, test } from '../fixtures.ts';

/** Matches the address of the sign-in page, in the offline lane and in the real lane. */
const atAuthorizationServer = /\/(idp\/authorize|interaction\/)/;

test('the app signs in, calls a tool and shows the result', { tag: ['@core', '@every-engine'] }, async ({
  page,
  ada,
}) => {
  await ada.signIn(page);
  await page.getByRole('link', { name: 'List notes' }).click();
  await page.getByLabel('At most').fill('1');
  await page.getByRole('button', { name: 'Call List notes' }).click();
  await expect(page.getByText('The verifier never travels with the challenge.')).toBeVisible();
  await expect(page.getByText('A challenge may be public.')).toBeHidden();
  await expectAxeClean(page);
});

test('after a sign-in with exactly one token request, the app is at the deep link that the user opened', async ({
  page,
  ada,
}) => {
  const tokenRequests = countTokenRequests(page);
  await page.goto('/tools/list_notes?from=a-link');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await ada.allow(page);
  await expect(page.getByRole('button', { name: 'Call List notes' })).toBeVisible();
  expect(new URL(page.url()).pathname + new URL(page.url()).search).toBe('/tools/list_notes?from=a-link');
  expect(tokenRequests()).toBe(1);
});

test('the sign-in works with a reload before, during and after it', async ({ page, ada }) => {
  await page.goto('/');
  await page.reload();
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.waitForURL(atAuthorizationServer);
  await page.reload();
  await ada.allow(page);
  await expect(page.getByText('Ada Lovelace', { exact: true })).toBeVisible();
  await page.reload();
  await expect(page.getByText('Ada Lovelace', { exact: true })).toBeVisible();
});

test('two tabs sign in at once, each with its own grant', async ({ context, ada }) => {
  const tabs = await Promise.all([context.newPage(), context.newPage()]);
  await Promise.all(tabs.map((tab) => tab.goto('/tools')));
  await Promise.all(tabs.map((tab) => tab.getByRole('button', { name: 'Sign in' }).click()));
  await Promise.all(tabs.map((tab) => tab.waitForURL(atAuthorizationServer)));
  // Each tab shows the form before the first tab signs in: after that, the server does not ask again for a password.
  await Promise.all(tabs.map((tab) => expect(tab.getByRole('heading', { level: 1 })).toBeVisible()));
  for (const tab of tabs) {
    await ada.allow(tab);
    await expect(tab.getByText('Ada Lovelace', { exact: true })).toBeVisible();
  }
});

test('the app gets a new access token when the user asks for it', {
  tag: ['@core', '@every-engine'],
}, async ({ page, ada }) => {
  await ada.signIn(page);
  const tokenRequests = countTokenRequests(page);
  await page.getByRole('button', { name: 'Refresh the token now' }).click();
  await expect.poll(tokenRequests).toBe(1);
  await expect(page.getByRole('button', { name: 'Refresh the token now' })).toHaveAttribute(
    'aria-busy',
    'false',
  );
});

test('the next call refreshes an expired access token automatically', {
  tag: '@core',
}, async ({ page, ada }) => {
  await page.clock.install();
  await ada.signIn(page);
  await expect(page.getByRole('link', { name: 'Who am I' })).toBeVisible();
  const tokenRequests = countTokenRequests(page);
  await page.clock.fastForward('16:00');
  await expect(page.getByText('expired; the next call gets a new one')).toBeVisible();
  await page.getByRole('link', { name: 'Who am I' }).click();
  await page.getByRole('button', { name: 'Call Who am I' }).click();
  await expect(page.getByText('"subject"')).toBeVisible();
  expect(tokenRequests()).toBe(1);
});

test('the page names the permission that a tool needs and the user has not given', async ({ page, ada }) => {
  await ada.signIn(page);
  await page.getByRole('link', { name: 'Add a note' }).click();
  await page.getByLabel('Text').fill('A note');
  await page.getByRole('button', { name: 'Call Add a note' }).click();
  await expect(page.getByText('This needs a permission you have not given')).toBeVisible();
  await expect(page.getByText('notes:write')).toBeVisible();
  await expectAxeClean(page);
});

test('a copy of a tab drops the grant, and the original tab stays signed in', {
  tag: ['@core', '@every-engine'],
}, async ({ page, context, ada }) => {
  await ada.signIn(page);
  const opened = context.waitForEvent('page');
  await page.evaluate(() => void window.open('/tools'));
  const copy = await opened;
  await expect(copy.getByText('This tab is a copy of another one')).toBeVisible();
  await page.reload();
  await expect(page.getByText('Ada Lovelace', { exact: true })).toBeVisible();
});
