import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright/test';
import {
  APP,
  CLIENT_ID,
  ISSUER,
  MCP_SERVER,
  REGISTERING_ISSUER,
  REGISTERING_MCP_SERVER,
} from '../../real/addresses.ts';
import { expect, test } from '../../real/bendable.ts';
import { startCheck } from '../terminal.ts';
import { ODD_RESPONSE_CASES } from './odd-response-cases.ts';
import { SERVER_CASES } from './server-cases.ts';

type Results = Record<string, string>;

const RESULTS: Record<string, string> = { pass: 'kept', fail: 'broken', 'not testable': 'not tested' };

/** The result of every rule for the page, in a browser. */
async function pageResults(page: Page, url: string, clientId: string): Promise<Results> {
  await page.goto(`/check?${new URLSearchParams({ server: url })}`);
  if (clientId) await page.getByLabel('Client ID').fill(clientId);
  await page.getByRole('button', { name: 'Check this server' }).click();
  const found = page.getByRole('heading', { name: 'What was found' });
  const confirm = page.getByRole('button', { name: 'Confirm these addresses' });
  while (!(await found.isVisible())) {
    await expect(found.or(confirm).first()).toBeVisible();
    if (await confirm.isVisible()) await confirm.click();
  }
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Export as JSON' }).click();
  const { findings }: { findings: { id: string; result: string }[] } = JSON.parse(
    await readFile(await (await download).path(), 'utf8'),
  );
  return Object.fromEntries(findings.map(({ id, result }) => [id, RESULTS[result] ?? result]));
}

/**
 * The result of every rule in the terminal, for a page of the same origin. Results that only a terminal can see are
 * left out.
 */
async function terminalResults(url: string, clientId: string): Promise<Results> {
  const client = clientId ? ['--client-id', clientId] : [];
  const { stdout } = await startCheck(url, '--origin', APP, '--json', '-', ...client).ended;
  const { findings }: { findings: { rule: string; result: string; seenBy: string }[] } = JSON.parse(stdout);
  const seen = findings.filter(({ seenBy }) => seenBy === 'page');
  return Object.fromEntries(seen.map(({ rule, result }) => [rule, result]));
}

/** The rules about permissions that a browser requests from the user, which no terminal can compute. */
const BROWSER_ALONE = ['local-network'];

async function compare(page: Page, url: string, clientId = ''): Promise<void> {
  const terminal = await terminalResults(url, clientId);
  const inPage = await pageResults(page, url, clientId);
  const both = Object.keys(terminal).filter((rule) => !BROWSER_ALONE.includes(rule));
  const only = (results: Results) => Object.fromEntries(both.map((rule) => [rule, results[rule]]));
  expect(only(terminal)).toEqual(only(inPage));
  expect(both.length).toBeGreaterThan(20);
}

for (const { title, bends } of [...SERVER_CASES, ...ODD_RESPONSE_CASES]) {
  test(`the terminal and the page agree on each rule, for a server ${title}`, async ({ page, bend }) => {
    await compare(page, (await bend(bends)).url);
  });
}

const LANE: [name: string, server: string, clientId: string][] = [
  ['oidc-provider', MCP_SERVER, CLIENT_ID],
  ['the server where clients register', REGISTERING_MCP_SERVER, ''],
];

for (const [name, server, clientId] of LANE) {
  test(`the terminal and the page agree on each rule, for ${name}`, async ({
    page,
    allowedOrigins,
    watch,
  }) => {
    // No page may read the authorization endpoint, so Chromium logs an error.
    watch.allowConsoleError(/Failed to load resource|CORS policy/);
    allowedOrigins.push(...[server, ISSUER, REGISTERING_ISSUER].map((url) => new URL(url).origin));
    await compare(page, server, clientId);
  });
}
