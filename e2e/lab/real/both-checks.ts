import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright/test';
import { expect } from '../../fixtures.ts';

/** The result of each rule, by its name, in the words of the terminal. */
export type Results = Record<string, string>;

const RESULTS: Record<string, string> = { pass: 'kept', fail: 'broken', 'not testable': 'not tested' };

/** Checks a server in the page, and confirms every address that its metadata names. */
export async function checkInPage(page: Page, url: string, clientId = ''): Promise<void> {
  await page.goto(`/check?${new URLSearchParams({ server: url })}`);
  if (clientId) await page.getByLabel('Client ID').fill(clientId);
  await page.getByRole('button', { name: 'Check this server' }).click();
  const found = page.getByRole('heading', { name: 'What was found' });
  const confirm = page.getByRole('button', { name: 'Confirm these addresses' });
  while (!(await found.isVisible())) {
    await expect(found.or(confirm).first()).toBeVisible();
    if (await confirm.isVisible()) await confirm.click();
  }
}

/** The result of every rule in the page, read from the exported file. */
export async function resultsInPage(page: Page): Promise<Results> {
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Export as JSON' }).click();
  const { findings }: { findings: { id: string; result: string }[] } = JSON.parse(
    await readFile(await (await download).path(), 'utf8'),
  );
  return Object.fromEntries(findings.map(({ id, result }) => [id, RESULTS[result] ?? result]));
}

/** The results in a JSON report of the terminal, without the results that only a client outside a browser sees. */
export function resultsInTerminal(json: string): Results {
  const { findings }: { findings: { rule: string; result: string; seenBy: string }[] } = JSON.parse(json);
  const seen = findings.filter(({ seenBy }) => seenBy === 'page');
  return Object.fromEntries(seen.map(({ rule, result }) => [rule, result]));
}

/** The rules about permissions that a browser requests from the user, which no terminal can compute. */
const BROWSER_ALONE = ['local-network'];

export function expectSameResults(terminal: Results, inPage: Results): void {
  const both = Object.keys(terminal).filter((rule) => !BROWSER_ALONE.includes(rule));
  const only = (results: Results) => Object.fromEntries(both.map((rule) => [rule, results[rule]]));
  expect(only(terminal)).toEqual(only(inPage));
  expect(both.length).toBeGreaterThan(20);
}
