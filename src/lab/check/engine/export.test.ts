import { expect, it } from 'vitest';
import { createTestBrowser, SERVER } from '../testing/browser.ts';
import { findingsOf } from '../testing/reports.ts';
import { cors } from '../testing/responses.ts';
import { reportAsJson } from './export.ts';

it('the JSON report masks no name of a rule, even if the name contains a part of the token that the check sends', async () => {
  const browser = createTestBrowser();
  const evidence = await browser.examine();
  const findings = findingsOf(evidence);
  const exported: { findings: { id: string }[] } = JSON.parse(
    reportAsJson(evidence, findings, browser.log.getSnapshot()),
  );
  expect(exported.findings.map(({ id }) => id)).toEqual(findings.map(({ id }) => id));
});

it('a refusal that is not valid JSON does not make the JSON report mask the address of the server', async () => {
  const body = '{"resource":"https://mcp.example/mcp","metadata_describes_this_server":';
  const browser = createTestBrowser({
    instead: ({ url, headers }) =>
      url === SERVER && headers.get('Authorization') === 'Bearer not-a-token' ? cors(body, 401) : undefined,
  });
  const evidence = await browser.examine();
  const log = browser.log.getSnapshot();
  expect(JSON.parse(reportAsJson(evidence, findingsOf(evidence), log)).serverUrl).toBe(SERVER);
});
