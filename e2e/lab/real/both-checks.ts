import type { Page } from 'playwright/test';
import { expect } from '../../fixtures.ts';
import { exportFile } from '../perform.ts';

/** The result of each rule, by the name of the rule, in the words of the terminal. */
export type Results = Record<string, string>;

const RESULTS: Record<string, string> = { pass: 'kept', fail: 'broken', 'not testable': 'not tested' };

/** Checks a server in the page, and confirms the addresses in its metadata. */
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

/** The members of the exported report that the tests read. */
interface Report {
  verdict: { usable: string; text: string };
  findings: { id: string; result: string; severity: string; group: string }[];
}

export const exportedReport = async (page: Page): Promise<Report> =>
  JSON.parse(await exportFile(page, 'Export as JSON'));

export const resultsOf = ({ findings }: Report): Results =>
  Object.fromEntries(findings.map(({ id, result }) => [id, RESULTS[result] ?? result]));

/** Reads the result of every rule from the file that the page exports. */
export const resultsInPage = async (page: Page): Promise<Results> => resultsOf(await exportedReport(page));

/** Reads the results from a JSON report of the terminal. Omits results that only a client outside a browser can see. */
export function resultsInTerminal(json: string): Results {
  const { findings }: { findings: { rule: string; result: string; seenBy: string }[] } = JSON.parse(json);
  const seen = findings.filter(({ seenBy }) => seenBy === 'page');
  return Object.fromEntries(seen.map(({ rule, result }) => [rule, result]));
}

/** Rules about the permissions that a browser requests from the user. A terminal cannot check such rules. */
const BROWSER_ALONE = ['local-network'];

export function expectSameResults(terminal: Results, inPage: Results): void {
  const both = Object.keys(terminal).filter((rule) => !BROWSER_ALONE.includes(rule));
  const only = (results: Results) => Object.fromEntries(both.map((rule) => [rule, results[rule]]));
  expect(only(terminal)).toEqual(only(inPage));
  expect(both.length).toBeGreaterThan(20);
}
