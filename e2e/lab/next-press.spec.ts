import { chapters } from '../../src/lab/learn/chapters/index.ts';
import { solutions } from '../../src/lab/learn/chapters/solutions.ts';
import { expect, test } from '../fixtures.ts';
import { bluePresses, PREDICT } from './blue-press.ts';
import { perform } from './perform.ts';

test('after a wrong prediction, only the next prediction is blue', { tag: '@thorough' }, async ({ page }) => {
  const chapter = chapters.find(({ slug }) => slug === 's256-or-plain');
  const outcomes = chapter?.prediction?.outcomes ?? [];
  const conditions = Object.entries(chapter?.prediction?.conditions ?? {});
  await page.goto('/learn/s256-or-plain');
  for (const [text, [outcome]] of conditions.slice(0, 3)) {
    const other = outcomes.find((each) => each !== outcome) ?? '';
    await perform(page, { choose: other, of: text });
  }
  await perform(page, { press: PREDICT });
  const steal = page.getByRole('button', { name: 'Sign in without a method, and steal' });
  await expect(steal).toBeVisible();
  expect(await bluePresses(page)).toEqual([PREDICT]);
  // Messages that the learner sends before the prediction do not count, and do not change which button is blue.
  await steal.click();
  await expect(page.locator('[aria-busy=true]')).toHaveCount(0);
  for (const [text, [outcome]] of conditions.slice(3, 6)) await perform(page, { choose: outcome, of: text });
  await perform(page, { press: PREDICT });
  await expect.poll(() => bluePresses(page)).toEqual(['Sign in without a method, and steal']);
});

test('each setting keeps its progress and its own next button', { tag: '@thorough' }, async ({ page }) => {
  await page.goto('/learn/which-scopes');
  const acts = solutions['which-scopes'] ?? [];
  const signIn = acts.findIndex((act) => 'press' in act && act.press === 'Sign in and list the notes');
  for (const act of acts.slice(0, signIn + 1)) await perform(page, act);
  const other = acts.slice(signIn).find((act) => 'choose' in act);
  if (!other) throw new Error('The solution changes no setting.');
  await perform(page, other);
  await expect.poll(() => bluePresses(page)).toEqual(['Sign in and list the notes']);
  await page.getByRole('group', { name: other.of }).getByRole('radio').first().check();
  await expect.poll(() => bluePresses(page)).toEqual(['Write a note']);
});
