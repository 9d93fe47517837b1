import { expect, expectAxeClean, test } from '../fixtures.ts';

test('the glossary explains each word, and opens at the word that the address names', async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await page.goto('/learn/glossary#issuer');
  await expect(page.getByRole('heading', { level: 1, name: 'Glossary' })).toBeVisible();
  await expect(page.getByText('issuer, iss', { exact: true })).toBeInViewport();
  await expect(page.getByRole('heading', { name: 'If you know “Sign in with Google”' })).toBeVisible();
  await expectAxeClean(page);
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  expect(overflow, 'nothing is wider than the screen').toBeLessThanOrEqual(0);
});
