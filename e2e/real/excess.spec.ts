import type { Page } from 'playwright/test';
import { expect, expectAxeClean, test } from '../fixtures.ts';
import { APP, HOSTILE_MCP_SERVERS } from './addresses.ts';

const SERVER = `${HOSTILE_MCP_SERVERS}/excess/mcp`;
const MEBIBYTE = 1024 * 1024;

test.use({ allowedOrigins: [APP, HOSTILE_MCP_SERVERS] });

/**
 * The results of a server, by method. The first list of tools is empty, because the app reads it before it connects.
 */
type Results = Record<string, object>;

const DISCOVERED = {
  resultType: 'complete',
  supportedVersions: ['2026-07-28'],
  capabilities: { tools: {} },
  serverInfo: { name: 'excess', version: '1' },
  ttlMs: 0,
  cacheScope: 'private',
};
const listOf = (tools: object[]) => ({ resultType: 'complete', tools, ttlMs: 60_000, cacheScope: 'private' });
const text = (content: string) => ({ resultType: 'complete', content: [{ type: 'text', text: content }] });

async function openServer(page: Page, results: Results): Promise<void> {
  let looked = false;
  await page.route(`${HOSTILE_MCP_SERVERS}/**`, async (route) => {
    const request = route.request();
    const headers = {
      'Access-Control-Allow-Origin': '*',
      'Access-Control-Allow-Headers': 'content-type, mcp-protocol-version, mcp-method, mcp-name',
    };
    if (request.method() === 'OPTIONS') return route.fulfill({ status: 204, headers });
    if (request.url() !== SERVER || request.method() !== 'POST')
      return route.fulfill({ status: 404, headers });
    const { id, method } = request.postDataJSON();
    const result = method === 'tools/list' && !looked ? listOf([]) : results[method];
    if (method === 'tools/list') looked = true;
    await route.fulfill({ headers, json: { jsonrpc: '2.0', id, result: result ?? DISCOVERED } });
  });
  await page.goto(`/connect?${new URLSearchParams({ server: SERVER })}`);
  await page.getByRole('button', { name: 'Look at this server' }).click();
}

test('after huge responses, the page is usable, and names what it omits', { tag: '@thorough' }, async ({
  page,
  watch,
}) => {
  test.setTimeout(90_000);
  // The server has no documents at the well-known locations, so the browser logs a 404.
  watch.allowConsoleError(/status of 404/);
  const inputs = Array.from({ length: 40_000 }, (_, index) => [`input-${index}`, { type: 'string' }]);
  const first = {
    name: 'first',
    description: `Begins well. ${'x'.repeat(MEBIBYTE)}`,
    inputSchema: { type: 'object', properties: Object.fromEntries(inputs) },
    outputSchema: { type: 'object', properties: { s: { type: 'string', pattern: '^(a+)+$' } } },
  };
  const others = Array.from({ length: 29_999 }, (_, index) => ({
    name: `tool-${index}`,
    inputSchema: { type: 'object' },
  }));
  const large = `${'y'.repeat(5 * MEBIBYTE)} the end`;
  await openServer(page, {
    'tools/list': listOf([first, ...others]),
    'tools/call': { ...text(large), structuredContent: { s: `${'a'.repeat(60)}!` } },
  });
  await expect(page.getByText('The server lists 30,000 tools. This page shows 1,000 of them')).toBeVisible();
  await expect(page.getByText('There are 40,000 inputs. The first 200 have a field')).toBeVisible();
  await expect(page.getByText('Begins well.')).toBeVisible();
  await page.getByRole('button', { name: 'Call first' }).click();
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
  watch,
}) => {
  watch.allowConsoleError(/status of 404/);
  const results: Results = {
    'tools/list': listOf([{ name: 'talks', inputSchema: { type: 'object' } }]),
    'tools/call': text('y'.repeat(17 * MEBIBYTE)),
  };
  await openServer(page, results);
  const call = page.getByRole('button', { name: 'Call talks' });
  await call.click();
  await expect(page.getByText('The server sent a message of more than 16 MiB.')).toBeVisible();
  await expectAxeClean(page);
  results['tools/call'] = text('short');
  await call.click();
  await expect(page.getByText('short', { exact: true })).toBeVisible();
});
