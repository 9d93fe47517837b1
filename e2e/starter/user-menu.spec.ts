import { expect, expectAxeClean, test } from '../fixtures.ts';

test('the header shows who is signed in, and has a button to sign out', {
  tag: ['@core', '@every-engine'],
}, async ({ page, ada }) => {
  await page.goto('/');
  const account = page.getByRole('banner').locator('summary');
  await expect(account).toHaveCount(0);
  await ada.signIn(page);
  await expect(account).toHaveText('AccountAL');
  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Home' }).click();
  await account.click();
  await expect(page.getByRole('banner').getByText('Ada Lovelace')).toBeVisible();
  await expectAxeClean(page);
  await page.getByRole('banner').getByRole('button', { name: 'Sign out' }).click();
  await expect(page.getByRole('heading', { name: 'Sign out here as well?' })).toBeVisible();
});
