import { attacks } from '../../src/lab/attacks/index.ts';
import { expect, expectAxeClean, test } from '../fixtures.ts';

/** Two tests of many attacks: each opens the lab once and goes on by its rail, as a person does. */
const HALF = Math.ceil(attacks.length / 2);

for (const [name, played] of [
  ['first', attacks.slice(0, HALF)],
  ['second', attacks.slice(HALF)],
] as const) {
  test(`the ${name} half of the attacks harm the weak one and not the defended one`, async ({ page }) => {
    test.setTimeout(60_000);
    await page.setViewportSize({ width: 390, height: 844 });
    await page.goto('/attack');
    for (const { slug, title, harmed } of played) {
      await test.step(title, async () => {
        await page.getByRole('navigation', { name: 'Attacks' }).getByRole('link', { name: title }).click();
        await expect(page).toHaveURL(new RegExp(`/attack/${slug}$`));
        await page.getByRole('button', { name: 'Attack the weak one' }).click();
        await expect(page.getByText(harmed)).toBeVisible();
        await page.getByRole('button', { name: 'Attack the defended one' }).click();
        await expect(page.getByText('It failed')).toBeVisible();
        const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
        expect(overflow, 'nothing is wider than the screen').toBeLessThanOrEqual(0);
      });
    }
    await expectAxeClean(page);
  });
}
