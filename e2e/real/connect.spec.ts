import { expect, test } from '../fixtures.ts';
import { APP, REGISTERING_ISSUER, REGISTERING_MCP_SERVER } from './addresses.ts';
import { goodAtRegisteringServer, ofKind, watchIssuedTokens } from './issued-tokens.ts';
import { allowAtRegisteringServer } from './registering-page.ts';
import { requestsTo } from './requests-to.ts';

const originOf = (url: string): string => new URL(url).origin;
const tokenEndpoint = `${REGISTERING_ISSUER}/oauth/token`;
const connectUrl = `/connect?server=${encodeURIComponent(REGISTERING_MCP_SERVER)}`;

test.use({
  allowedOrigins: [APP, originOf(REGISTERING_ISSUER), originOf(REGISTERING_MCP_SERVER)],
  foreignPages: originOf(REGISTERING_ISSUER),
});

test('the app needs only the address of a server to sign in', async ({ page, context, request }) => {
  const issued = await watchIssuedTokens(context, tokenEndpoint);
  const tokensSentTo = new Set<string>();
  let registrations = 0;
  let clientId = '';
  context.on('request', (sent) => {
    if (sent.headers().authorization) tokensSentTo.add(originOf(sent.url()));
    if (sent.url() === `${REGISTERING_ISSUER}/register`) registrations += 1;
    if (sent.url() === tokenEndpoint)
      clientId = new URLSearchParams(sent.postData() ?? '').get('client_id') ?? clientId;
  });
  await page.goto(connectUrl);
  await page.getByRole('button', { name: 'Look at this server' }).click();
  await expect(page.getByText(REGISTERING_ISSUER, { exact: true })).toBeVisible();
  await expect(page.getByText('by registering itself when you sign in')).toBeVisible();
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await allowAtRegisteringServer(page);

  await page.getByRole('link', { name: 'Who am I' }).click();
  await page.getByRole('button', { name: 'Call Who am I' }).click();
  await expect(page.getByText('"subject": "ada"')).toBeVisible();

  await page.getByRole('link', { name: 'Add a note' }).click();
  await page.getByLabel('Text').fill('Written across origins');
  await page.getByRole('button', { name: 'Call Add a note' }).click();
  await page.getByRole('button', { name: 'Give this permission' }).click();
  await allowAtRegisteringServer(page);
  // The server issues no ID token. So the app does not know whether the same person is back, and asks before the call.
  await page.getByRole('button', { name: 'Repeat the call' }).click();
  await expect(page.getByText('"added": "Written across origins"')).toBeVisible();

  const refreshed = page.waitForResponse(
    (response) => response.url() === tokenEndpoint && response.request().method() === 'POST',
  );
  await page.getByRole('button', { name: 'Refresh the token now' }).click();
  expect((await refreshed).status()).toBe(200);

  // A second tab has no session yet, but it uses the client that the first tab registered.
  const other = await context.newPage();
  await other.goto(connectUrl);
  await other.getByRole('button', { name: 'Look at this server' }).click();
  await other.getByRole('button', { name: 'Sign in', exact: true }).click();
  await allowAtRegisteringServer(other);
  await expect(other.getByRole('link', { name: 'Who am I' })).toBeVisible();
  const accessTokens = ofKind('access_token', issued);
  expect(await goodAtRegisteringServer(request, accessTokens)).toContain(true);

  await page.getByRole('button', { name: 'Sign out' }).click();
  for (const tab of [page, other])
    await expect(tab.getByRole('button', { name: /^(Look at this server|Sign in)/ })).toBeVisible();
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

  expect(registrations).toBe(1);
  expect([...tokensSentTo]).toEqual([originOf(REGISTERING_MCP_SERVER)]);
  const atIssuer = await requestsTo(request, REGISTERING_ISSUER);
  const preflighted = atIssuer.flatMap(({ path, preflightFor }) =>
    preflightFor === undefined ? [] : [path],
  );
  // A cross-origin request with JSON needs a preflight, but a request with a form does not.
  expect(preflighted).toContain(new URL(`${REGISTERING_ISSUER}/register`).pathname);
  expect(preflighted).not.toContain(new URL(tokenEndpoint).pathname);
  const atServer = await requestsTo(request, REGISTERING_MCP_SERVER);
  expect(atServer.some(({ preflightFor }) => preflightFor === 'POST')).toBe(true);
  expect([...atIssuer, ...atServer].some(({ hadCookies }) => hadCookies)).toBe(false);
});
