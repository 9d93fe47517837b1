import { readFile } from 'node:fs/promises';
import type { Locator, Page } from 'playwright/test';
import { chapters } from '../../src/lab/learn/chapters/index.ts';
import { type Act, openingOf } from '../../src/lab/learn/chapters/solutions.ts';

/** Opens a chapter, and records a prediction, so that the page shows the exercise. @param origin the origin of another build. */
export async function openExercise(page: Page, slug: string, origin = ''): Promise<void> {
  await page.goto(`${origin}/learn/${slug}`);
  const chapter = chapters.find((each) => each.slug === slug);
  for (const act of chapter ? openingOf(chapter) : []) await perform(page, act);
}

/** Performs an act of a solution. Finds the control by role and name. */
export async function perform(page: Page, act: Act): Promise<void> {
  const name = pressed(act);
  if (name !== undefined) await page.getByRole('button', { name, exact: true }).click();
  else if ('choose' in act) await choice(page, act).check();
  else if ('fill' in act) await page.getByLabel(act.fill, { exact: true }).fill(typed(page, act));
}

/** Performs an act of a solution with only the keyboard. Also asserts that a pointer could reach the control. */
export async function performByKeyboard(page: Page, act: Act): Promise<void> {
  const name = pressed(act);
  if (name !== undefined) {
    await pressByKeyboard(page.getByRole('button', { name, exact: true }));
  } else if ('choose' in act) {
    await reach(choice(page, act));
    await page.keyboard.press('Space');
  } else if ('fill' in act) {
    await reach(page.getByLabel(act.fill, { exact: true }));
    await page.keyboard.press('ControlOrMeta+A');
    await page.keyboard.press('Delete');
    if (act.with) await page.keyboard.type(typed(page, act));
  }
}

export async function pressByKeyboard(control: Locator): Promise<void> {
  // The previous press may have opened a tab, and Firefox sends keys only to the tab in front.
  await control.page().bringToFront();
  await reach(control);
  await control.page().keyboard.press('Enter');
}

/** Waits until a control is enabled, and no other element covers it. Then focuses the control. */
async function reach(control: Locator): Promise<void> {
  await control.click({ trial: true });
  await control.focus();
}

/** The name of the button that an act presses, or `undefined`. */
function pressed(act: Act): string | undefined {
  if ('press' in act) return act.press;
  return 'pick' in act ? act.pick : undefined;
}

const choice = (page: Page, { choose, of }: Extract<Act, { choose: string }>) =>
  page.getByRole('group', { name: of, exact: true }).getByRole('radio', { name: choose, exact: true });

const typed = (page: Page, act: Extract<Act, { fill: string }>) =>
  act.with.replaceAll('{origin}', new URL(page.url()).origin);

/** Chooses the first answer of each question. */
export async function chooseFirstAnswers(page: Page): Promise<void> {
  const groups = page.getByRole('group').filter({ has: page.getByRole('radio') });
  for (const group of await groups.all()) await group.getByRole('radio').first().check();
}

/** Presses a button that exports a file, and returns the text of the file. */
export async function exportFile(page: Page, name: string): Promise<string> {
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name, exact: true }).click();
  return readFile(await (await download).path(), 'utf8');
}
