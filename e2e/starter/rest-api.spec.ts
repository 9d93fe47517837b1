import { countTokenRequests, expect, expectAxeClean, test } from '../fixtures.ts';

test('the app has a separate session at a REST API, and asks for permission', { tag: '@thorough' }, async ({
  page,
  ada,
}) => {
  await ada.signIn(page);
  const tokenRequests = countTokenRequests(page);
  const navigation = page.getByRole('navigation', { name: 'Main' });
  await navigation.getByRole('link', { name: 'Notes' }).click();
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await page.getByRole('button', { name: 'Allow', exact: true }).click();
  await expect(page.getByText('The verifier never travels with the challenge.')).toBeVisible();
  expect(new URL(page.url()).pathname).toBe('/notes');
  expect(tokenRequests()).toBe(1);
  await expectAxeClean(page);

  await page.getByLabel('Text').fill('Written over REST');
  await page.getByRole('button', { name: 'Add the note' }).click();
  await expect(page.getByText('This needs one more permission')).toBeVisible();
  await expectAxeClean(page);
  await page.getByRole('button', { name: 'Give this permission' }).click();
  await page.getByRole('button', { name: 'Allow', exact: true }).click();
  await expect(page.getByLabel('Text')).toHaveValue('Written over REST');
  // The text must not be in the address, because the history of the browser keeps addresses.
  expect(decodeURIComponent(page.url())).not.toMatch(/Written/);
  expect(await page.evaluate(() => JSON.stringify({ ...sessionStorage, ...localStorage }))).not.toContain(
    'Written over REST',
  );
  await expect(page.getByText('Written over REST')).toHaveCount(0);
  await page.getByRole('button', { name: 'Add the note' }).click();
  await expect(page.getByRole('listitem').filter({ hasText: 'Written over REST' })).toBeVisible();
  await expect(page.getByLabel('Text')).toHaveValue('');
  await page.reload();
  await expect(page.getByRole('listitem').filter({ hasText: 'Written over REST' })).toBeVisible();
  await navigation.getByRole('link', { name: 'Tools' }).click();
  await expect(page.getByRole('link', { name: 'Who am I' })).toBeVisible();
});

test('another person does not see the text of the note', { tag: '@thorough' }, async ({ page, ada }) => {
  await page.goto('/notes');
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await ada.allow(page);
  await page.getByLabel('Text').fill('A secret of Ada');
  await page.getByRole('button', { name: 'Add the note' }).click();
  // Mallory uses the same computer, and ends Ada's session at the authorization server in another tab.
  const other = await page.context().newPage();
  await other.goto('/idp/end-session');
  await other.getByRole('button', { name: 'Sign out' }).click();
  await expect(other.getByRole('heading', { name: 'Signed out' })).toBeVisible();
  await page.getByRole('button', { name: 'Give this permission' }).click();
  await page.getByLabel('User name').fill('mallory');
  await page.getByLabel('Password').fill('eavesdropping');
  await page.getByRole('button', { name: 'Sign in and allow' }).click();
  await expect(page.getByText('another person may have signed in')).toBeVisible();
  await expect(page.getByLabel('Text')).toHaveValue('');
  expect(await page.evaluate(() => JSON.stringify({ ...sessionStorage }))).not.toContain('A secret of Ada');
});
