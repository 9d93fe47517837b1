import { codeSpan, escapeMarkdown, fenced } from '../../lab/check/engine/markdown.ts';
import type { ReportDocument, ReportedFinding } from './report-document.ts';

/** The report as Markdown, for a ticket or the summary of a job. No text from a server becomes markup in the report. */
export function markdownReport(report: ReportDocument): string {
  const { server, origin, asked, verdict, outsideBrowser, ending, counts, findings } = report;
  const of = (is: ReportedFinding['result'], level?: ReportedFinding['level']) =>
    findings.filter(
      (finding) => finding.selected && finding.result === is && (!level || finding.level === level),
    );
  const forPages = origin !== null;
  const { broken, advice, kept, notTested } = counts;
  const lines = [
    `# ${codeSpan(server)}`,
    '',
    `${broken} broken, ${advice} ${advice === 1 ? 'piece' : 'pieces'} of advice, ${kept} kept, ${notTested} not tested. ${escapeMarkdown(ending.says)}`,
    '',
    ...(ending.brokenRules.length ? ending.untested : []).flatMap((why) => [escapeMarkdown(why), '']),
    ...(origin === null ? [] : [`For a page of ${codeSpan(origin)}: ${escapeMarkdown(verdict.text)}`, '']),
    ...(outsideBrowser ? [`Outside a browser: ${escapeMarkdown(outsideBrowser.text)}`, ''] : []),
    'Asked:',
    '',
    ...asked.map(({ origin: host, namedBy }) => `- ${codeSpan(host)}, named by ${escapeMarkdown(namedBy)}`),
    '',
    ...section('Broken', of('broken', 'must'), forPages),
    ...section('Advice', of('broken', 'should'), forPages),
    ...section('Not tested', of('not tested'), forPages),
    ...section('Kept', of('kept'), forPages),
  ];
  return `${lines.join('\n').trimEnd()}\n`;
}

function section(title: string, findings: readonly ReportedFinding[], forPages: boolean): string[] {
  if (!findings.length) return [];
  return [`## ${title}`, '', ...findings.flatMap((finding) => findingLines(finding, forPages))];
}

function findingLines(finding: ReportedFinding, forPages: boolean): string[] {
  const { demands, clause, rule, level, result, seenBy, note, saw, fix, reason } = finding;
  const by = forPages && seenBy === 'client' ? ' Seen outside a browser; a page cannot see it.' : '';
  return [
    `### ${result === 'broken' ? `Broken: ${demands}` : demands}`,
    '',
    `${codeSpan(rule)} ${level === 'must' ? 'Required' : 'Recommended'} by [${clause.label}](${clause.url}).${by}`,
    '',
    ...[note, saw, reason].flatMap((text) => (text === undefined ? [] : [escapeMarkdown(text), ''])),
    ...(fix ? [escapeMarkdown(fix.say), ''] : []),
    ...(fix?.code === undefined ? [] : [fenced(fix.code), '']),
  ];
}
