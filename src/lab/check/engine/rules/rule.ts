import type { SpecReference } from '../../../machine/spec-references.ts';
import type { Attempt } from '../attempt.ts';
import type { Evidence } from '../evidence.ts';
import type { ProbeId } from '../probes/probe.ts';

export type RuleGroup =
  | 'reachability'
  | 'discovery'
  | 'metadata'
  | 'registration'
  | 'sign-in'
  | 'enforcement'
  | 'dpop';

/** What to change: a sentence, and the exact header, setting or command if there is one. */
export interface Fix {
  say: string;
  code?: string;
}

/**
 * The verdict on a rule, and the messages that show it. `awaits` names a probe that could decide it and has not run.
 */
export type Verdict =
  | { result: 'pass'; shownBy: readonly number[]; note?: string }
  | { result: 'fail'; shownBy: readonly number[]; saw: string; fix: Fix }
  | {
      result: 'not testable';
      shownBy: readonly number[];
      reason: string;
      personSaw?: string;
      awaits?: ProbeId;
      isContradicted?: true;
    };

/** One requirement that a specification makes of servers, and the check for it. */
export interface Rule {
  id: string;
  group: RuleGroup;
  /** A sentence about the server that is true if the server keeps the rule. */
  demands: string;
  clause: SpecReference;
  /** The level in the clause. A broken `should` is advice. */
  severity: 'must' | 'should';
  /** Whether only pages need the rule. A check outside a browser computes what a browser would do. */
  forPages?: true;
  /** Whether the rule applies to these servers; by default, it does. The report does not mention other rules. */
  applies?(evidence: Evidence): boolean;
  check(evidence: Evidence): Verdict;
}

type Shown = Attempt | number | undefined;

const idsOf = (shown: readonly Shown[]): number[] => [
  ...new Set(
    shown.flatMap((each) =>
      each === undefined ? [] : typeof each === 'number' ? [each] : [each.exchangeId],
    ),
  ),
];

export function pass(shown: readonly Shown[], note?: string): Verdict {
  return { result: 'pass', shownBy: idsOf(shown), ...(note !== undefined && { note }) };
}

export function fail(shown: readonly Shown[], saw: string, say: string, code?: string): Verdict {
  return { result: 'fail', shownBy: idsOf(shown), saw, fix: { say, ...(code !== undefined && { code }) } };
}

/** @param awaits the probe that could decide the rule. */
export function notTestable(reason: string, shown: readonly Shown[] = [], awaits?: ProbeId): Verdict {
  return { result: 'not testable', shownBy: idsOf(shown), reason, ...(awaits && { awaits }) };
}
