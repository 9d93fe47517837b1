import type { Page } from 'playwright/test';
import { expect, test } from '../fixtures.ts';
import { openExercise, perform } from './perform.ts';

const messages = (page: Page) => page.getByRole('list', { name: 'Messages, in order' }).getByRole('listitem');

/** Sends so many messages that the diagram scrolls. */
async function signInTwice(page: Page): Promise<void> {
  for (let times = 1; times <= 2; times += 1) {
    await perform(page, { press: 'Sign in and call a tool' });
    await expect(page.locator('[aria-busy=true]')).toHaveCount(0);
  }
}

test('the label of the exchange fits its arrow on usual screens', { tag: '@thorough' }, async ({ page }) => {
  await openExercise(page, 'after-15-minutes');
  await perform(page, { press: 'Sign in and call a tool' });
  for (const press of ['Advance the clock by 16 minutes', 'As a thief, send the first refresh token']) {
    // The thief adds a column, so that the columns are as narrow as possible.
    await perform(page, { press });
  }
  await expect(page.locator('[aria-busy=true]')).toHaveCount(0);
  const exchange = page.getByRole('button', { name: /POST \/token, code \+ verifier/ });
  const [label, arrow] = [exchange.locator('span.text-balance'), exchange.locator(':scope > svg')];
  for (const width of [1024, 1280, 1440]) {
    await page.setViewportSize({ width, height: 900 });
    const [words, line] = [await label.boundingBox(), await arrow.boundingBox()];
    expect(words?.width ?? Number.NaN, `at ${width} px`).toBeLessThanOrEqual(line?.width ?? 0);
    const cutOff = await label.evaluate(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth);
    expect(cutOff, `no word is cut off at ${width} px`).toBeLessThanOrEqual(0);
  }
});

test('the diagram shows the newest message until a reader scrolls', { tag: '@thorough' }, async ({
  page,
}) => {
  await openExercise(page, 'after-15-minutes');
  await signInTwice(page);
  await expect(messages(page).last()).toBeInViewport();
  await page.getByRole('tab', { name: 'Wire' }).click();
  await perform(page, { press: 'Sign in and call a tool' });
  await expect(page.locator('[aria-busy=true]')).toHaveCount(0);
  await page.getByRole('tab', { name: 'Diagram' }).click();
  await expect(messages(page).last()).toBeInViewport();
  await page.evaluate(() => location.assign('#m5'));
  const linked = page.getByRole('button', { name: /sign in, consent/ }).first();
  await expect(page.getByText('granted_scope')).toBeAttached();
  await expect(linked, 'the head of a message that is taller than the list').toBeInViewport();
  await page.evaluate(() => location.assign('#m1'));
  await page.getByRole('tab', { name: 'Diagram' }).click();
  await expect(messages(page).first(), 'the linked message').toBeInViewport();
  await perform(page, { press: 'Sign in and call a tool' });
  await expect(page.locator('[aria-busy=true]')).toHaveCount(0);
  await expect(messages(page).last()).toBeInViewport();

  // The diagram does not move while the reader has scrolled up.
  await messages(page).last().hover();
  await page.mouse.wheel(0, -10_000);
  await expect(messages(page).first()).toBeInViewport();
  await perform(page, { press: 'Sign in and call a tool' });
  await expect(page.locator('[aria-busy=true]')).toHaveCount(0);
  await expect(messages(page).first()).toBeInViewport();
  await messages(page).first().hover();
  await page.mouse.wheel(0, 10_000);
  await expect(messages(page).last()).toBeInViewport();
  await perform(page, { press: 'Sign in and call a tool' });
  await expect(page.locator('[aria-busy=true]')).toHaveCount(0);
  await expect(messages(page).last()).toBeInViewport();
});

test('in StrictMode, the diagram opens at the newest message', { tag: '@thorough' }, async ({ page }) => {
  await openExercise(page, 'after-15-minutes', 'http://localhost:5173');
  await signInTwice(page);
  await page.getByRole('tab', { name: 'Wire' }).click();
  await page.getByRole('tab', { name: 'Diagram' }).click();
  await expect(messages(page).last()).toBeInViewport();
});
