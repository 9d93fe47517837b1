import { attacks } from '../../src/lab/attacks/index.ts';
import { expect, expectAxeClean, test } from '../fixtures.ts';

for (const { slug, title, harmed } of attacks) {
  test(`${title}: harms the weak one and not the defended one`, async ({ page }) => {
    await page.setViewportSize({ width: 390, height: 844 });
    await page.goto(`/attack/${slug}`);
    await page.getByRole('button', { name: 'Attack the weak one' }).click();
    await expect(page.getByText(harmed)).toBeVisible();
    await page.getByRole('button', { name: 'Attack the defended one' }).click();
    await expect(page.getByText('It failed')).toBeVisible();
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    expect(overflow, 'nothing is wider than the screen').toBeLessThanOrEqual(0);
    if (slug === attacks[0]?.slug) await expectAxeClean(page);
  });
}
