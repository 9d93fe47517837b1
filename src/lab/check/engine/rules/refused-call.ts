import type { Attempt } from '../attempt.ts';
import type { Evidence } from '../evidence.ts';
import type { ProbeId, StepName, StepSeen } from '../probes/probe.ts';
import { stepOf } from './probe-response.ts';
import { errorsIn, isBusy, isUnjudged, wordsOf } from './refusal.ts';
import type { Breach } from './refused-request.ts';
import { fail, notTestable, pass, type Verdict } from './rule.ts';
import { correctCalls, isPageInstead, isServedCall, isUnserved } from './served-call.ts';

/** The result of one step: whether the server accepted the request, or a verdict that says why this is unknown. */
export type StepResult = 'accepted' | 'refused' | Verdict;

/**
 * What a response to a call proves about the token or the proof of the call, for every rule about a wrong token. The
 * caller must make sure that the server accepts the right token before and after a refusal, or no refusal counts.
 *
 * @param control the call with the right token.
 * @param invalid a later call with an invalid token, in the same probe.
 */
export function callResult(
  step: StepSeen,
  evidence: Evidence,
  control: StepSeen | undefined,
  invalid: StepSeen | undefined,
): StepResult {
  const { challenge } = evidence;
  const { status, content } = step;
  const unknown = (what: string, ...others: (Attempt | undefined)[]) =>
    notTestable(`It answered ${status}${what}`, [step, ...others]);
  const namesToken = isTokenRefused(step, control);
  // Either the list of tools needs no token, or the server asks for a session before a token.
  if (!namesToken && challenge?.status !== 401 && status === challenge?.status) {
    return unknown(' to the same call without a token, too.', challenge);
  }
  if (isUnserved(step)) return unknown(` (${content}), which says nothing about the token.`, control);
  // The body of this refusal has the result of the call, and a client may read the body.
  if (status < 300 || content === 'JSON-RPC result') return 'accepted';
  if (isBusy(step)) {
    const said = [...errorsIn(step), wordsOf(step)].filter(Boolean).join(' ');
    return unknown(`${said && ` (“${said}”)`}, which says nothing about the token.`);
  }
  if (isPageInstead(step, evidence)) {
    return unknown(' with a web page, possibly from a proxy in front of the server.', control);
  }
  const isLike = control !== undefined && control.status === status && status !== 401;
  // A server of an earlier version refuses a call without a session, even with the right token. If it then answers 401
  // to an invalid token, but answers the tested token as it answers the right token, it accepted the tested token.
  // Other statuses, such as 402 or 421, may come from a gateway that does not read tokens.
  if (isLike && !isCallRefused(control) && [400, 403, 406].includes(status) && invalid?.status === 401) {
    if (wordsOf(control) === wordsOf(step) && `${errorsIn(control)}` === `${errorsIn(step)}`)
      return 'accepted';
  }
  if (errorsIn(step).includes('insufficient_scope')) {
    return unknown(
      ' because the token lacks a scope, so the server possibly accepts this token for other calls.',
    );
  }
  if (namesToken && !(isLike && control !== step && isTokenRefused(control))) return 'refused';
  if (isLike && control !== step)
    return unknown(' to the right token, too, so a refusal proves nothing.', control);
  return status === 400 || status === 403
    ? 'refused'
    : unknown(', which says nothing about the token.', control);
}

export function callRefused(evidence: Evidence, id: ProbeId, name: StepName, breach: Breach): Verdict {
  const step = stepOf(evidence, id, name);
  if ('result' in step) return step;
  const control = evidence.probes['right-request']?.steps.call;
  const shown = [step, control];
  const { 'call again': again, 'call with an invalid token': invalid } = evidence.probes[id]?.steps ?? {};
  const result = callResult(step, evidence, control, invalid);
  if (result === 'accepted') return fail(shown, breach.saw, breach.say, breach.code);
  if (control?.outcome !== 'answered') {
    return notTestable(
      'No call with the right token has got a response. First run the probe “The correct request”.',
      shown,
    );
  }
  // A server that refuses every call from some moment on refuses this call as well.
  const later = id === 'right-request' ? again : correctCalls(evidence, step).next;
  if (later?.outcome !== 'answered') {
    return notTestable(
      'The right token got no response afterwards, so a refusal proves nothing.',
      [step, later],
      id === 'right-request' || evidence.probes.refresh ? undefined : 'refresh',
    );
  }
  const isNoLonger = isServedCall(control) && !isServedCall(later);
  const refused = [control, later].find(
    (each) => isCallRefused(each) || isUnjudged(each.status) || (isNoLonger && each === later),
  );
  if (refused) {
    return notTestable(
      `It answered ${refused.status} to the right token, too, so a refusal proves nothing.`,
      [step, refused],
    );
  }
  if (result !== 'refused') return result;
  if (step.status === 401) return pass([step]);
  if (isTokenRefused(step, control)) return pass(shown, `It answered ${step.status}.`);
  return again !== undefined || invalid?.status === 401
    ? pass([step, again ?? invalid], `It answered ${step.status}.`)
    : notTestable(`It answered ${step.status}, which says nothing about the token.`, shown);
}

/** Whether a call was refused because of its token, and not because the token lacks a scope (RFC 6750 §3.1). */
export function isCallRefused(step: StepSeen): boolean {
  const { status, headers } = step;
  const isForScope = /\binsufficient_scope\b/.test(headers['www-authenticate'] ?? '');
  return isTokenRefused(step) || (status === 403 && !isForScope);
}

/**
 * Whether a call with the right token was refused because of its token. A person may lack a right, so 403 is about the
 * token only if an invalid token gets 403, too, and a call without a token does not.
 */
export const isRightTokenRefused = (call: StepSeen, { challenge, invalidToken }: Evidence): boolean =>
  isTokenRefused(call) || (isCallRefused(call) && invalidToken?.status === 403 && challenge?.status !== 403);

/** Errors about a token or its proof, whatever the status (RFC 6750 §3.1, RFC 9449 §7.1). */
const ABOUT_THE_TOKEN = ['invalid_token', 'invalid_dpop_proof', 'use_dpop_nonce'];

/**
 * Whether a response refuses the token or the proof of a call: by its status, or by its error. A server may send
 * `invalid_request` for a token in the query, and also for a call without a session, such as `control`.
 */
export function isTokenRefused(step: StepSeen, control?: StepSeen): boolean {
  if (step.status === 401) return true;
  if (step.status < 400 || isUnjudged(step.status)) return false;
  const errors = errorsIn(step);
  if (errors.some((error) => ABOUT_THE_TOKEN.includes(error))) return true;
  if ([step.error, step.description].some((words) => words !== undefined && saysTokenRefused(words)))
    return true;
  return (
    errors.includes('invalid_request') &&
    control !== undefined &&
    !errorsIn(control).includes('invalid_request')
  );
}

/** Whether a text says that a token is wrong. `Unexpected token` is about JSON, and a CSRF token is another token. */
const saysTokenRefused = (words: string): boolean =>
  /\b(invalid|malformed|expired|bad|wrong|inactive|revoked)\b.{0,40}\b(token|jwt)\b|\b(token|jwt)\b.{0,40}\b(invalid|malformed|expired|inactive|revoked|not valid)\b/i.test(
    words,
  ) && !/unexpected token|csrf/i.test(words);
