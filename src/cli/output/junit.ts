import type { ReportDocument, ReportedFinding } from './report-document.ts';

/** The report as JUnit XML: a test case for each rule, in a suite for each group. A broken `should` is no failure. */
export function junitReport({ server, findings, checkedAt }: ReportDocument): string {
  const selected = findings.filter((finding) => finding.selected);
  const groups = [...new Set(selected.map(({ group }) => group))];
  const suites = groups.map((group) =>
    suite(
      group,
      selected.filter((finding) => finding.group === group),
      checkedAt,
    ),
  );
  return `<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="${escapeXml(`pkce-lab check ${server}`)}" ${totals(selected)}>
${suites.join('\n')}
</testsuites>
`;
}

function suite(group: string, findings: readonly ReportedFinding[], checkedAt: string): string {
  const cases = findings.map((finding) => testCase(finding)).join('\n');
  return `  <testsuite name="${escapeXml(group)}" ${totals(findings)} errors="0" timestamp="${escapeXml(checkedAt)}">
${cases}
  </testsuite>`;
}

function totals(findings: readonly ReportedFinding[]): string {
  const skipped = findings.filter(({ result }) => result === 'not tested').length;
  return `tests="${findings.length}" failures="${findings.filter(isFailure).length}" skipped="${skipped}"`;
}

const isFailure = ({ result, level }: ReportedFinding): boolean => result === 'broken' && level === 'must';

function testCase(finding: ReportedFinding): string {
  const { rule, group, demands, clause, saw = '', fix, reason = '', result } = finding;
  const open = `    <testcase classname="${escapeXml(`pkce-lab.${group}`)}" name="${escapeXml(`${rule}: ${demands}`)}"`;
  if (result === 'kept') return `${open}/>`;
  if (result === 'not tested') return `${open}><skipped message="${escapeXml(reason)}"/></testcase>`;
  const text = [saw, `To do: ${fix?.say ?? ''}`, fix?.code, `${clause.label} ${clause.url}`]
    .filter(Boolean)
    .join('\n\n');
  return isFailure(finding)
    ? `${open}><failure message="${escapeXml(saw)}" type="must">${escapeXml(text)}</failure></testcase>`
    : `${open}><system-out>${escapeXml(`Advice: ${text}`)}</system-out></testcase>`;
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
  '\n': '&#10;',
  '\t': '&#9;',
};

/** Text for an attribute or an element. Characters that XML 1.0 cannot represent become U+FFFD. */
function escapeXml(text: string): string {
  return text
    .replace(/[&<>"'\n\t]/g, (character) => ENTITIES[character] ?? '')
    .replace(/[^\t\n\x20-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '\ufffd');
}
