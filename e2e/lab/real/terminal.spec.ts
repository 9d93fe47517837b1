import type { Page } from 'playwright/test';
import {
  APP,
  CLIENT_ID,
  ISSUER,
  MCP_SERVER,
  REGISTERING_ISSUER,
  REGISTERING_MCP_SERVER,
} from '../../real/addresses.ts';
import { test } from '../../real/bendable.ts';
import { startCheck } from '../terminal.ts';
import {
  checkInPage,
  expectSameResults,
  type Results,
  resultsInPage,
  resultsInTerminal,
} from './both-checks.ts';
import { ODD_RESPONSE_CASES } from './odd-response-cases.ts';
import { SERVER_CASES } from './server-cases.ts';

/** The result of every rule in the terminal, for a page at the origin of the app. */
async function terminalResults(url: string, clientId: string): Promise<Results> {
  const client = clientId ? ['--client-id', clientId] : [];
  const { stdout } = await startCheck(url, '--origin', APP, '--json', '-', ...client).ended;
  return resultsInTerminal(stdout);
}

async function compare(page: Page, url: string, clientId = ''): Promise<void> {
  const terminal = await terminalResults(url, clientId);
  await checkInPage(page, url, clientId);
  expectSameResults(terminal, await resultsInPage(page));
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
    // The check tries to read the authorization endpoint. No page may read it, so Chromium logs an error.
    watch.allowConsoleError(/Failed to load resource|CORS policy/);
    allowedOrigins.push(...[server, ISSUER, REGISTERING_ISSUER].map((url) => new URL(url).origin));
    await compare(page, server, clientId);
  });
}
