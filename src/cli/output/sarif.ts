import type { ReportDocument, ReportedFinding } from './report-document.ts';

/**
 * The report as SARIF 2.1.0 for code scanning. Code scanning requires a file for each result, and a server has no file.
 * So each result has a placeholder file, and the address of the server as a logical location.
 */
export function sarifReport({ server, findings }: ReportDocument): string {
  const selected = findings.filter((finding) => finding.selected);
  const broken = selected.filter(({ result }) => result === 'broken');
  const log = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'pkce-lab check', rules: selected.map(ruleOf) } },
        results: broken.map((finding) => resultOf(finding, server, selected.indexOf(finding))),
      },
    ],
  };
  return `${JSON.stringify(log, null, 2)}\n`;
}

function ruleOf({ rule, demands, clause, level, group }: ReportedFinding) {
  return {
    id: rule,
    name: rule,
    shortDescription: { text: demands },
    fullDescription: { text: `${demands} (${clause.label})` },
    helpUri: clause.url,
    defaultConfiguration: { level: level === 'must' ? 'error' : 'warning' },
    properties: { tags: [group] },
  };
}

function resultOf(finding: ReportedFinding, server: string, ruleIndex: number) {
  const { rule, level, demands, saw = '', fix } = finding;
  const text = [`Broken: ${demands}.`, saw, `To do: ${fix?.say ?? ''}`, fix?.code]
    .filter(Boolean)
    .join('\n\n');
  return {
    ruleId: rule,
    ruleIndex,
    level: level === 'must' ? 'error' : 'warning',
    message: { text: withoutLinks(text) },
    locations: [
      {
        physicalLocation: { artifactLocation: { uri: 'mcp-server' }, region: { startLine: 1 } },
        logicalLocations: [{ name: server, kind: 'resource' }],
      },
    ],
    partialFingerprints: { 'rule/v1': `${rule} ${server}` },
  };
}

/** A server's text must become no link (SARIF §3.11.6) and no placeholder (§3.11.5). */
const withoutLinks = (text: string): string => text.replace(/[[\]\\]/g, '\\$&').replace(/[{}]/g, '$&$&');
