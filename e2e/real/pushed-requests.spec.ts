import type { APIRequestContext } from 'playwright/test';
import { expect, expectAxeClean, test } from '../fixtures.ts';
import { APP, CLIENT_ID, PUSHING_ISSUER, PUSHING_MCP_SERVER } from './addresses.ts';
import { requestsTo } from './requests-to.ts';

test.use({
  allowedOrigins: [APP, PUSHING_ISSUER, new URL(PUSHING_MCP_SERVER).origin],
  foreignPages: PUSHING_ISSUER,
});

/** The requests that a page pushed. The other test may push at the same time, but not from a page. */
const pushedTo = async (request: APIRequestContext) =>
  (await requestsTo(request, PUSHING_ISSUER)).filter(
    ({ path, method }) => path === '/request' && method === 'POST',
  );

test('the app signs in at a server that accepts only pushed requests', async ({ page, ada, request }) => {
  const opened: URL[] = [];
  page.on('request', (sent) => {
    const url = new URL(sent.url());
    if (url.origin === PUSHING_ISSUER && url.pathname === '/auth' && sent.isNavigationRequest()) {
      opened.push(url);
    }
  });
  const before = (await pushedTo(request)).length;
  await page.goto(`/connect?${new URLSearchParams({ server: PUSHING_MCP_SERVER })}`);
  await page.getByRole('button', { name: 'Look at this server' }).click();
  await page.getByLabel('Client ID').fill(CLIENT_ID);
  await page.getByRole('button', { name: 'Use this client ID' }).click();
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await ada.allow(page);
  await page.getByRole('link', { name: 'Who am I' }).click();
  await page.getByRole('button', { name: 'Call Who am I' }).click();
  await expect(page.getByText('"subject": "ada"')).toBeVisible();
  await expectAxeClean(page);

  const refreshed = page.waitForResponse(
    (response) => response.url() === `${PUSHING_ISSUER}/token` && response.request().method() === 'POST',
  );
  await page.getByRole('button', { name: 'Refresh the token now' }).click();
  expect((await refreshed).status()).toBe(200);

  // In the URL that the browser opens, only the client ID and the reference are parameters.
  expect(opened.map(({ searchParams }) => [...searchParams.keys()])).toEqual([['client_id', 'request_uri']]);
  const pushed = (await pushedTo(request)).slice(before);
  expect(pushed).toHaveLength(1);
  expect(pushed[0]).toMatchObject({ origin: APP, hadAuthorization: false, hadCookies: false });
});

test('oidc-provider refuses an unpushed request, and another client’s reference', async ({ request }) => {
  const parameters = {
    response_type: 'code',
    client_id: CLIENT_ID,
    redirect_uri: `${APP}/callback`,
    scope: 'openid notes:read',
    resource: PUSHING_MCP_SERVER,
    code_challenge: 'a'.repeat(43),
    code_challenge_method: 'S256',
  };
  const open = (query: Record<string, string>) =>
    request.get(`${PUSHING_ISSUER}/auth?${new URLSearchParams(query)}`, { maxRedirects: 0 });
  const told = new URL((await open(parameters)).headers().location ?? '').searchParams;
  expect(told.get('error')).toBe('invalid_request');
  expect(told.get('error_description')).toContain('Pushed Authorization Request must be used');

  const pushed = await request.post(`${PUSHING_ISSUER}/request`, { form: parameters });
  expect(pushed.status()).toBe(201);
  const { request_uri } = await pushed.json();
  const reference = { client_id: CLIENT_ID, request_uri };
  expect((await open(reference)).headers().location).toContain('/interaction/');
  expect((await open({ ...reference, client_id: 'another' })).status()).toBe(400);
});
