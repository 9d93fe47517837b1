import type { Page } from 'playwright/test';
import { countTokenRequests, expect, expectAxeClean, test } from '../fixtures.ts';

async function expectRefusal(page: Page, title: string): Promise<void> {
  await expect(page.getByRole('heading', { name: 'You are not signed in' })).toBeVisible();
  await expect(page.getByText(title)).toBeVisible();
  await expect(page.getByRole('button', { name: 'Sign in again' })).toBeVisible();
}

/** Starts a sign-in, and stops at the authorization server. @returns the state and the issuer for a response. */
async function startSignIn(page: Page): Promise<{ state: string; issuer: string }> {
  await page.goto('/');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page.getByRole('button', { name: 'Sign in and allow' })).toBeVisible();
  const url = new URL(page.url());
  return { state: url.searchParams.get('state') ?? '', issuer: `${url.origin}/idp` };
}

test('a callback without a response offers a sign-in', { tag: '@thorough' }, async ({ page, ada }) => {
  await page.goto('/callback');
  await expectRefusal(page, 'There is no sign-in to finish here');
  await expectAxeClean(page);
  await page.goto('/callback?error=server_error&error_description=Call+%3Cb%3E555');
  await expectRefusal(page, 'An error came back that names no sign-in');
  await expect(page.getByText('It says, unverified: Call <b>555')).toBeVisible();
  expect(new URL(page.url()).search).toBe('');
  await page.getByRole('button', { name: 'Sign in again' }).click();
  await ada.allow(page);
  await expect(page.getByText('Ada Lovelace', { exact: true })).toBeVisible();
});

test('a response with another state or issuer, or an unknown code, is refused', async ({ page }) => {
  const tokenRequests = countTokenRequests(page);
  await page.goto('/callback?code=stolen&state=forged');
  await expectRefusal(page, 'This tab has no such sign-in');
  expect(page.url()).not.toContain('stolen');
  const { state: known } = await startSignIn(page);
  await page.goto(
    `/callback?error=server_error&error_description=Call+me&state=${known}&iss=https://evil.example`,
  );
  await expectRefusal(page, 'The response names another issuer');
  await expect(page.getByText('Call me')).toBeHidden();
  const { state } = await startSignIn(page);
  await page.goto(`/callback?code=stolen&state=${state}`);
  await expectRefusal(page, 'The response does not say who sent it');
  expect(tokenRequests(), 'a refused response causes no token request').toBe(0);
  const { state: own, issuer } = await startSignIn(page);
  await page.goto(`/callback?code=invented&state=${own}&iss=${encodeURIComponent(issuer)}`);
  await expectRefusal(page, 'The authorization server did not accept the code');
});

test('after a sign-in, neither Back nor an old response ends the session', async ({ page, ada }) => {
  const tokenRequests = countTokenRequests(page);
  await ada.signIn(page);
  await page.goBack();
  expect(page.url()).not.toContain('callback');
  await expect(page.getByText('Ada Lovelace', { exact: true })).toBeVisible();
  await page.goto('/callback?code=again&state=again');
  await expect(page.getByText('This tab has no such sign-in')).toBeVisible();
  await expect(page.getByRole('heading', { name: 'You are still signed in' })).toBeVisible();
  await page.getByRole('link', { name: 'Go on as before' }).click();
  await expect(page.getByRole('heading', { name: 'Tools' })).toBeVisible();
  await expect(page.getByText('Ada Lovelace', { exact: true })).toBeVisible();
  expect(tokenRequests()).toBe(1);
  expect(await page.context().cookies(), 'the app sets no cookie').toEqual([]);
});

test('the server reports a wrong password or redirect URI on its own page', {
  tag: '@thorough',
}, async ({ page }) => {
  await startSignIn(page);
  await page.getByLabel('User name').fill('ada');
  await page.getByLabel('Password').fill('wrong');
  await page.getByRole('button', { name: 'Sign in and allow' }).click();
  await expect(page.getByText('User name or password is wrong.').first()).toBeVisible();
  await expect(page.getByLabel('User name')).toHaveValue('ada');
  await expectAxeClean(page);

  await page.goto('/idp/authorize?response_type=code&client_id=this-app&redirect_uri=https://evil.example/');
  await expect(page.getByText('The redirect_uri is not registered for this client.')).toBeVisible();
  await expectAxeClean(page);
});
