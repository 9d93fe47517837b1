import type { Page } from 'playwright/test';
import { chapters } from '../../src/lab/learn/chapters/index.ts';
import { type Act, openingOf } from '../../src/lab/learn/chapters/solutions.ts';

/** Opens a chapter and predicts, which shows its exercise. */
export async function openExercise(page: Page, slug: string): Promise<void> {
  await page.goto(`/learn/${slug}`);
  const chapter = chapters.find((each) => each.slug === slug);
  for (const act of chapter ? openingOf(chapter) : []) await perform(page, act);
}

/** Does what a solution says, by role and name. */
export async function perform(page: Page, act: Act): Promise<void> {
  if ('press' in act) await page.getByRole('button', { name: act.press, exact: true }).click();
  else if ('choose' in act) await choice(page, act).check();
  else await page.getByLabel(act.fill, { exact: true }).fill(typed(page, act));
}

/** The same with the keyboard alone. */
export async function performByKeyboard(page: Page, act: Act): Promise<void> {
  if ('press' in act) {
    await page.getByRole('button', { name: act.press, exact: true }).focus();
    await page.keyboard.press('Enter');
  } else if ('choose' in act) {
    await choice(page, act).focus();
    await page.keyboard.press('Space');
  } else {
    await page.getByLabel(act.fill, { exact: true }).focus();
    await page.keyboard.press('ControlOrMeta+A');
    await page.keyboard.press('Delete');
    if (act.with) await page.keyboard.type(typed(page, act));
  }
}

const choice = (page: Page, { choose, of }: Extract<Act, { choose: string }>) =>
  page.getByRole('group', { name: of, exact: true }).getByRole('radio', { name: choose, exact: true });

const typed = (page: Page, act: Extract<Act, { fill: string }>) =>
  act.with.replaceAll('{origin}', new URL(page.url()).origin);
