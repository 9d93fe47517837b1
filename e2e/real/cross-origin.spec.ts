import { expect, test } from '../fixtures.ts';
import { APP, ISSUER, MCP_SERVER } from './addresses.ts';
import { requestsTo } from './requests-to.ts';

test('the browser calls both servers across origins without cookies, and sends preflights only to the MCP server', async ({
  page,
  request,
  ada,
}) => {
  await ada.signIn(page);
  await page.getByRole('link', { name: 'Who am I' }).click();
  await page.getByRole('button', { name: 'Call Who am I' }).click();
  await expect(page.getByText('"subject": "ada"')).toBeVisible();

  const { pathname } = new URL(MCP_SERVER);
  const toMcpServer = (await requestsTo(request, MCP_SERVER)).filter(({ path }) => path === pathname);
  const preflights = toMcpServer.filter(({ method }) => method === 'OPTIONS');
  expect(preflights.map(({ preflightFor }) => preflightFor)).toContain('POST');
  expect(preflights.some(({ hadAuthorization }) => hadAuthorization)).toBe(false);
  expect(toMcpServer).toContainEqual(expect.objectContaining({ method: 'POST', hadAuthorization: false }));
  expect(toMcpServer).toContainEqual(expect.objectContaining({ method: 'POST', hadAuthorization: true }));

  const toAuthorizationServer = await requestsTo(request, ISSUER);
  expect(toAuthorizationServer).toContainEqual(expect.objectContaining({ method: 'POST', path: '/token' }));
  // A form-encoded POST without further headers needs no preflight, which would cost a round trip. A request with a
  // DPoP proof does need a preflight. The probes of Check may send such requests at the same time, so they do not
  // count.
  const preflightsThere = toAuthorizationServer.filter(({ method }) => method === 'OPTIONS');
  expect(preflightsThere.filter(({ preflightHeaders }) => preflightHeaders !== 'dpop')).toEqual([]);
  expect([...toMcpServer, ...toAuthorizationServer].some(({ hadCookies }) => hadCookies)).toBe(false);
});

test('the build for real servers contains no mock worker, and no worker runs', async ({
  page,
  request,
  ada,
}) => {
  await ada.signIn(page);
  const worker = await request.get('/mockServiceWorker.js');
  expect(worker.headers()['content-type']).toContain('text/html');
  expect(await page.evaluate(async () => (await navigator.serviceWorker.getRegistrations()).length)).toBe(0);
});

test('a sign-out revokes the tokens at the authorization server, and the browser comes back from the end-session page', async ({
  page,
  request,
  ada,
}) => {
  await ada.signIn(page);
  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.getByRole('button', { name: 'Yes, sign me out' }).click();
  await expect(page.getByRole('button', { name: 'Sign in' })).toBeVisible();
  expect(new URL(page.url()).origin).toBe(APP);
  const paths = (await requestsTo(request, ISSUER)).map(({ path }) => path);
  expect(paths).toContain('/token/revocation');
});
