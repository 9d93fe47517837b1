import type { Page } from 'playwright/test';
import { expect, test } from '../fixtures.ts';
import { APP, ISSUER, REGISTERING_ISSUER, REGISTERING_MCP_SERVER } from './addresses.ts';
import { goodAtOidcProvider, goodAtRegisteringServer, ofKind, watchIssuedTokens } from './issued-tokens.ts';
import { allowAtRegisteringServer } from './registering-page.ts';

// After a sign-out, these tests ask the servers whether each issued token is still valid.

const originOf = (url: string): string => new URL(url).origin;

async function refresh(page: Page): Promise<void> {
  const button = page.getByRole('button', { name: 'Refresh the token now' });
  const refreshed = page.waitForResponse(
    (response) => response.url().endsWith('/token') && response.request().method() === 'POST',
  );
  await button.click();
  expect((await refreshed).status()).toBe(200);
  await expect(button).toHaveAttribute('aria-busy', 'false');
}

async function addNote(page: Page, allow: () => Promise<void>): Promise<void> {
  await page.getByRole('link', { name: 'Add a note' }).click();
  await page.getByLabel('Text').fill('A note');
  await page.getByRole('button', { name: 'Call Add a note' }).click();
  await page.getByRole('button', { name: 'Give this permission' }).click();
  await allow();
  await expect(page.getByText('"added": "A note"')).toBeVisible();
}

test('after a step-up, several refreshes and a sign-out, oidc-provider accepts no refresh token any more', async ({
  page,
  context,
  request,
  ada,
}) => {
  const issued = await watchIssuedTokens(context, `${ISSUER}/token`);
  await ada.signIn(page);
  await refresh(page);
  await addNote(page, () => page.getByRole('button', { name: 'Continue' }).click());
  await refresh(page);
  await page.reload();
  await expect(page.getByText('Ada Lovelace', { exact: true })).toBeVisible();
  const refreshTokens = ofKind('refresh_token', issued);
  expect(refreshTokens).toHaveLength(4);
  expect(await goodAtOidcProvider(request, refreshTokens)).toContain(true);

  await page.getByRole('button', { name: 'Sign out' }).click();
  await expect.poll(() => goodAtOidcProvider(request, refreshTokens)).toEqual([false, false, false, false]);
});

test.describe('the server where clients register themselves', () => {
  test.use({
    allowedOrigins: [APP, originOf(REGISTERING_ISSUER), originOf(REGISTERING_MCP_SERVER)],
    foreignPages: originOf(REGISTERING_ISSUER),
  });

  test('accepts no token any more after a step-up, a second tab and a sign-out', async ({
    page,
    context,
    request,
  }) => {
    const tokenEndpoint = `${REGISTERING_ISSUER}/oauth/token`;
    const issued = await watchIssuedTokens(context, tokenEndpoint);
    let clientId = '';
    context.on('request', (sent) => {
      if (sent.url() === tokenEndpoint)
        clientId = new URLSearchParams(sent.postData() ?? '').get('client_id') ?? clientId;
    });
    const allow = () => allowAtRegisteringServer(page);
    await connect(page);
    await addNote(page, async () => {
      await allow();
      // Without an ID token, the app does not know whether the same person is back, so it asks.
      await page.getByRole('button', { name: 'Repeat the call' }).click();
    });
    await refresh(page);
    const other = await context.newPage();
    await connect(other);
    const accessTokens = ofKind('access_token', issued);
    expect(await goodAtRegisteringServer(request, accessTokens)).toContain(true);

    await page.getByRole('button', { name: 'Sign out' }).click();
    await expect(other.getByRole('button', { name: /^(Look at this server|Sign in)/ })).toBeVisible();
    await expect
      .poll(() => goodAtRegisteringServer(request, accessTokens))
      .toEqual(accessTokens.map(() => false));
    // The test starts with the newest token, because the reuse of a replaced token could itself end a grant.
    const refreshTokens = ofKind('refresh_token', issued).reverse();
    expect(refreshTokens).toHaveLength(4);
    for (const { value } of refreshTokens) {
      const form = { grant_type: 'refresh_token', refresh_token: value, client_id: clientId };
      const response = await request.post(tokenEndpoint, { form });
      expect(await response.json()).toMatchObject({ error: 'invalid_grant' });
    }
  });
});

async function connect(page: Page): Promise<void> {
  await page.goto(`/connect?server=${encodeURIComponent(REGISTERING_MCP_SERVER)}`);
  await page.getByRole('button', { name: 'Look at this server' }).click();
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await allowAtRegisteringServer(page);
  await expect(page.getByRole('link', { name: 'Who am I' })).toBeVisible();
}
