import { expect, it } from 'vitest';
import { createTestBrowser } from '../testing/browser.ts';
import { reportAsJson } from './export.ts';
import { findingsOf } from './findings.ts';

it('the JSON report masks no name of a rule, even if the name contains a part of the token that the check sends', async () => {
  const browser = createTestBrowser();
  const evidence = await browser.examine();
  const findings = findingsOf(evidence);
  const exported: { findings: { id: string }[] } = JSON.parse(
    reportAsJson(evidence, findings, browser.log.getSnapshot()),
  );
  expect(exported.findings.map(({ id }) => id)).toEqual(findings.map(({ id }) => id));
});
