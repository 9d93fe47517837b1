import type { Page } from 'playwright/test';
import { expect, expectAxeClean, test } from '../fixtures.ts';

// This server is on the origin of the app, but does not know the app. The real lane has servers on other origins.
const SOUTHWIND = '/southwind/mcp';

async function openServer(page: Page): Promise<string> {
  await page.goto('/connect');
  const serverUrl = new URL(SOUTHWIND, page.url()).href;
  await page.getByLabel('MCP server URL').fill(serverUrl);
  await page.getByRole('button', { name: 'Go to this server’s page' }).click();
  return serverUrl;
}

test('an invalid or forbidden address stays in the field, with the reason', { tag: '@thorough' }, async ({
  page,
  watch,
}) => {
  watch.allowViolation(/^connect-src http:\/\/\[::1\]:9/);
  watch.allowConsoleError(/Content[ -]Security[ -]Policy/);
  await page.goto('/connect?server=mcp.example');
  const address = page.getByLabel('MCP server URL');
  await expect(address).toHaveValue('mcp.example');
  await expect(page.getByText('This address has no scheme. Write https:// before it.')).toBeVisible();
  await address.fill('ftp://mcp.example/');
  await page.getByRole('button', { name: 'Go to this server’s page' }).click();
  await expect(page.getByText('A client cannot call ftp: addresses')).toBeVisible();
  await page.goto(`/connect?server=http://localhost:1/${'x'.repeat(10_000)}`);
  await expect(page.getByText('This address is 10,019 characters long. Use at most 2,048.')).toBeVisible();
  expect(await page.evaluate(() => localStorage.getItem('app:servers'))).toBeNull();
  await expectAxeClean(page);

  await page.goto('/connect?server=http://[::1]:9/mcp');
  await page.getByRole('button', { name: 'Look at this server' }).click();
  await expect(page.getByText('A policy of this page does not let it call this server')).toBeVisible();
  await expect(page.getByText('does not list http://[::1]:9. If')).toBeVisible();
  await expect(page.getByText('VITE_CONNECT_ORIGINS')).toBeVisible();
  await expect(page.getByText('CORS')).toHaveCount(0);
  await expectAxeClean(page);
});

test('the app calls a new server only after the user confirms, and registers itself there', {
  tag: ['@core', '@thorough'],
}, async ({ page, ada }) => {
  const asked: string[] = [];
  page.on('request', (request) => {
    const { pathname } = new URL(request.url());
    if (/southwind/.test(pathname) && !request.isNavigationRequest()) asked.push(pathname);
  });
  await openServer(page);
  await expect(page.getByText('This page sends nothing before you press the button')).toBeVisible();
  expect(asked).toEqual([]);
  await page.getByRole('button', { name: 'Look at this server' }).click();
  await expect(page.getByText('by registering itself when you sign in')).toBeVisible();
  await expectAxeClean(page);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await ada.allow(page);
  await expect(page.getByRole('heading', { name: 'Tools' })).toBeVisible();
  expect(asked.filter((path) => path.endsWith('/register'))).toHaveLength(1);

  await page.getByRole('link', { name: 'Add a note' }).click();
  await page.getByLabel('Text').fill('Written on the second try');
  await page.getByRole('button', { name: 'Call Add a note' }).click();
  await page.getByRole('button', { name: 'Give this permission' }).click();
  await page.getByRole('button', { name: 'Allow', exact: true }).click();
  // The app repeats the refused call automatically.
  await expect(page.getByText('"added": "Written on the second try"')).toBeVisible();
  await expect(page.getByText('notes:read notes:write')).toBeVisible();
  await page.reload();
  await expect(page.getByRole('button', { name: 'Call Add a note' })).toBeVisible();
  await page.getByRole('link', { name: 'List notes' }).click();
  await page.getByRole('button', { name: 'Call List notes' }).click();
  await expect(page.getByText('Written on the second try')).toHaveCount(1);
  await expectAxeClean(page);

  await page.goto('/connect');
  await expect(page.getByRole('link', { name: SOUTHWIND })).toBeVisible();
  // The session is only valid at the other server, so the tools page of the app asks for a sign-in.
  await page.goto('/tools');
  await expect(page.getByRole('button', { name: 'Sign in' })).toBeVisible();
});

test('after a denied permission, no call is repeated', { tag: '@thorough' }, async ({ page, ada }) => {
  await ada.signIn(page);
  await page.getByRole('link', { name: 'Add a note' }).click();
  await page.getByLabel('Text').fill('Never written');
  await page.getByRole('button', { name: 'Call Add a note' }).click();
  await page.getByRole('button', { name: 'Give this permission' }).click();
  await page.getByRole('button', { name: 'Deny' }).click();
  await expect(page.getByText('You did not allow access')).toBeVisible();
  await expect(page.getByRole('heading', { name: 'You are still signed in' })).toBeVisible();
  await page.getByRole('link', { name: 'Go on as before' }).click();
  await page.getByRole('link', { name: 'List notes' }).click();
  await page.getByRole('button', { name: 'Call List notes' }).click();
  await expect(page.getByText('Result', { exact: true })).toBeVisible();
  await expect(page.getByText('Never written')).toHaveCount(0);
});

test('a redirect to a self-registered client needs a press', { tag: '@thorough' }, async ({ page }) => {
  await openServer(page);
  await page.getByRole('button', { name: 'Look at this server' }).click();
  await expect(page.getByText('by registering itself when you sign in')).toBeVisible();
  const landing = new URL('/connect?from=evil', page.url()).href;
  const clientId = await page.evaluate(async (redirectUri) => {
    const registered = await fetch('/idp/southwind/register', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({
        client_name: 'Prize',
        application_type: 'native',
        token_endpoint_auth_method: 'none',
        redirect_uris: [redirectUri],
      }),
    });
    return String((await registered.json()).client_id);
  }, landing);
  const request = new URLSearchParams({
    client_id: clientId,
    redirect_uri: landing,
    response_type: 'code',
    prompt: 'none',
    scope: 'notes:read',
    code_challenge: 'a'.repeat(43),
    code_challenge_method: 'S256',
  });
  await page.goto(`/idp/southwind/authorize?${request}`);
  await expect(page.getByRole('heading', { name: 'This request is refused' })).toBeVisible();
  await expect(page.getByText('This app registered itself.')).toBeVisible();
  await expectAxeClean(page);
  expect(new URL(page.url()).pathname).toBe('/idp/southwind/authorize');
  await page.getByRole('button', { name: /^Go to / }).click();
  await expect(page).toHaveURL(/from=evil&error=login_required/);
});
