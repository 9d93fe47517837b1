import type { Page } from 'playwright/test';
import { solutions } from '../../src/lab/learn/chapters/solutions.ts';
import { expect, test } from '../fixtures.ts';
import { perform } from './perform.ts';

/** The chapters whose buttons are pressed in one order. */
const ORDERED = [
  's256-or-plain',
  'where-the-verifier-lives',
  'finding-the-server',
  'out-and-back',
  'what-a-token-buys',
  'after-15-minutes',
  'what-pkce-does-not-fix',
  'what-is-in-a-token',
  'which-scopes',
  'the-stolen-token',
];

/** The names of the blue buttons of an exercise. */
const bluePresses = (page: Page) =>
  page
    .locator('main button.bg-accent-fill')
    .evaluateAll((buttons) =>
      buttons.map((button) => button.getAttribute('aria-label') ?? button.textContent?.trim()),
    );

for (const slug of ORDERED) {
  test(`the one blue button of a chapter is what comes next: ${slug}`, async ({ page }) => {
    await page.goto(`/learn/${slug}`);
    const acts = solutions[slug] ?? [];
    const predicted = acts.findIndex((act) => 'press' in act && act.press === 'Record this prediction');
    expect(predicted).toBeGreaterThan(0);
    for (const [at, act] of acts.entries()) {
      await expect(page.locator('[aria-busy=true]')).toHaveCount(0);
      if (at > predicted && 'press' in act) await expect.poll(() => bluePresses(page)).toEqual([act.press]);
      await perform(page, act);
    }
    await expect(page.getByRole('link', { name: /^Next: / })).toBeVisible();
    expect(await bluePresses(page), 'after the proof').toEqual([]);
  });
}
