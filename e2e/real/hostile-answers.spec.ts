import type { Page, Route } from 'playwright/test';
import { countTokenRequests, expect, expectAxeClean, test } from '../fixtures.ts';
import { APP, ISSUER, MCP_SERVER } from './addresses.ts';

const TOKEN_ENDPOINT = `${ISSUER}/token`;
const RESOURCE_METADATA = new URL(
  `/.well-known/oauth-protected-resource${new URL(MCP_SERVER).pathname}`,
  MCP_SERVER,
);

/** Answers as a server with CORS would, which a mocked answer needs as well. */
function answer(body: object | string, status = 200) {
  return (route: Route) =>
    route.fulfill({
      status,
      headers: {
        'Access-Control-Allow-Origin': APP,
        'Content-Type': typeof body === 'string' ? 'text/html' : 'application/json',
      },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });
}

async function expectRestartOffered(page: Page, title: string): Promise<void> {
  await expect(page.getByText(title)).toBeVisible();
  await expect(page.getByRole('button', { name: 'Sign in again' })).toBeVisible();
}

const TOKEN_ANSWERS: [string, string, ReturnType<typeof answer>][] = [
  [
    'an OAuth error with 400',
    'The authorization server gave no token',
    answer({ error: 'invalid_grant' }, 400),
  ],
  [
    'an OAuth error with 401',
    'The authorization server gave no token',
    answer({ error: 'invalid_request' }, 401),
  ],
  ['a page instead of JSON', 'A server sent something unreadable', answer('<h1>Welcome</h1>')],
  ['a failing server', 'A server failed', answer({}, 503)],
  [
    'a token of another type',
    'The authorization server sent no usable token',
    answer({ access_token: 'a', token_type: 'mac' }),
  ],
  ['no token', 'The authorization server sent no usable token', answer({ token_type: 'Bearer' })],
  [
    'a redirect',
    'A server could not be reached from this page',
    (route) => route.fulfill({ status: 307, headers: { Location: `${APP}/elsewhere` } }),
  ],
  ['no network', 'A server could not be reached from this page', (route) => route.abort()],
];

for (const [what, title, reply] of TOKEN_ANSWERS) {
  test(`the token endpoint answers with ${what}: one request, a plain page, a way on`, async ({
    page,
    ada,
    watch,
  }) => {
    watch.allowConsoleError(/Failed to load resource|CORS policy/);
    const tokenRequests = countTokenRequests(page);
    await page.route(TOKEN_ENDPOINT, reply);
    await page.goto('/tools');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await ada.allow(page);
    await expectRestartOffered(page, title);
    expect(tokenRequests()).toBe(1);
  });
}

test('after a refused exchange a new sign-in works', async ({ page, ada, watch }) => {
  watch.allowConsoleError(/Failed to load resource/);
  await page.route(TOKEN_ENDPOINT, answer({ error: 'invalid_grant' }, 400));
  await page.goto('/tools');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await ada.allow(page);
  await expectRestartOffered(page, 'The authorization server gave no token');
  await page.unroute(TOKEN_ENDPOINT);
  await page.getByRole('button', { name: 'Sign in again' }).click();
  await expect(page.getByText('Ada Lovelace', { exact: true })).toBeVisible();
});

test('markup in the words of a server is shown as text', async ({ page, ada, watch }) => {
  watch.allowConsoleError(/Failed to load resource/);
  const description = '<img src=x onerror=alert(1)> </script>\u202e';
  await page.route(TOKEN_ENDPOINT, answer({ error: 'invalid_grant', error_description: description }, 400));
  await page.goto('/');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await ada.allow(page);
  await expect(page.getByText('The server says: <img src=x onerror=alert(1)> </script>')).toBeVisible();
  expect(await page.locator('main img').count()).toBe(0);
  await expectAxeClean(page);
});

test('a reload in the middle of the exchange does not send the code again', async ({ page, ada }) => {
  const tokenRequests = countTokenRequests(page);
  await page.route(TOKEN_ENDPOINT, () => {});
  await page.goto('/');
  await page.getByRole('button', { name: 'Sign in' }).click();
  const exchange = page.waitForRequest(TOKEN_ENDPOINT);
  await ada.allow(page);
  await exchange;
  await expect(page.getByText('Exchanging the code for a token')).toBeVisible();
  await page.reload();
  await expectRestartOffered(page, 'There is no sign-in to finish here');
  expect(tokenRequests()).toBe(1);
});

const SERVER_METADATA = `${ISSUER}/.well-known/oauth-authorization-server`;
type Metadata = Record<string, unknown>;
const METADATA_CHANGES: [string, string, string, (metadata: Metadata) => Metadata][] = [
  [
    'another issuer',
    'The authorization server describes itself as another one',
    SERVER_METADATA,
    (metadata) => ({ ...metadata, issuer: 'https://evil.example' }),
  ],
  [
    'no S256',
    'The authorization server does not offer PKCE',
    SERVER_METADATA,
    (metadata) => ({ ...metadata, code_challenge_methods_supported: ['plain'] }),
  ],
  [
    'a scripted endpoint',
    'A server named an unsafe address',
    SERVER_METADATA,
    (metadata) => ({ ...metadata, authorization_endpoint: 'javascript:alert(1)' }),
  ],
  [
    'another resource',
    'The MCP server describes itself as another one',
    RESOURCE_METADATA.href,
    (metadata) => ({ ...metadata, resource: 'https://other.example/mcp' }),
  ],
];

for (const [what, title, url, change] of METADATA_CHANGES) {
  test(`metadata with ${what} stops the sign-in before it leaves the page`, async ({ page }) => {
    await page.route(url, async (route) => {
      const response = await route.fetch();
      await route.fulfill({ response, json: change(await response.json()) });
    });
    await page.goto('/');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await expectRestartOffered(page, title);
    expect(new URL(page.url()).origin).toBe(APP);
    expect(await page.evaluate(() => Object.keys(sessionStorage).join())).not.toMatch(/discovery|pending/);
  });
}
