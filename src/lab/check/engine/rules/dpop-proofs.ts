import { SPEC } from '../../../machine/spec-references.ts';
import { promisesDpop } from '../dpop-promise.ts';
import type { Evidence } from '../evidence.ts';
import { AGE, CHECKS, NONCE, type ProofCheck, TOKEN_CHECKS } from './dpop-checks.ts';
import {
  CALL_LANE,
  failedControl,
  flawsRefused,
  type Lane,
  saidBy,
  seenIn,
  stepsOf,
  TOKEN_LANE,
} from './dpop-verdicts.ts';
import { notTestable, pass, type Rule, type Verdict } from './rule.ts';

/** The rules about the proofs that a server must refuse, for the authorization server or for the MCP server. */
function rulesOf<Flaw extends string>(
  lane: Lane<Flaw>,
  { prefix, subject }: { prefix: string; subject: string },
  checks: readonly ProofCheck<Flaw>[],
  { nonce, age }: { nonce: ProofCheck<Flaw>; age: ProofCheck<Flaw> },
): Rule[] {
  const common = {
    group: 'dpop' as const,
    applies: (evidence: Evidence) => promisesDpop(evidence, lane.server),
  };
  const rule = (
    { name, what, clause }: Pick<ProofCheck<Flaw>, 'name' | 'what' | 'clause'>,
    check: Rule['check'],
  ): Rule => ({
    ...common,
    id: `${prefix}-${name}`,
    demands: `${subject} refuses ${what}`,
    clause,
    severity: 'must',
    check,
  });
  return [
    ...checks.map((each) => rule(each, (evidence) => flawsRefused(evidence, lane, each.flaws, each))),
    rule(nonce, (evidence) => nonceVerdict(evidence, lane, nonce)),
    rule(age, (evidence) => ageVerdict(evidence, lane, age, nonce)),
    {
      ...common,
      id: `${prefix}-replay`,
      demands: `${subject} accepts a proof once`,
      clause: SPEC.dpopReplay,
      severity: 'should',
      check: (evidence) => replayVerdict(evidence, lane),
    },
  ];
}

/** A server may demand nonces. A server that gives nonces out has to compare them (RFC 9449 §4.3, §8). */
function nonceVerdict<Flaw extends string>(
  evidence: Evidence,
  lane: Lane<Flaw>,
  nonce: ProofCheck<Flaw>,
): Verdict {
  const steps = evidence.probes[lane.probe]?.steps ?? {};
  const control = lane.controls.map((name) => steps[name]);
  const isReached = control.some((step) => step !== undefined);
  if (isReached && nonce.flaws.every((flaw) => steps[lane.stepFor(flaw)] === undefined)) {
    return notTestable('It gave out no nonce, which is allowed.', control);
  }
  const right = [...control, steps['request for a nonce']];
  const isDemanded = right.some((step) => step?.nonce === 'demanded');
  // If the server supplied a nonce but demanded none, the nonce may be meant for later requests.
  const flaws = isDemanded ? nonce.flaws : nonce.flaws.slice(1);
  return flawsRefused(evidence, lane, flaws, nonce);
}

/** A nonce of the server also shows when a proof was made. Such a proof may have any iat (RFC 9449 §4.3). */
function ageVerdict<Flaw extends string>(
  evidence: Evidence,
  lane: Lane<Flaw>,
  age: ProofCheck<Flaw>,
  nonce: ProofCheck<Flaw>,
): Verdict {
  const verdict = flawsRefused(evidence, lane, age.flaws, age);
  if (verdict.result !== 'fail') return verdict;
  const step = stepsOf(evidence, lane);
  // If the clocks differ by a day, the server accepts the proof with the wrong date, and refuses the other.
  const failed = typeof step === 'function' ? failedControl(evidence, lane, step) : undefined;
  if (failed) return failed;
  if (nonceVerdict(evidence, lane, nonce).result !== 'pass') return verdict;
  return {
    result: 'pass',
    shownBy: verdict.shownBy,
    note: 'It accepted an iat of another day together with its own nonce, which is allowed (RFC 9449 §4.3): the nonce says when the proof was made.',
  };
}

/** RFC 9449 §11.1 lets a server remember proofs, and does not require it. */
function replayVerdict<Flaw extends string>(evidence: Evidence, lane: Lane<Flaw>): Verdict {
  const step = stepsOf(evidence, lane);
  if (typeof step !== 'function') return step;
  const again = step(lane.replay.step);
  if ('result' in again) return again;
  const control = step(lane.replay.control);
  const shown = [again, seenIn(control)];
  const result = lane.resultOf(again, evidence);
  if (typeof result === 'object') return result;
  if (result === 'accepted') {
    return notTestable(
      'It accepted the same proof twice, which is allowed: a server does not have to remember proofs.',
      shown,
    );
  }
  const failed = failedControl(evidence, { ...lane, controls: [lane.replay.control] }, step);
  return failed ?? pass(shown, `The second time it answered ${saidBy(again)}.`);
}

export const dpopProofs: readonly Rule[] = [
  ...rulesOf(TOKEN_LANE, { prefix: 'dpop-token', subject: 'The token endpoint' }, CHECKS, {
    nonce: NONCE,
    age: AGE,
  }),
  ...rulesOf(
    CALL_LANE,
    { prefix: 'dpop-call', subject: 'The MCP server' },
    [...TOKEN_CHECKS.slice(0, 2), ...CHECKS, ...TOKEN_CHECKS.slice(2)],
    { nonce: NONCE, age: AGE },
  ),
];
