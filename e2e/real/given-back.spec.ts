import type { Page } from 'playwright/test';
import { expect, test } from '../fixtures.ts';
import { APP, ISSUER } from './addresses.ts';
import { goodAtOidcProvider, ofKind, watchIssuedTokens } from './issued-tokens.ts';

async function refresh(page: Page): Promise<void> {
  const button = page.getByRole('button', { name: 'Refresh the token now' });
  const refreshed = page.waitForResponse(
    (response) => response.url().endsWith('/token') && response.request().method() === 'POST',
  );
  await button.click();
  expect((await refreshed).status()).toBe(200);
  await expect(button).toHaveAttribute('aria-busy', 'false');
}

test('after a sign-out, oidc-provider accepts no refresh token', async ({ page, context, request, ada }) => {
  const issued = await watchIssuedTokens(context, `${ISSUER}/token`);
  await ada.signIn(page);
  await refresh(page);
  await page.getByRole('link', { name: 'Add a note' }).click();
  await page.getByLabel('Text').fill('A note');
  await page.getByRole('button', { name: 'Call Add a note' }).click();
  await page.getByRole('button', { name: 'Give this permission' }).click();
  await page.getByRole('button', { name: 'Continue' }).click();
  await expect(page.getByText('"added": "A note"')).toBeVisible();
  await refresh(page);
  await page.reload();
  await expect(page.getByText('Ada Lovelace', { exact: true })).toBeVisible();
  const refreshTokens = ofKind('refresh_token', issued);
  expect(refreshTokens).toHaveLength(4);
  expect(await goodAtOidcProvider(request, refreshTokens)).toContain(true);

  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.getByRole('button', { name: 'Yes, sign me out' }).click();
  await expect(page.getByRole('button', { name: 'Sign in' })).toBeVisible();
  expect(new URL(page.url()).origin).toBe(APP);
  await expect.poll(() => goodAtOidcProvider(request, refreshTokens)).toEqual([false, false, false, false]);
});
