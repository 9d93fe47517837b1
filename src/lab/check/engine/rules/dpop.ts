import { SPEC } from '../../../machine/spec-references.ts';
import { anyPromisesDpop, promisesDpop } from '../dpop-promise.ts';
import type { Evidence } from '../evidence.ts';
import { probeOf } from '../probes/index.ts';
import type { StepName, StepSeen } from '../probes/probe.ts';
import { LATER_CONTROL } from './correct-requests.ts';
import { checkReadable } from './dpop-readable.ts';
import { beyondNonce, CALL_LANE, failedControl, saidBy, stepsOf, TOKEN_LANE } from './dpop-verdicts.ts';
import { isRightTokenRefused } from './refused-call.ts';
import { fail, notTestable, pass, type Rule, type Verdict } from './rule.ts';
import { correctCalls, isServedCall } from './served-call.ts';

const atTokenEndpoint = (evidence: Evidence) => promisesDpop(evidence, 'authorization server');

/** Whether a server that promises DPoP binds tokens, codes and refresh tokens to a key (RFC 9449). */
export const dpop: readonly Rule[] = [
  {
    id: 'dpop-readable',
    group: 'dpop',
    demands: 'A page can send proofs and read nonces',
    clause: SPEC.cors,
    severity: 'should',
    forPages: true,
    applies: anyPromisesDpop,
    check: checkReadable,
  },
  {
    id: 'dpop-token-type',
    group: 'dpop',
    demands: 'A token request with a proof gets a token of the type DPoP',
    clause: SPEC.dpopToken,
    severity: 'must',
    applies: atTokenEndpoint,
    check(evidence) {
      const step = stepsOf(evidence, TOKEN_LANE);
      if (typeof step !== 'function') return step;
      const exchange = step('token request');
      if ('result' in exchange) return exchange;
      if (!exchange.token) {
        return failedControl(evidence, TOKEN_LANE, step) ?? notTestable('No token was issued.', [exchange]);
      }
      const { type } = exchange.token;
      if (type?.toLowerCase() === 'dpop') return pass([exchange]);
      return fail(
        [exchange],
        type === undefined
          ? 'The response has no token_type.'
          : `The token_type is ${type}, although the request had a right proof.`,
        'Bind the token to the key of the proof, and name the type:',
        '"token_type": "DPoP"',
      );
    },
  },
  {
    id: 'dpop-call-works',
    group: 'dpop',
    demands: 'The MCP server accepts a bound token with a right proof',
    clause: SPEC.dpopResource,
    severity: 'must',
    applies: (evidence) => promisesDpop(evidence, 'MCP server'),
    check(evidence) {
      const step = stepsOf(evidence, CALL_LANE);
      if (typeof step !== 'function') return step;
      const call = step('call with a proof');
      if ('result' in call) return call;
      const again = step('call with a proof again');
      if (isStep(again) && CALL_LANE.resultOf(again, evidence) === 'accepted') return pass([again]);
      const result = CALL_LANE.resultOf(call, evidence);
      if (typeof result === 'object') return result;
      if (result === 'accepted') return pass([call]);
      if (!isRightTokenRefused(call, evidence)) {
        return notTestable(`It answered ${call.status}, which says nothing about the token.`, [call]);
      }
      const otherwise = refusesForAnotherReason(evidence, call);
      if (otherwise) return otherwise;
      return fail(
        [call],
        `It refused the bound token with a right proof: ${saidBy(call)}.`,
        'Accept the scheme DPoP: compare the proof with the public address of the server, and its key with cnf.jkt of the token. The clock of this device may also be wrong.',
      );
    },
  },
  {
    id: 'dpop-code-bound',
    group: 'dpop',
    demands: 'A code for a key (dpop_jkt) is refused with another key',
    clause: SPEC.dpopCode,
    severity: 'should',
    applies: atTokenEndpoint,
    check: checkCode,
  },
  {
    id: 'dpop-refresh-bound',
    group: 'dpop',
    demands: 'A bound refresh token is refused with another key',
    clause: SPEC.dpopToken,
    severity: 'must',
    applies: atTokenEndpoint,
    check: checkRefreshToken,
  },
];

/** Returns a verdict if the MCP server served such a call in another step, or stopped serving calls. */
function refusesForAnotherReason(evidence: Evidence, call: StepSeen): Verdict | undefined {
  const { before, next } = correctCalls(evidence, call);
  const served = before.find(isServedCall);
  const isNextServed = next !== undefined && isServedCall(next);
  if (!served || (isNextServed && !next.proof)) return undefined;
  return notTestable(
    `It refused the bound token with a right proof: ${saidBy(call)}. It served the call in message ${served.exchangeId}, ${
      isNextServed
        ? 'and a later one'
        : 'but no call with a right token since then, so it possibly refuses every token by now'
    }.`,
    [call, served, next],
    evidence.probes[LATER_CONTROL] ? undefined : LATER_CONTROL,
  );
}

const HOW = { none: 'without a proof', 'another key': 'with a proof of another key' } as const;

const DPOP_CODE = { probe: 'dpop-code', server: 'authorization server' } as const;
const DPOP_REFRESH = { probe: 'dpop-refresh', server: 'authorization server' } as const;

/** The steps without the right key that got a response. `how` says in words which of these steps got tokens. */
function acceptedIn(step: (name: StepName) => StepSeen | Verdict, name: 'bound exchange' | 'bound refresh') {
  const answered = (['none', 'another key'] as const).flatMap((kind) => {
    const seen = step(`${name}, ${kind}`);
    return isStep(seen) ? [{ kind, seen }] : [];
  });
  const accepted = answered.filter(({ seen }) => seen.token);
  return {
    shown: answered.map(({ seen }) => seen),
    how: accepted.map(({ kind }) => HOW[kind]).join(' and '),
  };
}

/** A server may use up a code at the first wrong key: then another code has to show that bound codes work at all. */
function checkCode(evidence: Evidence): Verdict {
  const step = stepsOf(evidence, DPOP_CODE);
  if (typeof step !== 'function') return step;
  const { shown, how } = acceptedIn(step, 'bound exchange');
  if (how) {
    return fail(
      shown,
      `It exchanged the code ${how}.`,
      'Compare dpop_jkt with the thumbprint of the key in the proof of the token request. A server need not support dpop_jkt; without it, PKCE alone protects the code.',
    );
  }
  const wrong = step('bound exchange, another key');
  if (!isStep(wrong)) return wrong;
  const result = beyondNonce(TOKEN_LANE.resultOf(wrong, evidence), wrong);
  if (typeof result === 'object') return result;
  const failed = failedControl(evidence, { ...TOKEN_LANE, controls: ['bound exchange'] }, step);
  if (!failed) return pass([...shown, step('bound exchange')].filter(isStep));
  const other = evidence.probes['dpop-refresh']?.steps['bound exchange'];
  if (!other?.token) {
    return notTestable(
      `The server also refused the right key that followed, and may have used up the code. First run the probe “${probeOf('dpop-refresh').title}”, which shows whether such a code works at all.`,
      shown,
    );
  }
  return pass(
    [wrong, other],
    'The server also refused the right key that followed: the wrong one may have used up the code. Another code worked with its key.',
  );
}

function checkRefreshToken(evidence: Evidence): Verdict {
  const step = stepsOf(evidence, DPOP_REFRESH);
  if (typeof step !== 'function') return step;
  const { shown, how } = acceptedIn(step, 'bound refresh');
  if (how) {
    return fail(
      shown,
      `It accepted the refresh token ${how}.`,
      'Bind the refresh tokens of public clients to the key of the proof, and require a proof of that key at every refresh.',
    );
  }
  for (const name of ['bound refresh, none', 'bound refresh, another key'] as const) {
    const seen = step(name);
    if (!isStep(seen)) return seen;
    const judged = TOKEN_LANE.resultOf(seen, evidence);
    const result = name === 'bound refresh, none' ? judged : beyondNonce(judged, seen);
    if (typeof result === 'object') return result;
  }
  const failed = failedControl(evidence, { ...TOKEN_LANE, controls: ['bound refresh'] }, step);
  return failed ?? pass([...shown, step('bound refresh')].filter(isStep));
}

const isStep = (step: StepSeen | Verdict): step is StepSeen => !('result' in step);
