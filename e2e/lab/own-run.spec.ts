import { expect, expectAxeClean, test } from '../fixtures.ts';

test('the app’s own sign-in is recorded over its redirects, when asked to, and can be forgotten', async ({
  page,
  ada,
}) => {
  await page.goto('/learn/own-run');
  await page.getByRole('button', { name: 'Record my sign-in' }).click();
  await page.getByRole('link', { name: 'Sign in, and come back here' }).click();
  await ada.signIn(page);
  await expect(page.getByRole('link', { name: 'Who am I' })).toBeVisible();
  await page.goto('/learn/own-run');
  for (const message of [
    /401, where to sign in/,
    /3.*open \/authorize/,
    /5.*\/callback\?code/,
    /POST \/token, code/,
    /200, tokens/,
    // The last message may still be on its way to the disk when the page is left.
    /server\/discover, bearer/,
  ]) {
    await expect(page.getByRole('button', { name: message }).first()).toBeVisible();
  }
  await expectAxeClean(page);
  await page.getByRole('button', { name: 'Stop, and forget it' }).click();
  await expect(page.getByRole('button', { name: /POST \/token, code/ })).toHaveCount(0);
  await page.reload();
  await expect(page.getByRole('button', { name: 'Record my sign-in' })).toBeVisible();
});

test('nothing is recorded of somebody who did not ask for it', async ({ page, ada }) => {
  await ada.signIn(page);
  const databases = await page.evaluate(async () => (await indexedDB.databases()).map(({ name }) => name));
  expect(databases).not.toContain('lab-own-run');
});
