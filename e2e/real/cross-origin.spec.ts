import { expect, test } from '../fixtures.ts';
import { ISSUER, MCP_SERVER } from './addresses.ts';
import { requestsTo } from './requests-to.ts';

test('without a mock worker, the app calls other origins without cookies', async ({ page, request, ada }) => {
  await ada.signIn(page);
  await page.getByRole('link', { name: 'Who am I' }).click();
  await page.getByRole('button', { name: 'Call Who am I' }).click();
  await expect(page.getByText('"subject": "ada"')).toBeVisible();
  const worker = await request.get('/mockServiceWorker.js');
  expect(worker.headers()['content-type'], 'the build contains no worker').toContain('text/html');
  expect(await page.evaluate(async () => (await navigator.serviceWorker.getRegistrations()).length)).toBe(0);

  const { pathname } = new URL(MCP_SERVER);
  const toMcpServer = (await requestsTo(request, MCP_SERVER)).filter(({ path }) => path === pathname);
  const preflights = toMcpServer.filter(({ method }) => method === 'OPTIONS');
  expect(preflights.map(({ preflightFor }) => preflightFor)).toContain('POST');
  expect(preflights.some(({ hadAuthorization }) => hadAuthorization)).toBe(false);
  expect(toMcpServer).toContainEqual(expect.objectContaining({ method: 'POST', hadAuthorization: false }));
  expect(toMcpServer).toContainEqual(expect.objectContaining({ method: 'POST', hadAuthorization: true }));

  const toAuthorizationServer = await requestsTo(request, ISSUER);
  expect(toAuthorizationServer).toContainEqual(expect.objectContaining({ method: 'POST', path: '/token' }));
  // A form POST needs no preflight, which would cost a round trip. The test ignores the preflights of Check's proofs.
  const preflightsThere = toAuthorizationServer.filter(({ method }) => method === 'OPTIONS');
  expect(preflightsThere.filter(({ preflightHeaders }) => preflightHeaders !== 'dpop')).toEqual([]);
  expect([...toMcpServer, ...toAuthorizationServer].some(({ hadCookies }) => hadCookies)).toBe(false);
});

test('two tabs that sign in at the same time get separate grants', { tag: '@thorough' }, async ({
  context,
  ada,
}) => {
  const tabs = await Promise.all([context.newPage(), context.newPage()]);
  await Promise.all(tabs.map((tab) => tab.goto('/tools')));
  await Promise.all(tabs.map((tab) => tab.getByRole('button', { name: 'Sign in' }).click()));
  await Promise.all(tabs.map((tab) => tab.waitForURL(/\/interaction\//)));
  // Each tab shows the form before the first tab signs in: after that, the server does not ask again for a password.
  await Promise.all(tabs.map((tab) => expect(tab.getByRole('heading', { level: 1 })).toBeVisible()));
  for (const tab of tabs) {
    await ada.allow(tab);
    await expect(tab.getByText('Ada Lovelace', { exact: true })).toBeVisible();
  }
});
