import type { Evidence } from '../evidence.ts';
import type { ProbeId, ResponseSeen, StepName, StepSeen } from '../probes/probe.ts';
import {
  correctExchanges,
  correctSignIns,
  type Unproven,
  unprovenBy,
  whyAllRefused,
} from './correct-requests.ts';
import { isUnrelated, type Part } from './error-codes.ts';
import { probeWithResponse, stepOf } from './probe-response.ts';
import { errorsIn, whyNoRefusal } from './refusal.ts';
import { fail, notTestable, pass, type Verdict } from './rule.ts';

/** The texts for a broken rule: what the report saw, and what to do. */
export interface Breach {
  saw: string;
  say: string;
  code?: string;
}

/** The parts of a request that an error may name if the code or the refresh token is used up. */
export const CODE: readonly Part[] = ['code', 'grant'];

export const TOKEN: readonly Part[] = ['token', 'grant'];

/** The parts that an error about a proof names. A server may blame the code or the token that the proof protects. */
export const PROOF: readonly Part[] = ['proof', 'request', 'grant', 'code', 'token'];

const VERIFIER: readonly Part[] = ['verifier', 'request', ...CODE];

const REDIRECT: readonly Part[] = ['redirect URI', 'request', ...CODE];

const RESOURCE: readonly Part[] = ['resource', 'scope', 'request', ...CODE];

/** The parts that differ from a correct request: an error about another part has another reason. */
const DEVIATIONS: Readonly<Partial<Record<ProbeId, readonly Part[]>>> = {
  'wrong-verifier': VERIFIER,
  'no-verifier': VERIFIER,
  plain: VERIFIER,
  'plain-by-omission': VERIFIER,
  'no-challenge': VERIFIER,
  'changed-redirect-uri': REDIRECT,
  'changed-redirect-uri-at-token': REDIRECT,
  'wrong-resource': RESOURCE,
  'wrong-resource-at-token': RESOURCE,
  'replayed-code': CODE,
  'late-code': CODE,
};

const deviationOf = (id: ProbeId): readonly Part[] => DEVIATIONS[id] ?? [];

/** Why a refused token request is no evidence about these parts; `undefined` if they are the reason of the refusal. */
export function whyUnproven(
  evidence: Evidence,
  step: StepSeen,
  ...about: [about: readonly Part[], isCompared?: boolean]
): Unproven | undefined {
  const why = whyNoRefusal(step, ...about);
  return why === undefined ? whyAllRefused(evidence, correctExchanges(evidence), step) : { why };
}

/** Requires that a deviating token request is refused, while a correct token request is granted. */
export function exchangeRefused(
  evidence: Evidence,
  id: ProbeId,
  breach: Breach,
  name: StepName = 'deviating exchange',
): Verdict {
  const step = stepOf(evidence, id, name);
  if ('result' in step) return step;
  const right = evidence.probes[id]?.steps['right exchange'];
  const shown = [step, right];
  // Tokens for an earlier request do not prove what the server would do at this moment.
  const after = right && right.exchangeId > step.exchangeId ? right : undefined;
  if (step.token) {
    const isReusable = evidence.probes[id]?.steps['same code again']?.token;
    return after?.token && !isReusable
      ? notTestable('It also issued tokens for the correct request, so a cache may have answered.', shown)
      : fail([step], breach.saw, breach.say, breach.code);
  }
  if (after?.token) {
    const failed = whyNoRefusal(step, [], true);
    if (failed !== undefined) return notTestable(failed, [step]);
    const isUnsaid = !errorsIn(step).length;
    return pass(
      shown,
      isUnsaid ? `It answered ${step.status} and gave no reason that clients can read.` : undefined,
    );
  }
  const unproven = whyUnproven(evidence, step, deviationOf(id));
  if (unproven) return unprovenBy(unproven, shown);
  if (after?.outcome !== 'answered') return pass(shown);
  if (whyNoRefusal(after, CODE) !== undefined) {
    const said = errorsIn(after)[0] ?? after.status;
    return notTestable(
      `It also answered the correct exchange that followed with ${said}, so nothing shows what is wrong with the first exchange.`,
      shown,
    );
  }
  return pass(
    shown,
    'The server also refused the correct exchange that followed: the first exchange may have used up the code.',
  );
}

/**
 * Why an error in place of a code is not about the deviation: the person or the server stopped the sign-in, or the next
 * correct request got no code either.
 */
export function whyUnrelated(evidence: Evidence, id: ProbeId, response: ResponseSeen): Verdict | undefined {
  const { error = '', description, exchangeId, pushStatus: status, retryAfter } = response;
  if (isUnrelated(response)) {
    const words = description === undefined ? '' : ` (“${description}”)`;
    return notTestable(`The response was ${error}${words}, which is unrelated to the deviation.`, [
      exchangeId,
    ]);
  }
  const headers = { ...(retryAfter !== undefined && { 'retry-after': retryAfter }) };
  const refusal = {
    error,
    headers,
    ...(status !== undefined && { status }),
    ...(description !== undefined && { description }),
  };
  const failed = whyNoRefusal(refusal, deviationOf(id));
  if (failed === undefined) {
    const refused = whyAllRefused(evidence, correctSignIns(evidence), response);
    return refused && unprovenBy(refused, [exchangeId]);
  }
  return notTestable(response.atPush ? `At the endpoint for pushed requests: ${failed}` : failed, [
    exchangeId,
  ]);
}

/** Requires that a deviating authorization request gets no code, or a code that the token endpoint refuses. */
export function requestRefused(evidence: Evidence, id: ProbeId, breach: Breach): Verdict {
  const probe = probeWithResponse(evidence, id);
  if ('result' in probe) return probe;
  const { response, steps } = probe;
  if (response.error) {
    return (
      whyUnrelated(evidence, id, response) ??
      pass(
        [probe.requestId, response.exchangeId],
        `It answered ${response.error}. This request was sent once.`,
      )
    );
  }
  if (!response.code)
    return notTestable('The response had neither a code nor an error.', [response.exchangeId]);
  const exchange = steps['deviating exchange'] ?? steps['exchange with a verifier'];
  const shown = [probe.requestId, response.exchangeId, exchange];
  if (exchange?.token) return fail(shown, breach.saw, breach.say, breach.code);
  if (exchange?.outcome !== 'answered')
    return notTestable('A code came, but the probe did not see whether the server exchanges it.', shown);
  const unproven = whyUnproven(evidence, exchange, deviationOf(id));
  return unproven
    ? unprovenBy(unproven, shown, 'A code came. At the token endpoint: ')
    : pass(shown, 'A code came, and the token endpoint refused it.');
}
