import { expect, type Page } from 'playwright/test';
import type { Act } from '../../src/lab/learn/chapters/solutions.ts';

export const PREDICT = 'Record this prediction';
const CHECK = 'Check these messages';

/** The names of the blue controls on a page. A blue control is the next control to press. */
export function bluePresses(page: Page): Promise<(string | undefined)[]> {
  return page
    .locator('main .bg-accent-fill')
    .evaluateAll((controls) =>
      controls.map((control) => control.getAttribute('aria-label') ?? control.textContent?.trim()),
    );
}

/** Asserts, before an act of the solution, that only the next button to press is blue. */
export async function expectBlueBefore(page: Page, acts: readonly Act[], at: number): Promise<void> {
  const act = acts[at];
  if (!act) throw new Error(`The solution has no act ${at}.`);
  await expect(page.locator('[aria-busy=true]')).toHaveCount(0);
  const allowed = mayBeBlue(act, acts.slice(at));
  await expect
    .poll(
      async () => {
        const blue = await bluePresses(page);
        return allowed.some((names) => names.join() === blue.join()) ? allowed : blue;
      },
      `what is blue before ${JSON.stringify(act)}`,
    )
    .toEqual(allowed);
  const predicted = acts.findIndex((each) => 'press' in each && each.press === PREDICT);
  const changes = at > predicted && 'choose' in act && !act.of.startsWith('What the wrong line leads to');
  const said = changes ? [`Next: choose another answer to “${act.of}”`] : [];
  await expect(page.getByRole('status').filter({ hasText: 'choose another' })).toHaveText(said);
}

/** The possible sets of blue buttons before an act: the next button, or no button if the learner must answer first. */
function mayBeBlue(act: Act, rest: readonly Act[]): string[][] {
  const next = rest.flatMap((each) => ('press' in each ? [each.press] : []))[0];
  if (next === undefined) return [[]];
  // If all fields of a form are answers, the button of the form stays blue while the fields are filled in.
  if ('press' in act || next === PREDICT || next === CHECK) return [[next]];
  return 'pick' in act ? [[], [next]] : [[]];
}
