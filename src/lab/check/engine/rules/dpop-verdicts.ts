import { whyNoProof } from '../dpop-promise.ts';
import type { Evidence } from '../evidence.ts';
import type { CallFlaw, TokenFlaw } from '../probes/dpop/flaws.ts';
import { NONCE_FLAWS } from '../probes/dpop/flaws.ts';
import type { ProbeId, StepName, StepSeen } from '../probes/probe.ts';
import { describeFailure } from './cors-advice.ts';
import { probeWithResponse } from './probe-response.ts';
import { errorsIn, isBusy, whyNoRefusal } from './refusal.ts';
import { callResult, type StepResult } from './refused-call.ts';
import { type Breach, PROOF } from './refused-request.ts';
import { fail, notTestable, pass, type Verdict } from './rule.ts';

/** The requests to one server, each with a proof that is wrong in one respect, and the right ones to compare. */
export interface Lane<Flaw extends string> {
  probe: ProbeId;
  server: 'authorization server' | 'MCP server';
  stepFor(flaw: Flaw): StepName;
  /** Correct requests: a refusal is evidence only if they work. */
  controls: readonly StepName[];
  /** The replay of a proof. The replay is the reason for a refusal only if the correct request `control` works. */
  replay: { step: StepName; control: StepName };
  resultOf(step: StepSeen, evidence: Evidence): StepResult;
}

export const TOKEN_LANE: Lane<TokenFlaw> = {
  probe: 'dpop-token-endpoint',
  server: 'authorization server',
  stepFor: (flaw) => `token request, ${flaw}`,
  controls: ['token request'],
  replay: { step: 'token request, used before', control: 'token request again' },
  resultOf: tokenResult,
};

export const CALL_LANE: Lane<CallFlaw> = {
  probe: 'dpop-server',
  server: 'MCP server',
  stepFor: (flaw) => `call, ${flaw}`,
  controls: ['call with a proof', 'call with a proof again'],
  replay: { step: 'call, used before', control: 'call with a proof again' },
  resultOf(step, evidence) {
    const { 'call with a proof': control, 'call with an invalid token': invalid } =
      evidence.probes['dpop-server']?.steps ?? {};
    return callResult(step, evidence, control, invalid);
  },
};

/** The steps of a probe with proofs; a verdict if the probe has no step to judge. */
export function stepsOf(
  evidence: Evidence,
  { probe, server }: Pick<Lane<never>, 'probe' | 'server'>,
): ((name: StepName) => StepSeen | Verdict) | Verdict {
  const noProof = whyNoProof(evidence, server);
  if (noProof !== undefined) return notTestable(noProof);
  const found = probeWithResponse(evidence, probe);
  if ('result' in found) return found;
  const { response, steps, status } = found;
  if (response.error)
    return notTestable(`The sign-in was already refused: ${response.error}.`, [response.exchangeId]);
  return (name) => {
    const step = steps[name];
    if (step?.outcome === 'answered') return step;
    if (step) return notTestable(describeFailure(step), [step]);
    if (status === 'stopped') return notTestable('The probe was stopped before this step.');
    return unreached(steps['bound exchange']);
  };
}

/** Why a step was not reached. A refused wrong proof is never the reason, because the probes continue after it. */
function unreached(exchange: StepSeen | undefined): Verdict {
  if (exchange && !exchange.token)
    return notTestable(`No token was issued for a right proof: ${saidBy(exchange)}.`, [exchange]);
  if (exchange?.token && exchange.token.type?.toLowerCase() !== 'dpop') {
    const { type } = exchange.token;
    return notTestable(
      `The token has ${type === undefined ? 'no type' : `the type ${type}`}, so it is bound to no key.`,
      [exchange],
    );
  }
  return notTestable('There was no grant left for this request: the server issued no refresh token.', [
    exchange,
  ]);
}

/** Requires that a server refuses requests with these flaws, while it accepts right requests. */
export function flawsRefused<Flaw extends string>(
  evidence: Evidence,
  lane: Lane<Flaw>,
  flaws: readonly Flaw[],
  breach: Breach,
): Verdict {
  const step = stepsOf(evidence, lane);
  if (typeof step !== 'function') return step;
  const results = flaws.map((flaw) => ({ flaw, ...resultOf(step, lane, flaw, evidence) }));
  const shown = [...results.map(({ seen }) => seen), ...lane.controls.map((name) => seenIn(step(name)))];
  const accepted = results.filter(({ result }) => result === 'accepted');
  if (accepted.length) {
    const which = flaws.length > 1 ? ` (${accepted.map(({ flaw }) => flaw).join(', ')})` : '';
    return fail(shown, `${breach.saw}${which}.`, breach.say, breach.code);
  }
  const open = results.map(({ result }) => result).find((result) => typeof result === 'object');
  return open ?? failedControl(evidence, lane, step) ?? pass(shown);
}

function resultOf<Flaw extends string>(
  step: (name: StepName) => StepSeen | Verdict,
  { stepFor, resultOf }: Lane<Flaw>,
  flaw: Flaw,
  evidence: Evidence,
): { seen: StepSeen | undefined; result: StepResult } {
  const seen = step(stepFor(flaw));
  if ('result' in seen) return { seen: undefined, result: seen };
  const result = resultOf(seen, evidence);
  const isAboutNonce =
    (NONCE_FLAWS as readonly string[]).includes(flaw) || flaw === 'none' || flaw === 'as bearer';
  return { seen, result: isAboutNonce ? result : beyondNonce(result, seen) };
}

/** What a step proves about its proof. A request for another nonce proves nothing about the proof (RFC 9449 §8). */
export function beyondNonce(result: StepResult, step: StepSeen): StepResult {
  if (result !== 'refused' || !errorsIn(step).includes('use_dpop_nonce')) return result;
  return notTestable('It demanded another nonce, so it may not have looked at the rest of the proof.', [
    step,
  ]);
}

/** Why the right requests prove nothing; `undefined` if all of them were accepted. */
export function failedControl<Flaw extends string>(
  evidence: Evidence,
  { controls, resultOf }: Pick<Lane<Flaw>, 'controls' | 'resultOf'>,
  step: (name: StepName) => StepSeen | Verdict,
): Verdict | undefined {
  for (const name of controls) {
    const seen = step(name);
    if ('result' in seen) return seen;
    const result = resultOf(seen, evidence);
    if (result === 'accepted') continue;
    if (typeof result === 'object') return result;
    return notTestable(
      `It also refused the request with a right proof (${saidBy(seen)}), so a refusal proves nothing. It may have used up the code or the token at a wrong proof, and the clock of this device may be wrong.`,
      [seen],
    );
  }
  return undefined;
}

function tokenResult(step: StepSeen): StepResult {
  const { token } = step;
  if (token?.type?.toLowerCase() === 'dpop') return 'accepted';
  if (token) {
    const { type } = token;
    return notTestable(
      `It issued a token ${type === undefined ? 'without a type' : `of the type ${type}`}, so it may not have looked at the proof.`,
      [step],
    );
  }
  if (errorsIn(step).includes('use_dpop_nonce') && [400, 401].includes(step.status) && !isBusy(step))
    return 'refused';
  const failed = whyNoRefusal(step, PROOF);
  return failed === undefined ? 'refused' : notTestable(failed, [step]);
}

/** What a response says in place of a result: its error, or its status. */
export function saidBy(step: StepSeen): string {
  return errorsIn(step)[0] ?? String(step.status);
}

export const seenIn = (step: StepSeen | Verdict): StepSeen | undefined =>
  'result' in step ? undefined : step;
