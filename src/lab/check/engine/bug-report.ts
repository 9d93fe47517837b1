import { shownText } from '../../../ui/server-text.ts';
import type { Exchange } from '../../machine/wire/exchange.ts';
import type { Evidence } from './evidence.ts';
import { redactionFor, summaryOf } from './export.ts';
import type { Finding } from './findings.ts';
import { codeSpan, fenced } from './markdown.ts';
import { messageText } from './message-text.ts';
import { verdictOf } from './verdict.ts';

/** The maximum number of messages in a report, because a tracker accepts about 65,000 characters. */
const MOST_MESSAGES = 8;
const LONGEST_TEXT = 4_000;

type Failed = Finding & { result: 'fail' };

/**
 * Writes a report for the operator of a server, as Markdown for a tracker: the verdict, the broken rules with their
 * clauses, and the messages that show that these rules are broken.
 *
 * Every secret is masked. Text that a server chose is in code spans and code blocks, so that neither Markdown nor a
 * tracker turns it into a link, a mention or a reference (CommonMark §4.5, §6.1).
 */
export function bugReport(
  evidence: Evidence,
  findings: readonly Finding[],
  log: readonly Exchange[],
): string {
  const redaction = redactionFor(evidence, log);
  const plain = (text: string) => shownText(redaction.text(text), LONGEST_TEXT).text;
  const block = (...texts: string[]) => fenced(plain(texts.join('\n\n')));
  const failed = (['must', 'should'] as const).flatMap((severity) =>
    findings.filter(
      (finding): finding is Failed => finding.result === 'fail' && finding.severity === severity,
    ),
  );
  const ids = new Set(failed.flatMap(({ shownBy }) => shownBy));
  const messages = log.filter(({ id }) => ids.has(id));
  const shown = messages.slice(0, MOST_MESSAGES);
  const lines = [
    `# A report on ${codeSpan(plain(evidence.serverUrl))}`,
    '',
    block(verdictOf(evidence, findings).text, summaryOf(findings)),
    '',
    `Seen in a browser from a page of ${codeSpan(plain(evidence.pageOrigin))}. Codes, tokens, proofs and verifiers are masked.`,
    '',
    ...failed.flatMap(({ demands, severity, clause, saw, fix, shownBy }) => [
      `## Not met: ${demands}`,
      '',
      `${severity === 'must' ? 'Required' : 'Recommended'} by [${clause.label}](${clause.url}).`,
      '',
      block(saw, `To do: ${fix.say}`, ...(fix.code === undefined ? [] : [fix.code])),
      '',
      ...(shownBy.length ? [`Messages: ${shownBy.join(', ')}`, ''] : []),
    ]),
    ...shown.flatMap((exchange) => [
      `## Message ${exchange.id}`,
      '',
      fenced(shownText(messageText(redaction.exchange(exchange)), LONGEST_TEXT).text),
      '',
    ]),
  ];
  const left = messages.length - shown.length;
  if (left > 0) lines.push(`${left} more ${left === 1 ? 'message is' : 'messages are'} omitted.`, '');
  return lines.join('\n');
}
