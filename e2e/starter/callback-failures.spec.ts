import type { Page } from 'playwright/test';
import { countTokenRequests, expect, expectAxeClean, test } from '../fixtures.ts';

async function expectRefusal(page: Page, title: string): Promise<void> {
  await expect(page.getByRole('heading', { name: 'You are not signed in' })).toBeVisible();
  await expect(page.getByText(title)).toBeVisible();
  await expect(page.getByRole('button', { name: 'Sign in again' })).toBeVisible();
}

/** Starts a sign-in, stops at the authorization server, and returns the parameters that its response needs. */
async function startSignIn(page: Page): Promise<{ state: string; issuer: string }> {
  await page.goto('/');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page.getByRole('button', { name: 'Sign in and allow' })).toBeVisible();
  const url = new URL(page.url());
  return { state: url.searchParams.get('state') ?? '', issuer: `${url.origin}/idp` };
}

test('a callback without a response says so and offers a new sign-in that works', async ({ page }) => {
  await page.goto('/callback');
  await expectRefusal(page, 'There is no sign-in to finish here');
  await expectAxeClean(page);
  await page.getByRole('button', { name: 'Sign in again' }).click();
  await expect(page.getByRole('button', { name: 'Sign in and allow' })).toBeVisible();
});

test('an unknown state is refused without a token request', async ({ page }) => {
  const tokenRequests = countTokenRequests(page);
  await page.goto('/callback?code=stolen&state=forged');
  await expectRefusal(page, 'This sign-in was not started in this tab');
  expect(page.url()).not.toContain('stolen');
  expect(tokenRequests()).toBe(0);
});

test('a response of another issuer is refused, and its text is not shown', async ({ page }) => {
  const tokenRequests = countTokenRequests(page);
  const { state } = await startSignIn(page);
  await page.goto(
    `/callback?error=server_error&error_description=Call+me&state=${state}&iss=https://evil.example`,
  );
  await expectRefusal(page, 'The response came from the wrong server');
  await expect(page.getByText('Call me')).toBeHidden();
  expect(tokenRequests()).toBe(0);
});

test('a response without the issuer that the server advertises is refused', async ({ page }) => {
  const { state } = await startSignIn(page);
  await page.goto(`/callback?code=stolen&state=${state}`);
  await expectRefusal(page, 'The response does not say who sent it');
});

test('the server refuses a code that it never issued, and the page offers a new sign-in', async ({
  page,
}) => {
  const { state, issuer } = await startSignIn(page);
  await page.goto(`/callback?code=invented&state=${state}&iss=${encodeURIComponent(issuer)}`);
  await expectRefusal(page, 'The authorization server did not accept the code');
});

test('a response opened a second time is refused and leaves the session alive', async ({ page, ada }) => {
  await ada.signIn(page);
  await page.goto('/callback?code=again&state=again');
  await expect(page.getByText('This sign-in was not started in this tab')).toBeVisible();
  await expect(page.getByRole('heading', { name: 'You are still signed in' })).toBeVisible();
  await page.getByRole('link', { name: 'Go on as before' }).click();
  await expect(page.getByRole('heading', { name: 'Tools' })).toBeVisible();
  await expect(page.getByText('Ada Lovelace', { exact: true })).toBeVisible();
});

test('the Back button after signing in does not lead back into the response', async ({ page, ada }) => {
  const tokenRequests = countTokenRequests(page);
  await ada.signIn(page);
  await page.goBack();
  expect(page.url()).not.toContain('callback');
  await expect(page.getByText('Ada Lovelace', { exact: true })).toBeVisible();
  expect(tokenRequests()).toBe(1);
});

test('a wrong password is reported, and the page keeps the user name', async ({ page }) => {
  await startSignIn(page);
  await page.getByLabel('User name').fill('ada');
  await page.getByLabel('Password').fill('wrong');
  await page.getByRole('button', { name: 'Sign in and allow' }).click();
  await expect(page.getByText('User name or password is wrong.').first()).toBeVisible();
  await expect(page.getByLabel('User name')).toHaveValue('ada');
  await expectAxeClean(page);
});

test('a request to the authorization server with a foreign redirect URI is never redirected', async ({
  page,
}) => {
  await page.goto('/idp/authorize?response_type=code&client_id=this-app&redirect_uri=https://evil.example/');
  await expect(page.getByText('The redirect_uri is not registered for this client.')).toBeVisible();
  await expectAxeClean(page);
});
