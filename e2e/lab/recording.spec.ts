import type { Page } from 'playwright/test';
import { countRecordedRows, expect, expectAxeClean, test } from '../fixtures.ts';

test('the lab records a sign-in, and the user can delete the recording', async ({ page, ada }) => {
  await page.goto('/learn/recording');
  await page.getByRole('button', { name: 'Record my sign-in' }).click();
  await page.getByRole('button', { name: 'Sign in, and come back here' }).click();
  await ada.allow(page);
  await expect(page.getByText(/The machine has \d+ messages/)).toBeVisible();
  await expect(page, 'the sign-in returns to the page where it began').toHaveURL(/\/learn\/recording$/);
  for (const message of [
    /401, where to sign in/,
    /3.*open \/authorize/,
    /5.*\/callback\?code/,
    /POST \/token, code/,
    /200, tokens/,
  ]) {
    await expect(page.getByRole('button', { name: message }).first()).toBeVisible();
  }
  await expectAxeClean(page);
  await page.getByRole('button', { name: 'Stop and delete the recording' }).click();
  await expect(page.getByRole('button', { name: /POST \/token, code/ })).toHaveCount(0);
  await page.reload();
  // The user is still signed in. A new recording would need another sign-in, so the page asks for a sign-out.
  await expect(page.getByRole('button', { name: 'Sign out first' })).toBeVisible();
});

/** Records a sign-in and the messages of the tools page. */
async function record(page: Page, allow: (page: Page) => Promise<void>): Promise<void> {
  await page.goto('/learn/recording');
  await page.getByRole('button', { name: 'Record my sign-in' }).click();
  await page.getByRole('button', { name: 'Sign in, and come back here' }).click();
  await allow(page);
  await expect(page.getByText(/The machine has \d+ messages/)).toBeVisible();
  await page.getByRole('link', { name: 'Tools', exact: true }).click();
  await expect(page.getByRole('link', { name: 'Who am I' })).toBeVisible();
  await expect.poll(() => rowsOf(page)).toBeGreaterThan(5);
}

const rowsOf = async (page: Page) =>
  Object.values(await countRecordedRows(page)).reduce((sum, rows) => sum + rows, 0);

const messagesOf = (page: Page) =>
  page.getByRole('list', { name: 'Messages, in order' }).getByRole('listitem');

const recordingKey = (page: Page) => page.evaluate(() => sessionStorage.getItem('lab:recording'));

test('a sign-out deletes the recording everywhere', { tag: '@thorough' }, async ({ page, ada }) => {
  await record(page, ada.allow);
  await page.getByRole('button', { name: 'Sign out' }).click();
  await expect(page).toHaveURL(/\/idp\/end-session|\/$/);
  await expect.poll(() => rowsOf(page)).toBe(0);
  expect(await recordingKey(page)).toBeNull();
  await page.goto('/learn/recording');
  await expect(page.getByRole('button', { name: 'Record my sign-in' })).toBeVisible();
  await expect(messagesOf(page)).toHaveCount(0);
});

test('another tab can delete a recording, and the recorded tab then stops recording', {
  tag: '@thorough',
}, async ({ page, ada, context }) => {
  await record(page, ada.allow);
  await page.goto('/learn/recording');
  await expect(page.getByRole('button', { name: /POST \/token, code/ }).first()).toBeVisible();
  const other = await context.newPage();
  await other.goto('/learn/recording');
  await other.getByRole('button', { name: 'Delete the recordings of other tabs' }).click();
  await expect(page.getByRole('button', { name: /POST \/token, code/ })).toHaveCount(0);
  await expect(page.getByRole('button', { name: 'Sign out first' })).toBeVisible();
  expect(await rowsOf(other)).toBe(0);
  expect(await recordingKey(page)).toBeNull();
});

test('a recording is hidden from other tabs, and deleted after a day', { tag: '@thorough' }, async ({
  page,
  ada,
  context,
}) => {
  // The leak watch also reads this database, and fails the test if it finds a secret.
  await record(page, ada.allow);
  await page.close();
  const other = await context.newPage();
  await other.goto('/learn/recording');
  await expect(other.getByRole('button', { name: 'Delete the recordings of other tabs' })).toBeVisible();
  await expect(messagesOf(other)).toHaveCount(0);
  expect(await rowsOf(other)).toBeGreaterThan(5);
  await other.clock.setFixedTime(Date.now() + 24 * 60 * 60_000 + 1_000);
  await other.goto('/');
  await expect.poll(() => rowsOf(other)).toBe(0);
});
