import { chapters } from '../../src/lab/learn/chapters/index.ts';
import { withPreference } from '../browsers.ts';
import { expect, test } from '../fixtures.ts';

// With this preference, Firefox has no service workers, as in some private windows.
test.use(withPreference('dom.serviceWorkers.enabled', false));

test('without service workers, a chapter is readable, and a sign-in names the missing feature', {
  tag: '@core',
}, async ({ page }) => {
  await page.goto(`/learn/${chapters[0]?.slug}`);
  await expect(page.getByRole('heading', { level: 1, name: chapters[0]?.question ?? '' })).toBeVisible();
  await page.goto('/tools');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page.getByRole('heading', { name: 'This app cannot start here' })).toBeVisible();
  await expect(
    page.getByText('They need a service worker, which this browser does not offer here'),
  ).toBeVisible();
});
