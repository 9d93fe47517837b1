import { expect, expectAxeClean, test } from '../fixtures.ts';

test('a failed renewal is reported in one notification, and only on pages without the session panel', {
  tag: '@thorough',
}, async ({ page, ada }) => {
  const navigation = page.getByRole('navigation', { name: 'Main' });
  const notice = page
    .getByRole('region', { name: 'Notifications' })
    .getByText('Your session could not be renewed');
  await ada.signIn(page);
  // The servers are in the tab, so Playwright cannot intercept their requests. The test replaces `fetch` instead.
  await page.evaluate(() => {
    const { fetch } = window;
    window.fetch = (input, init) =>
      String(input).endsWith('/token')
        ? Promise.reject(new TypeError('Failed to fetch'))
        : fetch(input, init);
    addEventListener('token-endpoint-is-back', () => {
      window.fetch = fetch;
    });
  });
  await page.getByRole('button', { name: 'Refresh the token now' }).click();
  await expect(page.getByText('A server could not be reached from this page')).toBeVisible();
  await expect(notice).toHaveCount(0);

  const link = navigation.getByRole('link', { name: 'Connect' });
  await link.click();
  await expect(notice).toBeVisible();
  await expect(
    page.getByText(/The app tries again automatically at .*, or as soon as you are online\./),
  ).toBeVisible();
  await expect(link, 'the focus stays where it was').toBeFocused();
  await expectAxeClean(page);

  await page.getByRole('button', { name: 'Dismiss' }).click();
  await expect(notice).toHaveCount(0);
  await navigation.getByRole('link', { name: 'Tools' }).click();
  await link.click();
  await expect(notice).toHaveCount(0);

  await page.evaluate(() => {
    dispatchEvent(new Event('token-endpoint-is-back'));
    dispatchEvent(new Event('online'));
  });
  await navigation.getByRole('link', { name: 'Tools' }).click();
  await expect(page.getByText('A server could not be reached from this page')).toHaveCount(0);
});
