import type { Content } from '../content.ts';
import type { Evidence } from '../evidence.ts';
import type { StepSeen } from '../probes/probe.ts';
import { LATER_CONTROL } from './correct-requests.ts';
import { errorsIn, wordsOf } from './refusal.ts';

/** Responses that show that a call was served. Any other response may be an error, or a page of a proxy. */
const SERVED: readonly (Content | undefined)[] = ['JSON-RPC result', 'event stream'];

/** Whether a call got a status of success, but a response that does not show that the server accepted the token. */
export const isUnserved = ({ status, content }: StepSeen): boolean =>
  status < 300 && !SERVED.includes(content);

/** Possibly from a proxy or a firewall, unless the server answers an invalid token with such a page, too. */
export const isPageInstead = (
  { status, content }: Pick<StepSeen, 'status' | 'content'>,
  { invalidToken }: Pick<Evidence, 'invalidToken'>,
): boolean =>
  content === 'web page' && !(invalidToken?.content === content && invalidToken.status === status);

/** The calls with the right token before a step of another probe, and the first such call after that step. */
export function correctCalls({ probes }: Evidence, { exchangeId: at }: Pick<StepSeen, 'exchangeId'>) {
  const { call, 'call again': again } = probes['right-request']?.steps ?? {};
  const calls = [call, again, probes.refresh?.steps.call, probes[LATER_CONTROL]?.steps.call]
    .flatMap((each) => each ?? [])
    .sort((one, other) => one.exchangeId - other.exchangeId);
  return {
    before: calls.filter(({ exchangeId }) => exchangeId < at),
    next: calls.find(({ exchangeId }) => exchangeId > at),
  };
}

/** The call with the right token. If the server served only a later call with this token, returns the later call. */
export function rightCall({ probes }: Evidence): StepSeen | undefined {
  const { call, 'call again': again } = probes['right-request']?.steps ?? {};
  const later = [again, probes.refresh?.steps.call, probes[LATER_CONTROL]?.steps.call];
  return call && (later.find((each) => each && isServedCall(each)) ?? call);
}

export const isServedCall = (call: StepSeen): boolean =>
  call.outcome === 'answered' && call.status < 300 && !isUnserved(call);

/**
 * Whether a call with the right token got no result, although nothing is wrong with the call itself. For example, the
 * token may lack a scope, or the server may want a session first. A response that is too large was not read. A 404
 * shows a missing session only if a handshake with the token begins a session.
 */
export function isLeftUnserved(call: StepSeen, begun?: StepSeen): boolean {
  if (isServedCall(call)) return false;
  const { outcome, status, content } = call;
  if (outcome === 'too large') return status >= 300;
  if (outcome !== 'answered' || content === 'web page') return true;
  const wantsSession = /\bsession|\binitiali[sz]/i.test(`${wordsOf(call)} ${call.error ?? ''}`);
  const canBegin = [400, 406].includes(status) || (status === 404 && begun?.session === true);
  return !(errorsIn(call).includes('insufficient_scope') || (canBegin && wantsSession));
}
