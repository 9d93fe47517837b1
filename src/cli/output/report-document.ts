import type { Fix } from '../../lab/check/engine/rules/rule.ts';
import type { ReportVerdict } from '../../lab/check/engine/verdict.ts';
import { shownText } from '../../ui/server-text.ts';
import { type Ending, endingOf } from '../check/ending.ts';
import type { CheckResult } from '../check/run-check.ts';
import type { SeenFinding } from '../check/seen-findings.ts';
import type { ViewName } from '../check/views.ts';
import { createMask } from './mask.ts';

export interface ReportedFinding {
  rule: string;
  group: string;
  demands: string;
  level: 'must' | 'should';
  clause: { label: string; url: string };
  result: 'kept' | 'broken' | 'not tested';
  /** `page` if a page in a browser sees the result, too; `client` if only a client outside a browser sees it. */
  seenBy: ViewName;
  /** Whether `--only` and `--skip` select the rule. */
  selected: boolean;
  /** Only for a rule that is kept. */
  note?: string;
  /** Only for a rule that is broken. */
  saw?: string;
  fix?: Fix;
  /** Only for a rule that was not tested. */
  reason?: string;
  /** Whether a sign-in would test the rule. */
  needsSignIn?: true;
  /** The numbers of the messages that show the result. The HAR has the same numbers, which begin with 1. */
  messages: readonly number[];
}

/** `report.schema.json` documents the form. To remove or change a member requires a new version. */
export interface ReportDocument {
  format: 'pkce-lab-check';
  version: 1;
  checkedAt: string;
  server: string;
  /** The origin of the page; `null` for a server that is not for pages. */
  origin: string | null;
  signIn: boolean;
  asked: readonly { origin: string; namedBy: string }[];
  verdict: ReportVerdict;
  outsideBrowser?: ReportVerdict;
  counts: { broken: number; advice: number; kept: number; notTested: number };
  ending: Ending;
  findings: readonly ReportedFinding[];
}

const LONGEST_TEXT = 4_000;

/**
 * Makes the report from the result of a check. Every format except HAR is made from this report. So this function masks
 * every secret, and spells out every character that would act on a terminal or change how text reads.
 */
export function reportDocument(result: CheckResult, checkedAt: Date): ReportDocument {
  const { options, evidence, findings, verdict, outsideBrowser, asked } = result;
  const mask = createMask(result);
  const plain = (text: string) => shownText(mask.text(text), LONGEST_TEXT).text;
  const selected = findings.filter(options.selection.includes);
  const count = (is: (finding: SeenFinding) => boolean) => selected.filter(is).length;
  const verdictOf = ({ usable, text }: ReportVerdict) => ({ usable, text: plain(text) });
  const ending = endingOf(result);
  return {
    format: 'pkce-lab-check',
    version: 1,
    checkedAt: checkedAt.toISOString(),
    server: plain(evidence.serverUrl),
    origin: options.origin ?? null,
    asked: asked.map(({ origin, namedBy }) => ({ origin: plain(origin), namedBy })),
    verdict: verdictOf(verdict),
    ...(outsideBrowser && { outsideBrowser: verdictOf(outsideBrowser) }),
    counts: {
      broken: count(({ result, severity }) => result === 'fail' && severity === 'must'),
      advice: count(({ result, severity }) => result === 'fail' && severity === 'should'),
      kept: count(({ result }) => result === 'pass'),
      notTested: count(({ result }) => result === 'not testable'),
    },
    signIn: options.signIn,
    ending: { ...ending, says: plain(ending.says), untested: ending.untested.map(plain) },
    findings: findings.map((finding) => reported(finding, options.selection.includes(finding), plain)),
  };
}

function reported(finding: SeenFinding, selected: boolean, plain: (text: string) => string): ReportedFinding {
  const { id, group, demands, severity, clause, seenBy, shownBy } = finding;
  const common = { rule: id, group, demands, level: severity, clause, seenBy, selected, messages: shownBy };
  switch (finding.result) {
    case 'pass':
      return { ...common, result: 'kept', ...(finding.note !== undefined && { note: plain(finding.note) }) };
    case 'fail':
      return { ...common, result: 'broken', saw: plain(finding.saw), fix: fixOf(finding.fix, plain) };
    case 'not testable':
      return {
        ...common,
        result: 'not tested',
        reason: plain(finding.reason),
        ...(finding.awaits !== undefined && { needsSignIn: true as const }),
      };
    default:
      return finding satisfies never;
  }
}

function fixOf({ say, code }: Fix, plain: (text: string) => string): Fix {
  return { say: plain(say), ...(code !== undefined && { code: plain(code) }) };
}
