import { expect, expectAxeClean, expectNoOverflow, test } from '../fixtures.ts';
import { chooseFirstAnswers } from './perform.ts';

test('an exam hides the servers’ view until the learner answers, and keeps the score', {
  tag: '@thorough',
}, async ({ page }) => {
  test.slow();
  await page.setViewportSize({ width: 390, height: 844 });
  await page.goto('/learn/exam?seed=11');
  await page.getByRole('button', { name: 'Begin the exam' }).click();
  for (let number = 1; number <= 6; number += 1) {
    await expect(page.getByRole('heading', { name: `Case ${number} of 6` })).toBeInViewport();
    await expect(page.getByText('Seen by the server alone')).toHaveCount(0);
    const answer = page.getByRole('button', { name: 'Answer', exact: true });
    await answer.click();
    await expect(page.getByText('Answer each question first.')).toBeVisible();
    await chooseFirstAnswers(page);
    await page.getByLabel(/Which message did a server refuse/).selectOption({ index: 1 });
    if (number === 1) {
      await page.getByLabel('A verifier to hash').fill('dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk');
      await page.keyboard.press('Enter');
      // The verifier and the challenge are those of RFC 7636, Appendix B.
      await expect(page.getByText('E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM')).toBeVisible();
      await expectAxeClean(page);
      await expectNoOverflow(page);
    }
    await answer.click();
    await expect(page.getByText(/^(Right|Not right)$/)).toBeVisible();
    if (number === 6) break;
    await page.getByRole('button', { name: 'Next case' }).focus();
    // A press with the keyboard does not scroll back to the button.
    await page.evaluate(() => scrollTo(0, document.documentElement.scrollHeight));
    await page.keyboard.press('Enter');
  }
  await expect(page.getByText(/^\d of 6 cases are right$/)).toBeVisible();
  await expect(page.getByRole('link', { name: '/learn/exam?seed=11' })).toBeVisible();
  await expectAxeClean(page);
  const kept = await page.evaluate(() => localStorage.getItem('lab:progress') ?? '');
  expect(JSON.parse(kept).exams).toMatchObject([{ seed: 11, of: 6 }]);
});
