import type { Page } from 'playwright/test';
import {
  type ChallengeSolution,
  type CraftedMessage,
  solutions,
} from '../../src/lab/attack/challenges/solutions.ts';
import { expect, expectAxeClean, expectNoOverflow, test } from '../fixtures.ts';
import { heldText, sendCrafted } from './crafting.ts';

const slugs = [...new Set(solutions.map(({ challenge }) => challenge))];

async function craft(page: Page, { request, fill }: CraftedMessage): Promise<void> {
  await sendCrafted(page, request, fill);
  await expect(page.locator('[aria-busy=true]')).toHaveCount(0);
}

async function open(page: Page, { challenge, seed }: Pick<ChallengeSolution, 'challenge' | 'seed'>) {
  await page.goto(`/attack/challenge/${challenge}?server=${seed}`);
  await expect(page.getByRole('region', { name: 'What you have' })).toBeVisible();
}

const solved = (page: Page) => page.getByText(/^Solved, as message \d+ shows$/);

// `challenges.test.ts` sends the scripts for all servers of each challenge.
test('on a phone, each script solves its challenge', { tag: '@thorough' }, async ({ page }) => {
  test.slow();
  await page.setViewportSize({ width: 390, height: 844 });
  for (const slug of slugs) {
    await test.step(slug, async () => {
      const solution = solutions.find(({ challenge }) => challenge === slug);
      if (!solution) throw new Error(`There is no script for ${slug}.`);
      await open(page, solution);
      for (const message of solution.messages) {
        await expect(solved(page)).toHaveCount(0);
        await craft(page, message);
      }
      await expect(solved(page)).toBeVisible();
      await expectNoOverflow(page);
      await expectAxeClean(page);
    });
  }
});

test('a refusal names its rule, and hints open in turn', { tag: '@thorough' }, async ({ page }) => {
  await open(page, { challenge: 'yesterdays-log', seed: 2 });
  await craft(page, {
    request: 'Refresh request',
    fill: { refresh_token: '{refresh_token}', client_id: '{client_id}' },
  });
  const refusal = page
    .getByRole('alert')
    .filter({ hasText: 'The authorization server refused the message: 400' });
  await expect(refusal).toContainText('POST /token, refresh: invalid_grant');
  await expect(refusal).toContainText('The log of the server says: refresh token used before.');
  await expect(refusal.getByRole('link', { name: 'RFC 9700 §4.14.2' })).toBeVisible();
  await page.getByRole('button', { name: 'Let Ada act again' }).click();
  await expect(refusal).toHaveCount(0);
  const hints = page.getByRole('region', { name: 'Hints' });
  for (let opened = 1; opened <= 3; opened += 1) {
    await hints.getByRole('button').click();
    await expect(hints.getByRole('listitem')).toHaveCount(opened);
  }
  await expect(hints.getByRole('button')).toHaveCount(0);
  await expectAxeClean(page);
});

test('a challenge can be solved with only the keyboard, in the text of the message', {
  tag: '@thorough',
}, async ({ page }) => {
  await open(page, { challenge: 'more-than-granted', seed: 2 });
  const token = await heldText(page, '{access_token}');
  await page.getByRole('button', { name: 'Tool call', exact: true }).press('Enter');
  await page.getByRole('button', { name: 'Edit it as text' }).press('Enter');
  const headers = page.getByRole('form', { name: 'Tool call' }).getByLabel('Headers');
  await headers.focus();
  await page.keyboard.press('ControlOrMeta+End');
  await page.keyboard.press('Enter');
  await page.keyboard.type(`authorization: Bearer ${token}`);
  await page.getByRole('button', { name: 'Send the tool call' }).press('Enter');
  await expect(solved(page)).toBeVisible();
  const rail = page.getByRole('navigation', { name: 'Attacks' });
  await expect(rail.getByText('1/2 servers solved')).toBeVisible();
  await page.reload();
  await expect(rail.getByText('1/2 servers solved'), 'the result is kept').toBeVisible();
});
