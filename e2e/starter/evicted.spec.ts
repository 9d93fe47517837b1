import { evictStorage } from '../evict-storage.ts';
import { expect, test } from '../fixtures.ts';

test('after the browser has evicted the storage, the user signs in', {
  tag: ['@core', '@thorough'],
}, async ({ page, ada }) => {
  await ada.signIn(page);
  await page.goto('/robots.txt');
  await page.evaluate(evictStorage);
  await page.goto('/tools');
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await ada.allow(page);
  await expect(page.getByText('Ada Lovelace', { exact: true })).toBeVisible();
});
