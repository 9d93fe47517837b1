import type { Page } from 'playwright/test';
import { test as base, expect } from '../fixtures.ts';
import { APP } from './addresses.ts';
import { type Bends, type BentServer, startBendableServer } from './servers/bendable/server.ts';

export { expect };

/** Playwright's `test` with `bend`, which starts servers on a free port, and changes their behaviour. */
export const test = base.extend<{ bend(bends: Bends | ((origin: string) => Bends)): Promise<BentServer> }>({
  allowedOrigins: async ({ baseURL: _ }, use) => use([APP]),
  bend: async ({ allowedOrigins, page, watch }, use) => {
    // In most of these tests, servers refuse requests. Chromium logs an error for each refusal.
    watch.allowConsoleError(/Failed to load resource|CORS policy|status of \d{3}|ERR_FAILED/);
    // The servers are on this machine, so the app has to work even if the machine has no network.
    await page.addInitScript(() => Object.defineProperty(navigator, 'onLine', { get: () => true }));
    const started: BentServer[] = [];
    await use(async (bends) => {
      const server = await startBendableServer(typeof bends === 'function' ? bends : () => bends);
      started.push(server);
      allowedOrigins.push(server.origin);
      return server;
    });
    for (const server of started) await server.close();
  },
});

/** Opens the Connect page of a server, in the same document if the app is open, and confirms the discovery. */
export async function look(page: Page, server: string): Promise<void> {
  const address = `/connect?${new URLSearchParams({ server })}`;
  if (!page.url().startsWith(APP)) await page.goto(address);
  else {
    await page.evaluate((next) => {
      history.pushState(null, '', next);
      dispatchEvent(new PopStateEvent('popstate'));
    }, address);
  }
  await page.getByRole('button', { name: 'Look at this server' }).click();
}

/** Signs in. The authorization server redirects back at once, without a page. */
export async function signIn(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await expect(page.getByRole('button', { name: 'Sign out' })).toBeVisible();
}

export async function call(page: Page, tool: string): Promise<void> {
  await page.getByRole('link', { name: tool, exact: true }).click();
  await page.getByRole('button', { name: `Call ${tool}` }).click();
}

/** Expects that the page has connected and lists exactly these tools. */
export async function expectTools(page: Page, ...tools: string[]): Promise<void> {
  await expect(page.getByRole('navigation', { name: 'Tools' }).getByRole('link')).toHaveText(tools);
}
