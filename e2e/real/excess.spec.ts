import { expectAxeClean } from '../fixtures.ts';
import { call, expect, look, test } from './bendable.ts';
import { type BentTool, text } from './servers/bendable/mcp.ts';
import type { Bends } from './servers/bendable/server.ts';

const MEBIBYTE = 1024 * 1024;

/** A server with these tools. Its first list is empty, because the app reads a list before it connects. */
function serverOf(tools: BentTool[]): Bends {
  let listed: object[] = [];
  return {
    era: 'newer',
    tools,
    results: {
      'tools/list'() {
        const list = { tools: listed, ttlMs: 60_000, cacheScope: 'private' };
        listed = tools.map(({ call: _, ...tool }) => ({ inputSchema: { type: 'object' }, ...tool }));
        return list;
      },
    },
  };
}

test('after huge responses, the page is usable, and names what it omits', { tag: '@thorough' }, async ({
  page,
  bend,
}) => {
  test.setTimeout(90_000);
  const inputs = Array.from({ length: 40_000 }, (_, index) => [`input-${index}`, { type: 'string' }]);
  const large = `${'y'.repeat(5 * MEBIBYTE)} the end`;
  const first: BentTool = {
    name: 'first',
    description: `Begins well. ${'x'.repeat(MEBIBYTE)}`,
    inputSchema: { type: 'object', properties: Object.fromEntries(inputs) },
    outputSchema: { type: 'object', properties: { s: { type: 'string', pattern: '^(a+)+$' } } },
    call: () => ({ ...text(large), structuredContent: { s: `${'a'.repeat(60)}!` } }),
  };
  const others = Array.from({ length: 29_999 }, (_, index) => ({ name: `tool-${index}` }));
  await look(page, (await bend(serverOf([first, ...others]))).url);
  await expect(page.getByText('The server lists 30,000 tools. This page shows 1,000 of them')).toBeVisible();
  await expect(page.getByText('There are 40,000 inputs. The first 200 have a field')).toBeVisible();
  await expect(page.getByText('Begins well.')).toBeVisible();
  await call(page, 'first');
  await expect(page.getByText('Result', { exact: true })).toBeVisible();
  const result = page.getByRole('status').filter({ hasText: 'Result' });
  await expect(result.getByText('5,222,888 more characters are not shown')).toBeVisible();
  await result.getByRole('button', { name: 'Show all of it' }).click();
  await expect(result.getByText('the end')).toBeAttached();
  await page.getByRole('link', { name: 'tool-998', exact: true }).click();
  await expect(page.getByRole('button', { name: 'Call tool-998' })).toBeVisible();
});

test('the page says that a message is too long, and the next call works', { tag: '@thorough' }, async ({
  page,
  bend,
}) => {
  let words = 'y'.repeat(17 * MEBIBYTE);
  await look(page, (await bend(serverOf([{ name: 'talks', call: () => text(words) }]))).url);
  await call(page, 'talks');
  await expect(page.getByText('The server sent a message of more than 16 MiB.')).toBeVisible();
  await expectAxeClean(page);
  words = 'short';
  await call(page, 'talks');
  await expect(page.getByText('short', { exact: true })).toBeVisible();
});
