import type { Page } from 'playwright/test';
import { APP } from '../../real/addresses.ts';
import { expect, look, test } from '../../real/bendable.ts';
import { ODD_RESPONSE_CASES } from '../../real/odd-response-cases.ts';
import { SERVER_CASES } from '../../real/server-cases.ts';
import { startCheck } from '../terminal.ts';
import {
  checkInPage,
  expectSameResults,
  exportedReport,
  resultsInTerminal,
  resultsOf,
} from './both-checks.ts';

/** The groups of rules about the MCP server. The other groups are about its authorization server. */
const ABOUT_IT = new Set(['reachability', 'discovery']);

async function check(page: Page, url: string) {
  await checkInPage(page, url);
  return exportedReport(page);
}

/** Checks a server in the page and in the terminal, and asserts that both agree on each rule. */
async function checkInBoth(page: Page, url: string) {
  const { stdout } = await startCheck(url, '--origin', APP, '--json', '-').ended;
  const report = await check(page, url);
  expectSameResults(resultsInTerminal(stdout), resultsOf(report));
  return report;
}

// Check reports a broken rule for a server that Connect cannot use. On any other server, Check and Connect agree.
for (const { title, bends, usable, decides, signInToo } of [...SERVER_CASES, ...ODD_RESPONSE_CASES]) {
  test(`Check, the terminal and Connect agree about a server ${title}`, async ({ page, bend }) => {
    test.slow();
    const server = await bend(bends);
    const { verdict, findings } = await checkInBoth(page, server.url);
    const broken = findings.filter(({ result }) => result === 'fail');
    expect(verdict.usable, verdict.text).toBe(signInToo ? 'sign-in' : usable);
    if (usable === 'none' || decides) expect(broken).not.toEqual([]);
    if (usable === 'open') {
      // Authorization is optional in MCP, so an open server must not break a rule about authorization.
      const musts = broken.filter(
        ({ severity, group }) => severity === 'must' && (!signInToo || ABOUT_IT.has(group)),
      );
      expect(musts.map(({ id }) => id)).toEqual([]);
    }

    await look(page, server.url);
    const tools = page.getByRole('navigation', { name: 'Tools' });
    const signIn = page.getByRole('button', { name: 'Sign in', exact: true });
    if (usable === 'open') await expect(tools).toBeVisible();
    else if (usable === 'sign-in' && !decides) await expect(signIn).toBeVisible();
    else {
      await expect(page.getByRole('button', { name: 'Look again' })).toBeVisible();
      await expect(signIn).toBeHidden();
      await expect(tools).toBeHidden();
    }
  });
}

test('14: Check and Connect notice changed metadata when they read it again', async ({ page, bend }) => {
  const resourceMetadata: Record<string, unknown> = { resource: 'https://mcp.example/' };
  const server = await bend({ demands: () => true, resourceMetadata });
  const signIn = page.getByRole('button', { name: 'Sign in', exact: true });
  expect((await check(page, server.url)).verdict.usable).toBe('none');
  await look(page, server.url);
  await expect(page.getByText('describes another resource')).toBeVisible();
  await expect(signIn).toBeHidden();
  delete resourceMetadata.resource;
  await page.getByRole('button', { name: 'Look again' }).click();
  await expect(signIn).toBeVisible();
  expect((await check(page, server.url)).verdict.usable).toBe('sign-in');
});

test('Check shows no finding before its second look, which contradicts the first', async ({ page, bend }) => {
  const resourceMetadata: Record<string, unknown> = { resource: 'https://mcp.example/' };
  const server = await bend({ demands: () => true, resourceMetadata });
  let reads = 0;
  await page.route(/\/\.well-known\/oauth-protected-resource/, async (route) => {
    reads += 1;
    if (reads === 2) {
      await expect(page.getByText(/^Checking the server/)).toBeVisible();
      await expect(page.getByRole('heading', { name: 'What was found' })).toBeHidden();
      delete resourceMetadata.resource;
    }
    await route.fallback();
  });
  const { verdict, findings } = await check(page, server.url);
  expect(verdict.usable).toBe('unclear');
  expect(verdict.text).toContain('saw this only once: ');
  expect(findings.find(({ id }) => id === 'resource-covers')?.result).toBe('not testable');
  expect(reads).toBeGreaterThan(2);
});

test('13: Check and Connect refuse a typed fragment, and send no request', async ({ page, bend }) => {
  const server = await bend({});
  await page.goto('/connect');
  await page.getByLabel('MCP server URL').fill(`${server.url}#tools`);
  await page.getByRole('button', { name: 'Go to this server’s page' }).click();
  await expect(page.getByText('Leave out “#tools”.')).toBeVisible();
  await page.goto('/check');
  await page.getByLabel('MCP server URL').fill(`${server.url}#tools`);
  await page.getByRole('button', { name: 'Check this server' }).click();
  await expect(page.getByText('Leave out “#tools”.')).toBeVisible();
  expect(server.received).toEqual([]);
});
