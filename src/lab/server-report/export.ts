import type { Evidence } from './evidence.ts';
import { countFindings, type Finding, GROUP_TITLES } from './findings.ts';

/** The parts of a report, the ones that call for something first. */
export const SECTIONS: readonly { title: string; holds(finding: Finding): boolean }[] = [
  { title: 'Broken', holds: ({ result, severity }) => result === 'fail' && severity === 'must' },
  { title: 'Advice', holds: ({ result, severity }) => result === 'fail' && severity === 'should' },
  { title: 'Not testable', holds: ({ result }) => result === 'not testable' },
  { title: 'Kept', holds: ({ result }) => result === 'pass' },
];

/** The whole in one sentence. */
export function summaryOf(findings: readonly Finding[]): string {
  const { broken, advice, kept, open } = countFindings(findings);
  return `${count(broken, 'rule')} broken, ${count(advice, 'piece', 'pieces')} of advice, ${kept} kept, ${open} not testable.`;
}

const count = (n: number, one: string, many = `${one}s`): string => `${n} ${n === 1 ? one : many}`;

/** The report as data, for a build or another tool. Holds no secret: findings never do. */
export function reportAsJson(
  { serverUrl, pageOrigin, clientId, asked }: Evidence,
  findings: readonly Finding[],
): string {
  const report = { serverUrl, pageOrigin, clientId, asked, counts: countFindings(findings), findings };
  return JSON.stringify(report, null, 2);
}

/** The report as text that can be put into a ticket. Messages are named by their place in the HAR. */
export function reportAsMarkdown({ serverUrl, asked }: Evidence, findings: readonly Finding[]): string {
  const lines = [
    `# ${plain(serverUrl)}`,
    '',
    summaryOf(findings),
    '',
    'Asked:',
    ...asked.map(({ origin, namedBy }) => `- ${plain(origin)}, named by ${namedBy}`),
    '',
  ];
  for (const { title, holds } of SECTIONS) {
    const held = findings.filter(holds);
    if (!held.length) continue;
    lines.push(`## ${title}`, '', ...held.flatMap(findingAsMarkdown));
  }
  return lines.join('\n');
}

function findingAsMarkdown(finding: Finding): string[] {
  const { demands, clause, group, severity, shownBy } = finding;
  const lines = [
    `### ${finding.result === 'fail' ? `Not so: ${demands}` : demands}`,
    '',
    `${GROUP_TITLES[group]} ${severity === 'must' ? 'Required' : 'Recommended'} by [${clause.label}](${clause.url}).`,
  ];
  if (finding.result === 'pass' && finding.note) lines.push('', plain(finding.note));
  if (finding.result === 'not testable') {
    lines.push('', plain(finding.reason));
    if (finding.personSaw) lines.push('', `Reported by the person, not observed: ${finding.personSaw}`);
  }
  if (finding.result === 'fail') {
    lines.push('', plain(finding.saw), '', plain(finding.fix.say));
    if (finding.fix.code) lines.push('', '````', finding.fix.code.replaceAll('````', ''), '````');
  }
  if (shownBy.length) lines.push('', `Messages: ${shownBy.join(', ')}.`);
  return [...lines, ''];
}

/** Words of a server are text, whatever Markdown would make of them. */
function plain(text: string): string {
  return text.replace(/[\\`*_<>[\]|#~]/g, '\\$&').replaceAll('\n', '\\\n');
}
