import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright/test';
import { solutions } from '../../src/lab/learn/chapters/solutions.ts';
import { expect, expectAxeClean, expectNoOverflow, test } from '../fixtures.ts';
import { openExercise, perform } from './perform.ts';

const provenIn = (page: Page) =>
  page.getByRole('navigation', { name: 'Chapters' }).getByText('proven', { exact: true });

const messagesIn = (page: Page) =>
  page.getByRole('list', { name: 'Messages, in order' }).getByRole('listitem');

async function proveFirstChapter(page: Page): Promise<void> {
  await page.goto('/learn/working');
  for (const act of solutions.working ?? []) await perform(page, act);
  await expect(provenIn(page)).toHaveCount(1);
  // The run continues after the message that proves the chapter, so this function waits for the end of the run.
  await expect(page.getByText('10 of 10, as the log shows them')).toBeVisible();
  await expect(page.locator('[aria-busy=true]')).toHaveCount(0);
}

test('a proven chapter is kept, and a reset can be undone', { tag: '@thorough' }, async ({ page }) => {
  await proveFirstChapter(page);
  const messages = await messagesIn(page).count();
  expect(messages).toBeGreaterThan(12);
  await page.goto('/learn');
  await expect(page).toHaveURL(/\/learn\/do-i-need-oauth$/);
  await page.goto('/learn/the-trick');
  await expect(page.getByRole('heading', { level: 1, name: 'What is the trick?' })).toBeVisible();
  await page.goto('/learn');
  await expect(page, 'the last chapter that was opened').toHaveURL(/\/learn\/the-trick$/);
  await page.goto('/learn/working');
  await expect(messagesIn(page)).toHaveCount(messages);
  await expect(page.getByText(/as the log shows them/)).toContainText('10 of 10');
  await page.getByRole('button', { name: 'Run the sign-in' }).click();
  await expect(page.getByText('Run 2', { exact: true })).toBeVisible();
  await expect(page.locator('[aria-busy=true]')).toHaveCount(0);

  await page.getByRole('button', { name: 'Reset progress' }).click();
  await expect(page.getByText('Forget 1 proven chapter and the saved messages?')).toBeVisible();
  await page.getByRole('button', { name: 'No, keep them' }).click();
  await expect(provenIn(page)).toHaveCount(1);
  await page.getByRole('button', { name: 'Reset progress' }).click();
  await page.getByRole('button', { name: 'Yes, reset' }).click();
  await expect(provenIn(page)).toHaveCount(0);
  await expect(messagesIn(page)).toHaveCount(0);
  await page.reload();
  await expect(messagesIn(page)).toHaveCount(0);
  await page.getByRole('button', { name: 'Bring back the earlier progress' }).click();
  await expect(provenIn(page)).toHaveCount(1);
  await expect(messagesIn(page)).not.toHaveCount(0);
});

test('a reload and Back keep the state of an exercise, and the learner can continue', {
  tag: '@thorough',
}, async ({ page }) => {
  await openExercise(page, 'token-endpoint');
  await page.getByRole('button', { name: 'Get a code' }).click();
  await page.getByRole('button', { name: 'Send POST /token' }).click();
  await expect(page.getByRole('button', { name: '200, tokens' })).toBeVisible();
  const messages = await messagesIn(page).count();
  await page.reload();
  await expect(messagesIn(page)).toHaveCount(messages);
  await page.getByRole('link', { name: 'Attack', exact: true }).click();
  await expect(page).toHaveURL(/\/attack\//);
  await page.goBack();
  await expect(page).toHaveURL(/\/learn\/token-endpoint$/);
  await expect(messagesIn(page)).toHaveCount(messages);
  await page.getByRole('button', { name: 'Get a code' }).click();
  await page.getByLabel('code_verifier').fill('v'.repeat(43));
  // Enter in a field sends the form, like the button.
  await page.keyboard.press('Enter');
  await expect(messagesIn(page).getByText('400 invalid_grant')).toBeVisible();
});

test(
  'another browser checks exported evidence, and finds changes',
  { tag: '@thorough' },
  async ({ page, browser }, testInfo) => {
    await proveFirstChapter(page);
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Export progress' }).click(),
    ]);
    const file = testInfo.outputPath('evidence.json');
    await download.saveAs(file);

    const elsewhere = await browser.newContext({ baseURL: new URL(page.url()).origin });
    const other = await elsewhere.newPage();
    await other.setViewportSize({ width: 390, height: 844 });
    await other.goto('/learn/evidence');
    const opened = other.getByLabel('Open an evidence file');
    await opened.setInputFiles(file);
    await expect(other.getByText('1 of 1 chapters hold')).toBeVisible();
    await expect(
      other.getByText(/Verifiers hashed again, and compared with their challenges: 1 of 1/),
    ).toBeVisible();
    await expect(other.getByText('What this cannot show')).toBeVisible();
    await expectAxeClean(other);
    await expectNoOverflow(other);
    await other.getByRole('button', { name: 'Use it as my progress' }).click();
    await expect(provenIn(other)).toHaveCount(1);

    const text = await readFile(file, 'utf8');
    const changed = { name: 'changed.json', mimeType: 'application/json' };
    const forged = text.replace(/code_verifier=[\w-]{43}/, `code_verifier=${'v'.repeat(43)}`);
    await opened.setInputFiles({ ...changed, buffer: Buffer.from(forged) });
    await expect(other.getByText('0 of 1 chapters hold')).toBeVisible();
    await expect(other.getByText(/^Message 7 does not agree: the verifier gives/)).toBeVisible();
    await opened.setInputFiles({ ...changed, buffer: Buffer.from('{}') });
    await expect(other.getByText('This file is not evidence')).toBeVisible();
    await elsewhere.close();
  },
);
