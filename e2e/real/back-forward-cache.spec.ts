import { launchedWithBackForwardCache, restorations } from '../browsers.ts';
import { test as plain } from '../fixtures.ts';
import { call, expect, expectTools, look, test } from './bendable.ts';

test.use({
  launchOptions: [
    ({ launchOptions, browserName }, use) => use(launchedWithBackForwardCache(launchOptions, browserName)),
    { scope: 'worker' },
  ],
});

test('a page disconnects when the user leaves it, and reconnects after Back', async ({ page, bend }) => {
  const server = await bend({});
  await look(page, server.url);
  await expectTools(page, 'echo');
  await expect.poll(() => server.mcp.openStreams()).toBe(1);
  const restored = await restorations(page);
  await page.goto('/robots.txt');
  await expect.poll(() => server.mcp.openStreams()).toBe(0);
  await expect.poll(() => server.mcp.openSessions()).toBe(0);
  await page.goBack({ waitUntil: 'commit' });
  await expect.poll(restored).toEqual([true]);
  await expectTools(page, 'echo');
  await call(page, 'echo');
  await expect(page.getByText('You said nothing')).toBeVisible();
  await expect.poll(() => server.mcp.openStreams()).toBe(1);
  await expect.poll(() => server.mcp.openSessions()).toBe(1);
  expect(server.received.filter((request) => request === 'POST /mcp initialize')).toHaveLength(2);
});

plain(
  'a refused response is refused again after Back, though the page before it is in the cache',
  {
    tag: '@thorough',
  },
  async ({ page }) => {
    await page.goto('/tools');
    const response = page.waitForRequest(/\/callback\?/);
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await page.getByRole('link', { name: 'Cancel' }).click();
    const callback = (await response).url();
    await expect(page.getByText('You did not allow access')).toBeVisible();
    await page.evaluate(() => setTimeout(() => history.go(2 - history.length)));
    await expect(page.getByText('Sign in to see the tools')).toBeVisible();
    await page.goto(callback);
    await expect(page.getByText('This tab has no such sign-in')).toBeVisible();
  },
);
