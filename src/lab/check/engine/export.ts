import { SHOWN_AT_FIRST, shownText } from '../../../ui/server-text.ts';
import type { Exchange } from '../../machine/wire/exchange.ts';
import { createRedaction, type Redaction } from '../../machine/wire/redact.ts';
import type { Evidence } from './evidence.ts';
import { countFindings, type Finding, GROUP_TITLES } from './findings.ts';
import { escapeMarkdown, fenced } from './markdown.ts';
import { verdictOf } from './verdict.ts';

/** The sections of a report; those that ask for a change come first. */
export const SECTIONS: readonly { title: string; holds(finding: Finding): boolean }[] = [
  { title: 'Broken', holds: ({ result, severity }) => result === 'fail' && severity === 'must' },
  { title: 'Advice', holds: ({ result, severity }) => result === 'fail' && severity === 'should' },
  { title: 'Not testable', holds: ({ result }) => result === 'not testable' },
  { title: 'Kept', holds: ({ result }) => result === 'pass' },
];

/** The number of findings of each section, in one sentence. */
export function summaryOf(findings: readonly Finding[]): string {
  const { broken, advice, kept, open } = countFindings(findings);
  return `${count(broken, 'rule')} broken, ${count(advice, 'piece', 'pieces')} of advice, ${kept} kept, ${open} not testable.`;
}

const count = (n: number, one: string, many = `${one}s`): string => `${n} ${n === 1 ? one : many}`;

/**
 * The redaction for every exported report. Findings quote a server's texts and addresses, which may contain secrets.
 *
 * @param stated values that a person states to be secret.
 */
export function redactionFor(
  evidence: Evidence,
  log: readonly Exchange[],
  stated: readonly string[] = [],
): Redaction {
  const locations = [...evidence.resourceLocations, ...evidence.serverLocations];
  const members = locations.flatMap(({ document }) => Object.values(document?.members ?? {}));
  const texts = [evidence.serverUrl, ...locations.map(({ url }) => url), ...members.flat()];
  return createRedaction(
    log,
    texts.filter((text) => typeof text === 'string'),
    stated,
  );
}

/** Members whose values this report chose. They stay unmasked, even if a part looks like a part of a secret. */
const WRITTEN_HERE = new Set(['id', 'group', 'demands', 'label', 'severity', 'result', 'awaits', 'usable']);

/**
 * The report as JSON, for a build or another tool.
 *
 * @param log the messages of the report: a secret that one of them contains is masked in the findings, too.
 */
export function reportAsJson(
  evidence: Evidence,
  findings: readonly Finding[],
  log: readonly Exchange[] = [],
): string {
  const { serverUrl, pageOrigin, clientId, asked } = evidence;
  const redaction = redactionFor(evidence, log);
  const verdict = verdictOf(evidence, findings);
  const counts = countFindings(findings);
  const report = { serverUrl, pageOrigin, clientId, asked, verdict, counts, findings };
  return JSON.stringify(
    report,
    (name, value: unknown) =>
      typeof value === 'string' && !WRITTEN_HERE.has(name) ? redaction.text(value) : value,
    2,
  );
}

/**
 * The report as Markdown for a ticket. A message is referenced by its number in the HAR.
 *
 * @param log as for {@link reportAsJson}.
 */
export function reportAsMarkdown(
  evidence: Evidence,
  findings: readonly Finding[],
  log: readonly Exchange[] = [],
): string {
  const redaction = redactionFor(evidence, log);
  const plain = (text: string) => escapeMarkdown(redaction.text(text));
  const lines = [
    `# ${plain(evidence.serverUrl)}`,
    '',
    summaryOf(findings),
    '',
    'This report may send requests only to:',
    ...evidence.asked.map(({ origin, namedBy }) => `- ${plain(origin)}, named by ${plain(namedBy)}`),
    '',
  ];
  for (const { title, holds } of SECTIONS) {
    const held = findings.filter(holds);
    if (!held.length) continue;
    lines.push(`## ${title}`, '', ...held.flatMap((finding) => findingAsMarkdown(finding, plain, redaction)));
  }
  return lines.join('\n');
}

function findingAsMarkdown(
  finding: Finding,
  plain: (text: string) => string,
  redaction: Redaction,
): string[] {
  const { demands, clause, group, severity, shownBy } = finding;
  const lines = [
    `### ${finding.result === 'fail' ? `Not met: ${demands}` : demands}`,
    '',
    `${GROUP_TITLES[group]} ${severity === 'must' ? 'Required' : 'Recommended'} by [${clause.label}](${clause.url}).`,
  ];
  if (finding.result === 'pass' && finding.note) lines.push('', plain(finding.note));
  if (finding.result === 'not testable') {
    lines.push('', plain(finding.reason));
    if (finding.personSaw)
      lines.push('', `Reported by the person, not observed: ${plain(finding.personSaw)}`);
  }
  if (finding.result === 'fail') {
    lines.push('', plain(finding.saw), '', plain(finding.fix.say));
    if (finding.fix.code)
      lines.push('', fenced(shownText(redaction.text(finding.fix.code), SHOWN_AT_FIRST.content).text));
  }
  if (shownBy.length) lines.push('', `Messages: ${shownBy.join(', ')}.`);
  return [...lines, ''];
}
