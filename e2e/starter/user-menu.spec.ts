import { expect, expectAxeClean, test } from '../fixtures.ts';

test('the header and the end-session page show who is signed in, and the button in the header signs out and revokes the grant', {
  tag: ['@core', '@thorough'],
}, async ({ page, ada }) => {
  await page.goto('/idp/end-session?client_id=this-app');
  await expect(page.getByRole('heading', { name: 'You are not signed in here' })).toBeVisible();
  await expect(page.getByRole('button')).toHaveCount(0);
  await expectAxeClean(page);
  await page.goto('/');
  const account = page.getByRole('banner').locator('summary');
  await expect(account).toHaveCount(0);
  await ada.signIn(page);
  await page.goto('/idp/end-session?client_id=this-app');
  await expect(page.getByText(/You are signed in at .+ as Ada Lovelace\./)).toBeVisible();
  await page.goto('/tools');
  await expect(account).toHaveText('AccountAL');
  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Home' }).click();
  await account.click();
  await expect(page.getByRole('banner').getByText('Ada Lovelace')).toBeVisible();
  await expectAxeClean(page);
  const revocation = page.waitForResponse(/\/revoke$/);
  await page.getByRole('banner').getByRole('button', { name: 'Sign out' }).click();
  expect((await revocation).status()).toBe(200);
  await expect(page.getByRole('heading', { name: 'Sign out here?' })).toBeVisible();
});
