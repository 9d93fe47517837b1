import { GROUP_TITLES } from '../../lab/check/engine/findings.ts';
import type { ReportDocument, ReportedFinding } from './report-document.ts';
import { printable, type Style } from './style.ts';

const OUTSIDE = '  (seen outside a browser; a page cannot see it)';

export function terminalReport(report: ReportDocument, style: Style): string {
  const outside = report.origin === null ? '' : style.dim(OUTSIDE);
  const selected = report.findings.filter((finding) => finding.selected);
  const with_ = (result: ReportedFinding['result'], level?: ReportedFinding['level']) =>
    selected.filter((finding) => finding.result === result && (!level || finding.level === level));
  const untested = with_('not tested');
  const lines = [
    ...section('Broken', with_('broken', 'must'), (finding) => brokenLines(finding, outside, style), style),
    ...section('Advice', with_('broken', 'should'), (finding) => brokenLines(finding, outside, style), style),
    ...section(
      'Not tested',
      untested.filter(({ needsSignIn }) => report.signIn || !needsSignIn),
      (finding) => [
        `  ${style.dim('?')} ${finding.demands}  ${style.dim(finding.rule)}`,
        ...style.wrapped(finding.reason ?? '', '    ').map(style.dim),
      ],
      style,
    ),
    ...section('Kept', with_('kept'), (finding) => keptLines(finding, outside, style), style),
    ...(report.signIn ? [] : signInLines(untested, style)),
    ...verdictLines(report, style),
  ];
  return `${lines.join('\n')}\n`;
}

function section(
  title: string,
  findings: readonly ReportedFinding[],
  linesOf: (finding: ReportedFinding) => string[],
  style: Style,
): string[] {
  if (!findings.length) return [];
  return [style.bold(title), ...findings.flatMap(linesOf), ''];
}

function brokenLines(finding: ReportedFinding, outside: string, style: Style): string[] {
  const { demands, level, rule, saw = '', fix, clause, messages, group } = finding;
  const mark = level === 'must' ? style.red('✗') : style.yellow('!');
  const title = GROUP_TITLES[group as keyof typeof GROUP_TITLES];
  return [
    `  ${mark} ${style.bold(`Broken: ${demands}`)}  ${style.dim(rule)}`,
    `    ${style.dim(title)}${finding.seenBy === 'client' ? outside : ''}`,
    ...style.wrapped(saw, '    '),
    ...(fix ? style.wrapped(`To do: ${fix.say}`, '    ') : []),
    ...(fix?.code === undefined ? [] : fix.code.split('\n').map((line) => `      ${style.code(line)}`)),
    `    ${style.link(clause.label, clause.url)}${messages.length ? style.dim(`  messages ${messages.join(', ')}`) : ''}`,
    '',
  ];
}

function keptLines(finding: ReportedFinding, outside: string, style: Style): string[] {
  return [
    `  ${style.green('✓')} ${finding.demands}  ${style.dim(finding.rule)}${finding.seenBy === 'client' ? outside : ''}`,
    ...(finding.note === undefined ? [] : style.wrapped(finding.note, '    ').map(style.dim)),
  ];
}

function signInLines(untested: readonly ReportedFinding[], style: Style): string[] {
  const waiting = untested.filter(({ needsSignIn }) => needsSignIn);
  if (!waiting.length) return [];
  const rules = waiting.length === 1 ? '1 rule needs' : `${waiting.length} rules need`;
  return [...style.wrapped(`${rules} a sign-in: add --sign-in, and agree to its probes.`, ''), ''];
}

function verdictLines({ counts, verdict, outsideBrowser, ending }: ReportDocument, style: Style): string[] {
  const { broken, advice, kept, notTested } = counts;
  const sum = [
    `${broken} broken`,
    `${advice} ${advice === 1 ? 'piece' : 'pieces'} of advice`,
    `${kept} kept`,
    `${notTested} not tested`,
  ];
  const mark =
    ending.exitCode === 0 ? style.green('✓') : ending.exitCode === 1 ? style.red('✗') : style.yellow('?');
  return [
    style.bold(sum.join(', ')),
    ...style.wrapped(printable(verdict.text), ''),
    ...(outsideBrowser ? style.wrapped(`Outside a browser: ${printable(outsideBrowser.text)}`, '') : []),
    ...style.wrapped(
      `${mark} ${[printable(ending.says), ending.brokenRules.join(', ')].filter(Boolean).join(' ')}`,
      '',
    ),
    // If no rule is broken, the line above already contains these reasons.
    ...(ending.brokenRules.length ? ending.untested : []).flatMap((why) =>
      style.wrapped(`${style.yellow('?')} ${printable(why)}`, ''),
    ),
  ];
}
