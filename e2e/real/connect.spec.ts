import { expect, test } from '../fixtures.ts';
import { APP, REGISTERING_ISSUER, REGISTERING_MCP_SERVER } from './addresses.ts';
import { allowAtRegisteringServer } from './registering-page.ts';
import { requestsTo } from './requests-to.ts';

const originOf = (url: string): string => new URL(url).origin;
const connectUrl = `/connect?server=${encodeURIComponent(REGISTERING_MCP_SERVER)}`;

test.use({
  allowedOrigins: [APP, originOf(REGISTERING_ISSUER), originOf(REGISTERING_MCP_SERVER)],
  foreignPages: originOf(REGISTERING_ISSUER),
});

test('the app needs only the address of a server: it registers, signs in, steps up, refreshes and signs out across origins', async ({
  page,
  context,
  request,
}) => {
  const tokensSentTo = new Set<string>();
  let registrations = 0;
  context.on('request', (sent) => {
    if (sent.headers().authorization) tokensSentTo.add(originOf(sent.url()));
    if (sent.url() === `${REGISTERING_ISSUER}/register`) registrations += 1;
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
  // The server issues no ID token. So the app does not know whether the same person is back, and asks before it repeats
  // the call.
  await page.getByRole('button', { name: 'Repeat the call' }).click();
  await expect(page.getByText('"added": "Written across origins"')).toBeVisible();

  const refreshed = page.waitForResponse(
    (response) => response.url().endsWith('/oauth/token') && response.request().method() === 'POST',
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

  await page.getByRole('button', { name: 'Sign out' }).click();
  await expect(page.getByRole('button', { name: /^(Look at this server|Sign in)/ })).toBeVisible();

  expect(registrations).toBe(1);
  expect([...tokensSentTo]).toEqual([originOf(REGISTERING_MCP_SERVER)]);
  const atIssuer = await requestsTo(request, REGISTERING_ISSUER);
  const preflighted = atIssuer.flatMap(({ path, preflightFor }) =>
    preflightFor === undefined ? [] : [path],
  );
  // A cross-origin request with JSON needs a preflight, but a request with a form does not.
  expect(preflighted).toContain(new URL(`${REGISTERING_ISSUER}/register`).pathname);
  expect(preflighted).not.toContain(new URL(`${REGISTERING_ISSUER}/oauth/token`).pathname);
  const atServer = await requestsTo(request, REGISTERING_MCP_SERVER);
  expect(atServer.some(({ preflightFor }) => preflightFor === 'POST')).toBe(true);
  expect([...atIssuer, ...atServer].some(({ hadCookies }) => hadCookies)).toBe(false);
});
