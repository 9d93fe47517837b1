import { expect, expectAxeClean, expectNoOverflow, test } from '../fixtures.ts';

test('the glossary scrolls to a term, and a note explains it', { tag: '@thorough' }, async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await page.goto('/learn/glossary#issuer');
  await expect(page.getByRole('heading', { level: 1, name: 'Glossary' })).toBeVisible();
  await expect(page.getByText('issuer, iss', { exact: true })).toBeInViewport();
  await expect(page.getByRole('heading', { name: 'If you know “Sign in with Google”' })).toBeVisible();
  await expectAxeClean(page);
  await expectNoOverflow(page);

  await page.goto('/learn/working');
  const word = page.getByRole('link', { name: 'authorization server', exact: true });
  // Until the app runs, the word is a link to the glossary and has no note.
  await expect(page.locator('#prerendered')).toHaveCount(0);
  const before = await word.boundingBox();
  await word.focus();
  await page.keyboard.press('Enter');
  const note = page.getByRole('note').filter({ hasText: 'The server where the person has an account.' });
  await expect(note).toBeVisible();
  await expect(note).toBeInViewport({ ratio: 1 });
  expect(await word.boundingBox(), 'the term stays in its place').toEqual(before);
  await expectAxeClean(page);
  await page.keyboard.press('Tab');
  await expect(note.getByRole('link', { name: 'RFC 6749 §1.1' })).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(note).toBeHidden();
  await expect(word).toBeFocused();
  await word.click();
  await expect(note).toBeVisible();
  await word.click();
  await expect(note).toBeHidden();
  await word.click();
  await note.getByRole('link', { name: 'Glossary' }).click();
  await expect(page).toHaveURL(/\/learn\/glossary#authorization-server$/);
});
