import { countTokenRequests, expect, expectAxeClean, test } from '../fixtures.ts';

/** Matches the address of the sign-in page, in the offline lane and in the real lane. */
const atAuthorizationServer = /\/(idp\/authorize|interaction\/)/;

test('the app signs in, gets a new access token, shows the result of a call, and names the permission that another call needs', {
  tag: ['@core', '@every-engine'],
}, async ({ page, ada }) => {
  await ada.signIn(page);
  const tokenRequests = countTokenRequests(page);
  const refresh = page.getByRole('button', { name: 'Refresh the token now' });
  await refresh.click();
  await expect.poll(tokenRequests).toBe(1);
  await expect(refresh).toHaveAttribute('aria-busy', 'false');

  await page.getByRole('link', { name: 'List notes' }).click();
  await page.getByLabel('At most').fill('1');
  await page.getByRole('button', { name: 'Call List notes' }).click();
  await expect(page.getByText('The verifier never travels with the challenge.')).toBeVisible();
  await expect(page.getByText('A challenge may be public.')).toBeHidden();
  await expectAxeClean(page);

  await page.getByRole('link', { name: 'Add a note' }).click();
  await page.getByLabel('Text').fill('A note');
  await page.getByRole('button', { name: 'Call Add a note' }).click();
  await expect(page.getByText('This needs one more permission')).toBeVisible();
  await expect(page.getByText('notes:write')).toBeVisible();
  await expectAxeClean(page);
});

test('a sign-in with reloads sends exactly one token request, and leads to the deep link that the user opened', async ({
  page,
  ada,
}) => {
  const tokenRequests = countTokenRequests(page);
  await page.goto('/tools/list_notes?from=a-link#there');
  await page.reload();
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.waitForURL(atAuthorizationServer);
  await page.reload();
  await ada.allow(page);
  await expect(page.getByRole('button', { name: 'Call List notes' })).toBeVisible();
  await expect(page).toHaveURL('/tools/list_notes?from=a-link#there');
  await page.reload();
  await expect(page.getByText('Ada Lovelace', { exact: true })).toBeVisible();
  expect(tokenRequests()).toBe(1);
});

test('the next call refreshes an expired access token', { tag: '@core' }, async ({ page, ada }) => {
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
