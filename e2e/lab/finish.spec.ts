import type { Page } from 'playwright/test';
import { chapters } from '../../src/lab/learn/chapters/index.ts';
import { solutions } from '../../src/lab/learn/chapters/solutions.ts';
import { expect, expectAxeClean, expectNoOverflow, test } from '../fixtures.ts';
import { chooseFirstAnswers, perform } from './perform.ts';

/** Stores the progress of a learner who proved these chapters some days ago. */
async function keepProgress(page: Page, slugs: readonly string[], daysAgo: number): Promise<void> {
  await page.addInitScript(
    ({ slugs, atMs }) => {
      if (localStorage.getItem('lab:progress') !== null) return;
      const provenAt = Object.fromEntries(slugs.map((slug) => [slug, atMs]));
      localStorage.setItem('lab:progress', JSON.stringify({ provenAt, recalls: [], exams: [] }));
    },
    { slugs, atMs: Date.now() - daysAgo * 24 * 60 * 60_000 },
  );
}

test('the last page shows what was proven, and prints without navigation', { tag: '@thorough' }, async ({
  page,
}) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await page.goto('/learn/working');
  for (const act of solutions.working ?? []) await perform(page, act);
  await expect(page.getByText(`1 of ${chapters.length} proven`)).toBeAttached();
  await page.goto('/learn/finish');
  await expect(page.getByText(`1 of ${chapters.length} chapters are proven`)).toBeVisible();
  await expect(page.getByText('No attack has points yet.')).toBeVisible();
  await expectAxeClean(page);
  await expectNoOverflow(page);
  await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
  const ink = await page.evaluate(() => getComputedStyle(document.body).color);
  expect(ink, 'prints dark text on white, even in the dark theme').toBe('rgb(28, 30, 35)');
  await expect(page.getByRole('heading', { name: 'OAuth 2.1 with PKCE on one page' })).toBeVisible();
  await expect(page.getByRole('navigation')).toHaveCount(0);
  await page.emulateMedia({ media: 'screen' });
  await page.getByRole('link', { name: 'message 7' }).first().click();
  await expect(page).toHaveURL(/\/learn\/working#m7\.code_verifier$/);
  await expect(
    page.getByRole('button', { name: 'Reveal code_verifier' }),
    'opens at the value',
  ).toBeInViewport();
});

test('three questions are due a day after a proof, but only once', { tag: '@thorough' }, async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await keepProgress(page, ['working', 'the-trick', 'token-endpoint', 'out-and-back'], 1);
  await page.goto('/learn/recall');
  const due = page.getByRole('link', { name: 'Three questions due today' });
  await expect(due).toHaveCount(1);
  await expect(page.getByText('You last proved a chapter of the course on an earlier day.')).toBeVisible();
  await page.getByRole('button', { name: 'Check the answers' }).click();
  await expect(page.getByText('Answer each question first.')).toBeVisible();
  await chooseFirstAnswers(page);
  await expectAxeClean(page);
  await expectNoOverflow(page);
  await page.getByRole('button', { name: 'Check the answers' }).click();
  await expect(page.getByText(/^\d of 3 right$/)).toBeVisible();
  await expect(page.getByRole('link', { name: /^Chapter \d+$/ })).toHaveCount(3);
  await expect(due).toHaveCount(0);
  await page.reload();
  await expect(page.getByText('Nothing is due today.')).toBeVisible();
});

test('a chapter stays proven without its messages', { tag: '@thorough' }, async ({ page }) => {
  await keepProgress(
    page,
    chapters.map(({ slug }) => slug),
    1,
  );
  await page.goto('/learn');
  await expect(page, 'the first chapter').toHaveURL(/\/learn\/working$/);
  await page.goto('/learn/s256-or-plain');
  await expect(page.getByText('The messages in this log do not prove the chapter.')).toBeVisible();
  await expect(page.getByText('You showed that')).toBeHidden();
  const hints = page.getByRole('region', { name: 'Hints' }).getByText(/^Hint \d$/);
  await expect(hints, 'a proven chapter keeps all its hints').toHaveCount(2);
  const earlier = page.getByRole('region', { name: 'From earlier chapters' });
  await expect(earlier.getByRole('group')).toHaveCount(2);
  const answered = earlier.getByRole('link', { name: /^Chapter [0-4]$/ });
  const first = earlier.getByRole('group').first();
  await earlier.getByRole('button', { name: 'Answer' }).first().click();
  await expect(earlier.getByText('Choose an answer first.')).toBeVisible();
  await first.getByRole('radio').first().focus();
  await page.keyboard.press('Space');
  await page.keyboard.press('ArrowDown');
  await expect(first.getByRole('radio').nth(1)).toBeChecked();
  await expect(answered, 'an option that is only chosen does not count as an answer').toHaveCount(0);
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await expect(answered).toHaveCount(1);
  await expect(first.getByRole('radio').first()).toBeDisabled();
  await page.goto('/learn/finish');
  await expect(page.getByText(`All ${chapters.length} chapters are proven`)).toBeVisible();
  await expect(page.getByText(`This browser has no messages of ${chapters.length} chapters`)).toBeVisible();
});
