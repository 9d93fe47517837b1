import { expect, expectAxeClean, test } from '../fixtures.ts';

test('the header shows who is signed in, and its button signs out and revokes the grant', {
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
  const revocation = page.waitForResponse(/\/revoke$/);
  await page.getByRole('banner').getByRole('button', { name: 'Sign out' }).click();
  expect((await revocation).status()).toBe(200);
  await expect(page.getByRole('heading', { name: 'Sign out here as well?' })).toBeVisible();
});
