import type { Page } from 'playwright/test';
import { expect, test } from '../fixtures.ts';
import { look, signIn } from '../real/bendable.ts';
import { EVERYTHING, FASTMCP, HONO, MCP_LITE, TMCP } from './addresses.ts';

test.beforeEach(async ({ page, watch }) => {
  watch.allowConsoleError(/Failed to load resource|CORS policy|status of \d{3}|ERR_FAILED/);
  // The servers are on this machine, so the app has to work even if the machine has no network.
  await page.addInitScript(() => Object.defineProperty(navigator, 'onLine', { get: () => true }));
});

/** Calls the tool `say`. The pattern is loose, because one of the servers uses the description as the title. */
async function say(page: Page, words: string): Promise<void> {
  await page.getByRole('link', { name: /^say/i }).click();
  await page.getByLabel('words').fill(words);
  await page.getByRole('button', { name: /^Call say/i }).click();
}

test('server-everything: the app lists the server’s features, and shows progress', async ({ page }) => {
  await look(page, EVERYTHING);
  const echo = page.getByRole('link', { name: /^echo/i });
  await echo.click();
  await page.getByLabel(/^message/).fill('hello');
  await page.getByRole('button', { name: /^Call echo/i }).click();
  await expect(page.getByText('Echo: hello')).toBeVisible();
  for (const title of ['Resources', 'Resource templates', 'Prompts'])
    await expect(page.getByRole('heading', { name: title, exact: true })).toBeVisible();
  await page.getByRole('link', { name: /long.running/i }).click();
  await page.getByLabel(/^duration/).fill('3');
  await page.getByRole('button', { name: /^Call .*long.running/i }).click();
  await expect(page.getByRole('progressbar', { name: 'Progress of the call' })).toBeVisible();
  await expect(page.getByText('Long running operation completed')).toBeVisible();
});

test('FastMCP, protected: the app signs in and calls a tool', async ({ page }) => {
  await look(page, FASTMCP);
  await signIn(page);
  await say(page, 'yes');
  await expect(page.getByText('FastMCP says yes')).toBeVisible();
});

test('Hono with the SDK 1.x: one of two tools requires a sign-in', async ({ page }) => {
  await look(page, HONO);
  await say(page, 'yes');
  await expect(page.getByText('Hono says yes')).toBeVisible();
  await page.getByRole('link', { name: 'secret', exact: true }).click();
  await page.getByRole('button', { name: 'Call secret' }).click();
  await page.getByRole('button', { name: 'Find out where to sign in' }).click();
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await expect(page.getByText('Hono keeps a secret')).toBeVisible();
});

for (const [name, url] of [
  ['tmcp', TMCP],
  ['mcp-lite', MCP_LITE],
] as const) {
  test(`${name}, open: the app connects and calls a tool`, async ({ page }) => {
    await look(page, url);
    await say(page, 'yes');
    await expect(page.getByText(`${name} says yes`)).toBeVisible();
  });
}
