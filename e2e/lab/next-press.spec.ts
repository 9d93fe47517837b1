import type { Page } from 'playwright/test';
import { chapters } from '../../src/lab/learn/chapters/index.ts';
import { type Act, solutions } from '../../src/lab/learn/chapters/solutions.ts';
import { further } from '../../src/lab/learn/further/index.ts';
import { expect, test } from '../fixtures.ts';
import { perform } from './perform.ts';

const PREDICT = 'Record this prediction';
const CHECK = 'Check these messages';

/** The names of the blue controls of a page. */
const bluePresses = (page: Page) =>
  page
    .locator('main .bg-accent-fill')
    .evaluateAll((controls) =>
      controls.map((control) => control.getAttribute('aria-label') ?? control.textContent?.trim()),
    );

/** The buttons that may be blue before an act: the one to press next, or none if an answer or a setting comes first. */
function mayBeBlue(acts: readonly Act[], at: number): string[][] {
  const act = acts[at];
  const next = acts.slice(at).flatMap((later) => ('press' in later ? [later.press] : []))[0];
  if (!act || next === undefined) return [[]];
  // A form whose fields are all answers: its own button stays blue while they are filled in.
  if ('press' in act || next === PREDICT || next === CHECK) return [[next]];
  return 'pick' in act ? [[], [next]] : [[]];
}

for (const { slug } of [...chapters, ...further]) {
  test(`the one blue button of a chapter is the one to press next, at every step: ${slug}`, async ({
    page,
  }) => {
    test.setTimeout(120_000);
    await page.goto(`/learn/${slug}`);
    const acts = solutions[slug] ?? [];
    const predicted = acts.findIndex((act) => 'press' in act && act.press === PREDICT);
    for (const [at, act] of acts.entries()) {
      await expect(page.locator('[aria-busy=true]')).toHaveCount(0);
      const allowed = mayBeBlue(acts, at);
      await expect
        .poll(
          async () => {
            const blue = await bluePresses(page);
            return allowed.some((names) => names.join() === blue.join()) ? allowed : blue;
          },
          `what is blue before ${JSON.stringify(act)}`,
        )
        .toEqual(allowed);
      const changes = at > predicted && 'choose' in act && !act.of.startsWith('And what it leads to');
      const said = changes ? [`Next: choose another answer to “${act.of}”`] : [];
      await expect(page.getByRole('status').filter({ hasText: 'choose another' })).toHaveText(said);
      await perform(page, act);
    }
    await expect(page.locator('main .bg-accent-fill'), 'after the proof').toHaveText([/^Next: /]);
  });
}

test('after a wrong prediction, the next prediction has the blue button, and not the exercise below it', async ({
  page,
}) => {
  const chapter = chapters.find(({ slug }) => slug === 's256-or-plain');
  const { conditions = [], outcomes = [] } = chapter?.prediction ?? {};
  await page.goto('/learn/s256-or-plain');
  for (const { text, outcome } of conditions.slice(0, 3)) {
    const other = outcomes.find((each) => each !== outcome) ?? '';
    await perform(page, { choose: other, of: text });
  }
  await perform(page, { press: PREDICT });
  const steal = page.getByRole('button', { name: 'Sign in without a method, and steal' });
  await expect(steal).toBeVisible();
  expect(await bluePresses(page)).toEqual([PREDICT]);
  // Messages that are sent now do not count, and do not change which button is blue.
  await steal.click();
  await expect(page.locator('[aria-busy=true]')).toHaveCount(0);
  for (const { text, outcome } of conditions.slice(3, 6)) {
    await perform(page, { choose: outcome, of: text });
  }
  await perform(page, { press: PREDICT });
  await expect.poll(() => bluePresses(page)).toEqual(['Sign in without a method, and steal']);
});

test('what the learner did with one setting stays while they look at the other', async ({ page }) => {
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
