import { allow, expect, test } from './webkit-test.ts';

test('the app keeps the text of a note while the user gives a permission', async ({ webkit, baseURL }) => {
  await webkit.goto(`${baseURL}/notes`);
  await webkit.press('Sign in', 'main');
  await allow(webkit);
  await webkit.sees('The verifier never travels with the challenge.');
  await webkit.fill('Text', 'Written over REST');
  await webkit.press('Add the note');
  await webkit.press('Give this permission');
  await webkit.press('Allow');
  await webkit.press('Add the note');
  await webkit.sees('Written over REST');
  await webkit.reload();
  await webkit.sees('Written over REST');
});

test('after a denied sign-in, “Sign in again” leads back to the opened page', async ({ webkit, baseURL }) => {
  await webkit.goto(`${baseURL}/tools/whoami?from=a-link#there`);
  await webkit.press('Sign in', 'main');
  await webkit.press('Deny');
  await webkit.sees('You are not signed in');
  expect(await webkit.url()).toBe(`${baseURL}/callback`);
  await webkit.press('Sign in again');
  await allow(webkit);
  await webkit.sees('Signed in as');
  expect(await webkit.url()).toBe(`${baseURL}/tools/whoami?from=a-link#there`);
});

test('the app refuses and removes a response with an unknown state', async ({ webkit, baseURL }) => {
  await webkit.goto(`${baseURL}/callback?code=stolen&state=forged`);
  await webkit.sees('This tab has no such sign-in');
  expect(await webkit.url()).toBe(`${baseURL}/callback`);
});

test('two windows have separate grants, and a sign-out ends both grants', async ({ webkit, baseURL }) => {
  const [first = ''] = await webkit.tabs();
  const second = await webkit.openWindow();
  for (const window of [first, second]) {
    await webkit.switchTo(window);
    await webkit.goto(`${baseURL}/tools`);
    await webkit.press('Sign in', 'main');
  }
  await allow(webkit);
  await webkit.sees('Signed in as');
  await webkit.switchTo(first);
  await allow(webkit);
  await webkit.sees('Signed in as');
  await webkit.press('Sign out', 'main');
  await webkit.sees('Sign out here?');
  await webkit.switchTo(second);
  await webkit.sees('Sign in to see the tools of the MCP server.');
});
