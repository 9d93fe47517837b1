import { withPreference } from '../browsers.ts';
import { expect, test } from '../fixtures.ts';

test.use(withPreference('browser.privatebrowsing.autostart', true));

test('in a private window, the app signs in and is still signed in after a reload', {
  tag: '@core',
}, async ({ page, ada }) => {
  await ada.signIn(page);
  // Firefox offers a file system except in private windows, so this check proves that the window is private.
  const hasFiles = await page.evaluate(() =>
    navigator.storage.getDirectory().then(
      () => true,
      () => false,
    ),
  );
  expect(hasFiles).toBe(false);
  await page.reload();
  await expect(page.getByText('Ada Lovelace', { exact: true })).toBeVisible();
});
