import { beforeAll, describe, it } from 'vitest';
import { probed } from '../testing/reports.ts';
import {
  ANSWERS,
  type Answer,
  CLIENT,
  type Deviation,
  expectNone,
  FAULTS,
  JSON_ERROR,
  JUDGED,
  ORDINARY,
  resultOf,
  type Seen,
  stepWith,
  UNCLEAR,
  withAnswers,
} from '../testing/sweep.ts';
import type { Evidence } from './evidence.ts';
import type { ProbeId, ResponseSeen, StepName, StepSeen } from './probes/probe.ts';

const isJudged = ({ status, error, description, headers }: Answer) =>
  JUDGED.includes(status) &&
  (status >= 300 || error !== '') &&
  ORDINARY.includes(description) &&
  headers['retry-after'] === undefined;

const isAbout = (deviation: Deviation, answer: Answer) =>
  isJudged(answer) && FAULTS[answer.error]?.includes(deviation) === true;

const isRefusedAlone = (answer: Answer) =>
  isJudged(answer) &&
  (answer.error in FAULTS ||
    CLIENT.includes(answer.error) ||
    (answer.status === 400 && UNCLEAR.includes(answer.error) && answer.content !== 'web page'));

/** Expects that these responses, and no others, decide a rule. */
const expectRefusals = (id: string, seen: Seen, isRefusal: (answer: Answer) => boolean) =>
  expectNone(
    ANSWERS,
    (answer) => resultOf(id, seen(answer)) !== (isRefusal(answer) ? 'pass' : 'not testable'),
  );

describe('every combination of status, error, words and shape that is not on an explicit list', () => {
  let good: Evidence;
  beforeAll(async () => {
    good = await probed();
  });

  const USED_UP: Answer = { status: 400, error: 'invalid_grant', description: undefined, ...JSON_ERROR };

  it.each<[string, ProbeId, Deviation]>([
    ['wrong-verifier-refused', 'wrong-verifier', 'verifier'],
    ['missing-verifier-refused', 'no-verifier', 'verifier'],
    ['redirect-uri-at-token', 'changed-redirect-uri-at-token', 'redirect URI'],
    ['resource-bound', 'wrong-resource-at-token', 'resource'],
  ])('leaves “%s” undecided, with and without a right exchange that works', (rule, id, deviation) => {
    const isRefusal = (answer: Answer) => isAbout(deviation, answer);
    const alone = (answer: Answer) => withAnswers(good, id, { 'deviating exchange': answer });
    const followedBy = (right: Answer) => (answer: Answer) =>
      withAnswers(alone(answer), id, { 'right exchange': right });
    expectRefusals(rule, alone, isRefusedAlone);
    expectRefusals(rule, followedBy(USED_UP), isRefusal);
    for (const failing of [
      { ...USED_UP, error: 'invalid_request' },
      { ...USED_UP, error: 'invalid_client' },
      { ...USED_UP, error: '' },
      { ...USED_UP, status: 429 },
    ]) {
      expectRefusals(rule, followedBy(failing), () => false);
    }
    const twice = (answer: Answer) => followedBy(answer)(answer);
    expectRefusals(rule, twice, (answer) => isRefusal(answer) && isAbout('code', answer));
  });

  it.each<[string, ProbeId, StepName[], Deviation]>([
    ['late-code-refused', 'late-code', ['deviating exchange'], 'code'],
    ['code-works-once', 'replayed-code', ['same code again'], 'code'],
    ['refresh-rotates', 'refresh', ['old refresh token again'], 'token'],
    ['refresh-reuse-noticed', 'refresh', ['old refresh token again', 'new refresh token'], 'token'],
    ['refresh-reuse-noticed', 'refresh', ['new refresh token'], 'token'],
    ['revocation-works', 'right-request', ['refresh after revocation'], 'token'],
    ['replay-revokes', 'replayed-code', ['same code again'], 'code'],
    ['replay-revokes', 'replayed-code', ['refresh'], 'token'],
  ])('leaves “%s” undecided', (rule, id, names, deviation) => {
    const seen = (answer: Answer) =>
      withAnswers(good, id, Object.fromEntries(names.map((name) => [name, answer])));
    expectRefusals(rule, seen, (answer) => isAbout(deviation, answer));
  });

  it.each<[string, ProbeId, StepName]>([
    ['dpop-token-htm', 'dpop-token-endpoint', 'token request, wrong htm'],
    ['dpop-code-bound', 'dpop-code', 'bound exchange, another key'],
    ['dpop-refresh-bound', 'dpop-refresh', 'bound refresh, another key'],
  ])('leaves “%s” undecided, although the request with the right proof works', async (rule, id, name) => {
    const evidence = await probed({ policy: { dpop: 'offered' } });
    const seen = (answer: Answer) => withAnswers(evidence, id, { [name]: answer });
    expectRefusals(rule, seen, (answer) => isAbout('proof', answer));
  });

  const withResponse = (
    id: ProbeId,
    more: Partial<ResponseSeen>,
    steps: Partial<Record<StepName, StepSeen>> = {},
  ) => {
    const exchangeId = good.probes[id]?.response?.exchangeId ?? good.probes[id]?.requestId ?? 0;
    const response: ResponseSeen = { exchangeId, code: false, ...more };
    return {
      ...good,
      probes: { ...good.probes, [id]: { status: 'answered', requestId: exchangeId, response, steps } },
    };
  };

  it.each<[string, ProbeId, Deviation]>([
    ['plain-refused', 'plain', 'verifier'],
    ['omitted-method-refused', 'plain-by-omission', 'verifier'],
    ['challenge-required', 'no-challenge', 'verifier'],
    ['unknown-resource-refused', 'wrong-resource', 'resource'],
    ['redirect-uri-exact', 'changed-redirect-uri', 'redirect URI'],
  ])('leaves “%s” undecided, at each endpoint', (rule, id, deviation) => {
    const refused = ({ error, description }: Answer): Partial<ResponseSeen> =>
      error ? { refused: true, error, ...(description !== undefined && { description }) } : {};
    const atPush = (answer: Answer) =>
      withResponse(id, {
        ...refused(answer),
        atPush: true,
        pushStatus: answer.status,
        ...(answer.headers['retry-after'] !== undefined && { retryAfter: answer.headers['retry-after'] }),
      });
    expectRefusals(rule, atPush, (answer) => isAbout(deviation, answer));
    // The address of an authorization response has no status and no headers.
    const inRedirect = (answer: Answer) => withResponse(id, refused(answer));
    const isRefusal = (answer: Answer) => isAbout(deviation, { ...answer, status: 400, headers: {} });
    if (rule !== 'redirect-uri-exact') expectRefusals(rule, inRedirect, isRefusal);
    if (['challenge-required', 'redirect-uri-exact'].includes(rule)) return;
    const exchange = good.probes['late-code']?.steps['deviating exchange'];
    if (!exchange) throw new Error('The probe did not run.');
    const afterCode = (answer: Answer) =>
      withResponse(id, { code: true }, { 'deviating exchange': stepWith(answer, exchange) });
    expectRefusals(rule, afterCode, (answer) => isAbout(deviation, answer));
  });
});
