import { launchedWithBackForwardCache, restorations } from '../browsers.ts';
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
