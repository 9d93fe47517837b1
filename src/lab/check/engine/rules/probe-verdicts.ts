import type { Attempt } from '../attempt.ts';
import type { Content } from '../content.ts';
import type { Evidence } from '../evidence.ts';
import { probes as allProbes, probeOf } from '../probes/index.ts';
import {
  PERSON_SAW,
  type ProbeEvidence,
  type ProbeId,
  type ResponseSeen,
  type StepName,
  type StepSeen,
} from '../probes/probe.ts';
import { describeFailure } from './cors-advice.ts';
import {
  ABOUT_THE_CLIENT,
  isFailure,
  isFromElsewhere,
  isUnrelated,
  namesFailure,
  type Part,
  partsAtFault,
} from './error-codes.ts';
import { fail, notTestable, pass, type Verdict } from './rule.ts';

/** The texts for a broken rule: what the report saw, and what to do. */
export interface Breach {
  saw: string;
  say: string;
  code?: string;
}

/** Statuses of a token endpoint that refuses a request. Any other status says that the request was not judged. */
export const REFUSALS = [400, 401, 403, 422];

/** A response without tokens. An authorization response has no status. */
export type Refusal = Partial<
  Pick<StepSeen, 'status' | 'error' | 'description' | 'errorText' | 'content' | 'headers'>
>;

/** Whether a response without tokens says that the server judged the request. */
export function isJudged({ status, ...step }: Refusal): boolean {
  if (status === undefined || REFUSALS.includes(status)) return true;
  return status < 300 && errorsIn(step).length > 0;
}

/**
 * Why an endpoint that issued nothing did not refuse the request for one of these parts, in a sentence; `undefined` if
 * it did. Every rule about a token request decides here. A rate limit or a failing server is no evidence: a correct
 * request would have got the same response. Such a response may have the code of a refusal, and name the reason only in
 * words. A demand for a nonce says that the server did not look further than the proof (RFC 9449 §8). A response
 * without an OAuth error, which RFC 6749 §5.2 requires, possibly comes from a firewall or a proxy. So does an error
 * such as `access_denied`, which finds no fault in the request.
 *
 * @param isCompared whether the same request without the deviation worked afterwards. Then any fault counts, and the
 *   status 400 is enough: a failure of the server at exactly this request is less likely than a refusal without a
 *   reason.
 */
export function whyNoRefusal(step: Refusal, about: readonly Part[], isCompared = false): string | undefined {
  const { status, content } = step;
  const [error = ''] = errorsIn(step);
  const words = wordsOf(step);
  const said = [error, words && `“${words}”`].filter(Boolean).join(': ');
  const answer =
    status === undefined
      ? `The response was ${said}`
      : `It answered ${said ? `${status} (${said})` : status}`;
  if (!isJudged(step) || error === 'use_dpop_nonce' || isBusy(step)) {
    return `${answer}, which is not a refusal.`;
  }
  const parts = partsAtFault(error, words);
  if (isCompared ? parts.length : parts.some((part) => about.includes(part))) return undefined;
  if (ABOUT_THE_CLIENT.includes(error)) {
    return isCompared
      ? undefined
      : `It answered ${error}, which is about the client and not about the request.`;
  }
  const isElsewhere = content === 'web page' || isFromElsewhere(error) || isFailure(error);
  if (isCompared && status === 400 && !isElsewhere) return undefined;
  if (parts.length) return `${answer}, which is about another part of the request.`;
  return status === undefined || isOAuthError(error)
    ? `${answer}, which finds no fault in the request.`
    : `It answered ${status} without an OAuth error (RFC 6749 §5.2), so a proxy or a firewall may have answered.`;
}

/** The parts that an error names if a code, or a refresh token, is used up. */
export const CODE: readonly Part[] = ['code', 'grant'];
export const TOKEN: readonly Part[] = ['token', 'grant'];
/** The parts that an error about a proof names. A server may find the fault in what the proof protects. */
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

/** Every registered error code has an underscore. The phrases of HTTP, such as `Forbidden`, have none. */
const isOAuthError = (error: string): boolean => error.includes('_');

const CORRECT_REQUESTS = new Set<string>(
  allProbes.filter(({ request, staysHere }) => !request && !staysHere).map(({ id }) => id),
);

type ProbeWithResponse = ProbeEvidence & { response: NonNullable<ProbeEvidence['response']> };

/** The verdict of a rule whose probe has not run. */
export const notRun = (id: ProbeId): Verdict =>
  notTestable(`The probe “${probeOf(id).title}” has not run.`, [], id);

/** Reasons for an ignored response. An ignored response decides only `sign-in-works` and the rules about `iss`. */
export const WHY_IGNORED: Record<NonNullable<ResponseSeen['ignored']>, string> = {
  'iss is missing':
    'The response has no iss, although the metadata promises it. A client must stop here, so no code was sent.',
  'iss is wrong':
    'The response says that it comes from another issuer. A client must stop here, so no code was sent.',
  'it is malformed':
    'A parameter of the response is repeated, has an incomplete escape, or contradicts another one. A client must stop here, so no code was sent.',
};

/** The evidence of a probe that got an authorization response, or a verdict that says why it has no response. */
export function probeWithResponse({ probes }: Evidence, id: ProbeId): ProbeWithResponse | Verdict {
  const probe = probes[id];
  if (!probe) return notRun(id);
  const { response, requestId, status, personSaw, pushed, strayed } = probe;
  if (pushed) {
    return notTestable(`The pushed request got no readable response. ${describeFailure(pushed)}`, [pushed]);
  }
  if (response?.ignored) return notTestable(WHY_IGNORED[response.ignored], [response.exchangeId]);
  if (response) return { ...probe, response };
  if (status === 'stopped') return notTestable(`The probe “${probeOf(id).title}” was stopped.`, [requestId]);
  const waiting = notTestable(
    status === 'left'
      ? `The probe “${probeOf(id).title}” left for the server, and no response has come back yet.`
      : strayed
        ? 'A response arrived, but without the state of the request (RFC 6749 §4.1.2), so it was ignored.'
        : 'No response came back to this page, and this page cannot read the pages of the server.',
    [requestId],
  );
  return personSaw && waiting.result === 'not testable'
    ? { ...waiting, personSaw: PERSON_SAW[personSaw] }
    : waiting;
}

/** A step that got a response, or a verdict that says why the step is no evidence. */
export function stepOf(evidence: Evidence, id: ProbeId, name: StepName): StepSeen | Verdict {
  const probe = probeWithResponse(evidence, id);
  if ('result' in probe) return probe;
  const { response, steps, status } = probe;
  if (response.error)
    return notTestable(`The sign-in was already refused: ${response.error}.`, [response.exchangeId]);
  const step = steps[name];
  if (step?.outcome === 'answered') return step;
  if (step) return notTestable(describeFailure(step), [step]);
  return notTestable(
    status === 'stopped'
      ? 'The probe was stopped before this step.'
      : 'The probe did not reach this step, because an earlier one did not bring what this step needs.',
    [response.exchangeId],
  );
}

/** Responses that show that a call was served. Any other response may be an error, or a page of a proxy. */
const SERVED: readonly (Content | undefined)[] = ['JSON-RPC result', 'event stream'];

/** Whether a call got a status of success, but a response that does not show that the server accepted the token. */
export const isUnserved = ({ status, content }: StepSeen): boolean =>
  status < 300 && !SERVED.includes(content);

/**
 * Whether a call got a web page, possibly from a proxy or a firewall. It comes from the server if the server also answers an
 * invalid token with such a page.
 */
export const isPageInstead = (
  { status, content }: Pick<StepSeen, 'status' | 'content'>,
  { invalidToken }: Pick<Evidence, 'invalidToken'>,
): boolean =>
  content === 'web page' && !(invalidToken?.content === content && invalidToken.status === status);

/** Whether a rate limit or a failing server answered, by its status, its error, its words or `Retry-After`. */
export const isBusy = (step: Refusal): boolean =>
  Number(step.status) >= 500 ||
  [408, 425, 429].includes(Number(step.status)) ||
  namesFailure([...errorsIn(step), wordsOf(step), step.errorText].join(' ')) ||
  step.headers?.['retry-after'] !== undefined;

export const busyText = (call: Pick<Attempt, 'status'> | undefined): string =>
  `It answered ${call?.status}, and says that it failed or is busy.`;

/** Statuses that are not about a token. They come from a rate limit, a failing server, or a missing address. */
export const isUnjudged = (status: number): boolean => status === 404 || isBusy({ status });

/** A correct request, and whether it worked. */
interface CorrectRequest {
  exchangeId: number;
  worked: boolean;
}

/** The probe that proves that the server did not simply refuse every request from some moment on. */
export const LATER_CONTROL = 'later-request' satisfies ProbeId;

/** Why a refusal is no evidence, and the probe that could change that. */
interface Unproven {
  why: string;
  awaits?: ProbeId | undefined;
}

/** The verdict about a refusal that is no evidence. */
export const unprovenBy = (
  { why, awaits }: Unproven,
  shown: readonly (Attempt | number | undefined)[],
  before = '',
): Verdict => notTestable(before + why, shown, awaits);

/**
 * Why a refusal is no evidence: a server that refuses every request of this client from some moment on refuses a
 * deviating request as well. So the next correct request has to work.
 */
function whyAllRefused(
  { probes }: Evidence,
  requests: readonly CorrectRequest[],
  { exchangeId: at }: Pick<StepSeen, 'exchangeId'>,
): Unproven | undefined {
  const inOrder = [...requests].sort((one, other) => one.exchangeId - other.exchangeId);
  const next = inOrder.find(({ exchangeId }) => exchangeId > at);
  if (next?.worked) return undefined;
  const because = (why: string) => `The server refused this request, but ${why}.`;
  if (!inOrder.some(({ worked }) => worked)) {
    return {
      why: because(
        `no correct request has succeeded yet. First run the probe “${probeOf('right-request').title}”`,
      ),
    };
  }
  if (next) {
    return {
      why: because(
        `it also refused the correct request in message ${next.exchangeId}, so it possibly refuses everything`,
      ),
    };
  }
  return {
    why: because(
      `no correct request has followed yet, so it possibly refuses everything by now. Now run the probe “${probeOf(LATER_CONTROL).title}”`,
    ),
    awaits: probes[LATER_CONTROL] ? undefined : LATER_CONTROL,
  };
}

/** The correct token requests whose code no other request could have used up before. */
function correctExchanges({ probes }: Evidence): CorrectRequest[] {
  return Object.values(probes).flatMap(({ steps }) => {
    const { 'right exchange': right, 'deviating exchange': before } = steps;
    const counts = right?.token ?? (right?.outcome === 'answered' && !before);
    return right && counts ? [{ exchangeId: right.exchangeId, worked: right.token !== undefined }] : [];
  });
}

/** The correct authorization requests that the server judged. */
export function correctSignIns({ probes }: Evidence): CorrectRequest[] {
  return Object.entries(probes).flatMap(([id, { response }]) =>
    response && CORRECT_REQUESTS.has(id) && !response.ignored && !isUnrelated(response)
      ? [{ exchangeId: response.exchangeId, worked: response.code }]
      : [],
  );
}

/** Why a refused token request is no evidence about these parts; `undefined` if the server refused it for them. */
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
  if (step.token) return fail([step], breach.saw, breach.say, breach.code);
  const right = evidence.probes[id]?.steps['right exchange'];
  const shown = [step, right];
  // Tokens for an earlier request do not prove what the server would do at this moment.
  const after = right && right.exchangeId > step.exchangeId ? right : undefined;
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
      `It also answered the correct exchange that followed with ${said}, so nothing shows what is wrong with the first.`,
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

/** The result of one step: whether the server accepted the request, or a verdict that says why this is unknown. */
export type StepResult = 'accepted' | 'refused' | Verdict;

/**
 * What a response to a call proves about the token or the proof of the call. Every rule about a wrong token decides
 * here. A refusal counts only if the server accepts the right token before and after it, which the caller has to know.
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
  // A client that reads the body of a refusal gets the result.
  if (status < 300 || content === 'JSON-RPC result') return 'accepted';
  if (isBusy(step)) {
    const said = [...errorsIn(step), wordsOf(step)].filter(Boolean).join(' ');
    return unknown(`${said && ` (“${said}”)`}, which says nothing about the token.`);
  }
  if (isPageInstead(step, evidence)) {
    return unknown(' with a web page, possibly from a proxy in front of the server.', control);
  }
  const isLike = control !== undefined && control.status === status && status !== 401;
  // A server of an earlier version refuses a call without a session, even with the right token. If it then answers 401 to
  // an invalid token, but gives this token the same response as the right token, it accepted this token. Other statuses,
  // such as 402 or 421, may come from a gateway that does not read tokens.
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

/** Requires that a call with an unacceptable token is refused. */
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

/** The calls with the right token before a step of another probe, and the first such call after that step. */
export function correctCalls({ probes }: Evidence, { exchangeId: at }: StepSeen) {
  const { call, 'call again': again } = probes['right-request']?.steps ?? {};
  const calls = [call, again, probes.refresh?.steps.call, probes[LATER_CONTROL]?.steps.call]
    .flatMap((each) => each ?? [])
    .sort((one, other) => one.exchangeId - other.exchangeId);
  return {
    before: calls.filter(({ exchangeId }) => exchangeId < at),
    next: calls.find(({ exchangeId }) => exchangeId > at),
  };
}

/** Whether a call was refused because of its token, and not because the token lacks a scope (RFC 6750 §3.1). */
export function isCallRefused(step: StepSeen): boolean {
  const { status, headers } = step;
  const isForScope = /\binsufficient_scope\b/.test(headers['www-authenticate'] ?? '');
  return isTokenRefused(step) || (status === 403 && !isForScope);
}

/**
 * Whether a call with the right token was refused because of its token. A person may lack a right, so 403 says this only
 * if an invalid token gets 403, too, and a call without a token does not.
 */
export const isRightTokenRefused = (call: StepSeen, { challenge, invalidToken }: Evidence): boolean =>
  isTokenRefused(call) || (isCallRefused(call) && invalidToken?.status === 403 && challenge?.status !== 403);

/** Errors about a token or its proof, whatever the status (RFC 6750 §3.1, RFC 9449 §7.1). */
const ABOUT_THE_TOKEN = ['invalid_token', 'invalid_dpop_proof', 'use_dpop_nonce'];

/**
 * Whether a response refuses the token or the proof of a call: by its status, or by its error. A server may send
 * `invalid_request` for a token in the query, and also for a call without a session, like `control`.
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

/** Whether words find a fault in a token. `Unexpected token` is about JSON, and a CSRF token is another token. */
const saysTokenRefused = (words: string): boolean =>
  /\b(invalid|malformed|expired|bad|wrong|inactive|revoked)\b.{0,40}\b(token|jwt)\b|\b(token|jwt)\b.{0,40}\b(invalid|malformed|expired|inactive|revoked|not valid)\b/i.test(
    words,
  ) && !/unexpected token|csrf/i.test(words);

/** The call with the right token. If the server served only a later call with this token, returns the later call. */
export function rightCall({ probes }: Evidence): StepSeen | undefined {
  const { call, 'call again': again } = probes['right-request']?.steps ?? {};
  const later = [again, probes.refresh?.steps.call, probes[LATER_CONTROL]?.steps.call];
  return call && (later.find((each) => each && isServedCall(each)) ?? call);
}

/** Whether a call got a result. */
export const isServedCall = (call: StepSeen): boolean =>
  call.outcome === 'answered' && call.status < 300 && !isUnserved(call);

/**
 * Whether a call with the right token got no result, and its response shows no reason that lies in this call: the token
 * may lack a scope, or the server wants a session first. A response that is too large was not read. A 404 shows a missing
 * session only if a handshake with the token begins one.
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

/** The description of an error: in the body of a response, or in its challenge. */
function wordsOf({ description, headers = {} }: Pick<Refusal, 'description' | 'headers'>): string {
  return (
    description ?? /\berror_description\s*=\s*"([^"]*)"/.exec(headers['www-authenticate'] ?? '')?.[1] ?? ''
  );
}

/** The error codes of a response: in its challenge, and in its body. */
export function errorsIn({ error, headers = {} }: Pick<Refusal, 'error' | 'headers'>): string[] {
  const challenged = /\berror\s*=\s*"?([\w-]+)/.exec(headers['www-authenticate'] ?? '')?.[1];
  return [challenged, error].filter((each) => each !== undefined);
}
