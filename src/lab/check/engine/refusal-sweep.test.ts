import { beforeAll, describe, expect, it } from 'vitest';
import { checkTexts, probed, withSteps } from '../testing/reports.ts';
import type { Content } from './content.ts';
import type { Evidence } from './evidence.ts';
import type { ProbeId, ResponseSeen, StepName, StepSeen } from './probes/probe.ts';
import { rules } from './rules/index.ts';

/** How a request deviates. It decides which errors may be about the deviation. */
type Deviation = 'code' | 'token' | 'verifier' | 'redirect URI' | 'resource' | 'proof';

const EXCHANGES: Deviation[] = ['code', 'verifier', 'redirect URI', 'resource', 'proof'];

/** The only codes that show a refusal, and the deviations that they may be about. */
const FAULTS: Readonly<Record<string, readonly Deviation[]>> = {
  invalid_grant: [...EXCHANGES, 'token'],
  invalid_code: EXCHANGES,
  code_already_used: EXCHANGES,
  authorization_code_not_found: EXCHANGES,
  CodeExpired: EXCHANGES,
  bad_verification_code: EXCHANGES,
  invalid_request: ['verifier', 'redirect URI', 'resource', 'proof'],
  malformed_request: ['verifier', 'redirect URI', 'resource', 'proof'],
  token_expired: ['token', 'proof'],
  invalid_refresh_token: ['token', 'proof'],
  pkce_failed: ['verifier'],
  invalid_code_verifier: ['verifier'],
  unsupported_code_challenge_method: ['verifier'],
  redirect_uri_mismatch: ['redirect URI'],
  invalid_target: ['resource'],
  unknown_audience: ['resource'],
  invalid_scope: ['resource'],
  invalid_dpop_proof: ['proof'],
};

/** Codes that name no fault: a refusal only with 400, to the wrong request, if the right request works afterwards. */
const UNCLEAR = [
  '',
  'E4001',
  'grant_suspended',
  'request_rejected',
  'unsupported_response_type',
  'request_not_supported',
];
/** Error codes about the client: some servers send one if the verifier is missing, and accept the right request later. */
const CLIENT = ['invalid_client', 'unauthorized_client'];
/** Codes that never show a refusal. */
const UNRELATED = [
  'use_dpop_nonce',
  'access_denied',
  'Forbidden',
  'server_error',
  'temporarily_unavailable',
  'slow_down',
  'unknown_error',
  'token_generation_failed',
  'code_exchange_failed',
  'token_limit_reached',
  'request_limit_reached',
  'resource_exhausted',
  'request_blocked',
  'invalid_mfa_token',
  'invalid_csrf_token',
  'invalid_configuration',
  'unsupported_grant_type',
  'user_cancelled_login',
  'captcha_required',
];
const CODES = [...Object.keys(FAULTS), ...UNCLEAR, ...CLIENT, ...UNRELATED];

const JUDGED = [200, 400, 401, 403, 422];
const STATUSES = [...JUDGED, 404, 408, 409, 425, 429, 500, 502, 503];

const ORDINARY = [undefined, 'This value is not right.', 'コードが無効です'];
const FAILING = ['Too many requests', 'Please wait', 'Limit reached', 'Temporarily unavailable', 'Timed out'];

interface Answer {
  status: number;
  error: string;
  description: string | undefined;
  content: Content;
  headers: Record<string, string>;
}

const HEADERS: Record<string, string>[] = [{}, { 'retry-after': '30' }];

const JSON_ERROR = { content: 'JSON, not JSON-RPC' as const, headers: {} };
const SHAPES: Pick<Answer, 'content' | 'headers'>[] = [
  ...HEADERS.map((headers) => ({ ...JSON_ERROR, headers })),
  { content: 'text', headers: {} },
];

const ANSWERS: Answer[] = STATUSES.flatMap((status) =>
  CODES.flatMap((error) =>
    [...ORDINARY, ...FAILING].flatMap((description) =>
      SHAPES.map((shape) => ({ status, error, description, ...shape })),
    ),
  ),
).concat(
  STATUSES.map((status) => ({
    status,
    error: '',
    description: ORDINARY[1],
    content: 'web page',
    headers: {},
  })),
);

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

function stepWith(
  { error, description, ...answer }: Answer,
  { error: _error, description: _description, token: _token, ...before }: StepSeen,
): StepSeen {
  return { ...before, ...answer, ...(error && { error }), ...(description !== undefined && { description }) };
}

function resultOf(id: string, evidence: Evidence) {
  const verdict = rules.find((rule) => rule.id === id)?.check(evidence);
  if (verdict) checkTexts(verdict);
  return verdict?.result;
}

/** A mutation run sets this number, so that a mutant takes seconds. */
const STEP = Number(process.env.SWEEP_STEP ?? 1);

/** Stops at the first wrong response, because a comparison of thousands would take minutes. */
const expectNone = (answers: readonly Answer[], isWrong: (answer: Answer) => boolean) =>
  expect(answers.find((answer, at) => at % STEP === 0 && isWrong(answer))).toBeUndefined();

type Seen = (answer: Answer) => Evidence;

/** Expects that these responses, and no others, decide a rule. */
const expectRefusals = (id: string, seen: Seen, isRefusal: (answer: Answer) => boolean) =>
  expectNone(
    ANSWERS,
    (answer) => resultOf(id, seen(answer)) !== (isRefusal(answer) ? 'pass' : 'not testable'),
  );

/** The evidence with other responses to some steps of a probe. */
const withAnswers = (evidence: Evidence, id: ProbeId, changes: Partial<Record<StepName, Answer>>): Evidence =>
  withSteps(evidence, id, (steps) => {
    const changed = Object.entries(changes).map(([name, answer]) => {
      const before = steps[name as StepName];
      if (!before) throw new Error(`“${name}” did not run.`);
      return [name, stepWith(answer, before)];
    });
    return { ...steps, ...Object.fromEntries(changed) };
  });

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

describe('every combination of status, error, words and content in response to a call with a wrong token', () => {
  const REFUSING = [400, 401, 403];
  const LATER = [404, 408, 425, 429, 500, 502, 503];
  const CALL_STATUSES = [200, 202, ...REFUSING, 402, 406, 407, 421, 451, ...LATER];
  /** Errors about a token, whatever the status; `invalid_request` only if the right token does not get it. */
  const OF_A_TOKEN = ['invalid_token', 'invalid_dpop_proof', 'invalid_request'];
  const CONTENTS: Content[] = [
    'JSON-RPC result',
    'JSON-RPC error',
    'JSON, not JSON-RPC',
    'text',
    'web page',
    'nothing',
  ];
  const CALL_ANSWERS: Answer[] = CALL_STATUSES.flatMap((status) =>
    ['', ...OF_A_TOKEN, 'insufficient_scope', 'Forbidden', 'server_error'].flatMap((error) =>
      [...ORDINARY, ...FAILING].flatMap((description) =>
        CONTENTS.flatMap((content) =>
          HEADERS.map((headers) => ({ status, error, description, content, headers })),
        ),
      ),
    ),
  );
  const isServed = ({ content }: Answer) => content === 'JSON-RPC result';

  function isRefusal({ status, error, description, content, headers }: Answer): boolean {
    if (status < 300 || LATER.includes(status) || !ORDINARY.includes(description)) return false;
    if (
      content === 'web page' ||
      content === 'JSON-RPC result' ||
      headers['retry-after'] !== undefined ||
      error === 'server_error'
    )
      return false;
    return error !== 'insufficient_scope' && (REFUSING.includes(status) || OF_A_TOKEN.includes(error));
  }

  /** Expects that a rule is broken by a served call, kept by a refusal, and undecided by anything else. */
  const expectListed = (id: string, seen: Seen) =>
    expectNone(CALL_ANSWERS, (answer) => {
      const expected = isServed(answer) ? 'fail' : isRefusal(answer) ? 'pass' : 'not testable';
      return resultOf(id, seen(answer)) !== expected;
    });

  it.each<[string, ProbeId, StepName]>([
    ['altered-token-refused', 'right-request', 'call with an altered token'],
    ['query-token-refused', 'right-request', 'call with the token in the query'],
    ['audience-checked', 'no-resource', 'call with the deviating token'],
  ])('keeps or breaks “%s” only as listed', async (rule, id, name) => {
    const { probes, ...others } = await probed();
    const { 'wrong-resource': _, ...rest } = probes;
    const good = { ...others, probes: rest };
    const seen = (answer: Answer) => withAnswers(good, id, { [name]: answer });
    expectListed(rule, seen);
    // If a server refuses the right token, too, its refusal of the wrong token proves nothing.
    const [probe, later] =
      id === 'right-request' ? (['right-request', 'call again'] as const) : (['refresh', 'call'] as const);
    for (const refusal of CALL_ANSWERS.filter(
      (answer) =>
        [401, 403, 404, 503].includes(answer.status) &&
        answer.error === '' &&
        isRefusal({ ...answer, status: 401 }),
    )) {
      const after = withAnswers(seen(refusal), probe, { [later]: refusal });
      expect(resultOf(rule, after), JSON.stringify(refusal)).toBe('not testable');
    }
    // A server of an earlier version answers a call without a session in its own way.
    const session: Answer = {
      ...JSON_ERROR,
      status: 400,
      error: '',
      description: 'No session',
      content: 'JSON-RPC error',
    };
    const without = withAnswers(good, 'right-request', { call: session, 'call again': session });
    for (const [answer, result] of [
      [session, 'fail'],
      [{ ...session, description: 'Bad signature' }, 'not testable'],
      [{ ...session, error: 'invalid_token' }, 'pass'],
      [{ ...session, status: 401 }, 'pass'],
    ] as const) {
      expect(resultOf(rule, withAnswers(without, id, { [name]: answer })), JSON.stringify(answer)).toBe(
        result,
      );
    }
  });

  it('keeps or breaks a rule about proofs only as listed', async () => {
    const good = await probed({ policy: { dpop: 'offered' } });
    expectListed('dpop-call-key', (answer) =>
      withAnswers(good, 'dpop-server', { 'call, another key': answer }),
    );
  });
});

describe('every combination that breaks a rule about correct requests is on an explicit list', () => {
  const isBusy = ({ status, error, description, headers }: Answer) =>
    [408, 425, 429].includes(status) ||
    status >= 500 ||
    !ORDINARY.includes(description) ||
    headers['retry-after'] !== undefined ||
    ['server_error', 'unknown_error', 'temporarily_unavailable', 'slow_down', 'resource_exhausted'].includes(
      error,
    ) ||
    ['request_limit_reached', 'invalid_csrf_token', 'captcha_required'].includes(error);
  /** Errors about a person or of a firewall. */
  const ELSEWHERE = UNRELATED.filter((error) =>
    /denied|Forbidden|limit|block|mfa|csrf|cancel|captcha/.test(error),
  );

  /** Expects that these responses, and no others, break a rule. */
  const expectBreaches = (id: string, seen: Seen, isBreach: (answer: Answer) => boolean) =>
    expectNone(ANSWERS, (answer) => (resultOf(id, seen(answer)) === 'fail') !== isBreach(answer));

  it('for the exchange, the call and the revocation of a correct sign-in, and for an invalid token', async () => {
    const { probes, ...others } = await probed({ policy: { refreshTokenRotation: false } });
    const { 'right-request': right } = probes;
    const { 'right exchange': exchange, revoke } = right?.steps ?? {};
    const { tokenEndpoint, invalidToken } = others;
    if (!right || !exchange || !revoke || !tokenEndpoint || !invalidToken) {
      throw new Error('The probe did not run.');
    }
    const good = { ...others, probes: { 'right-request': right } };
    expect(tokenEndpoint.status).toBe(400);
    const exchanged: Seen = (answer) => withAnswers(good, 'right-request', { 'right exchange': answer });
    expectBreaches('sign-in-works', exchanged, (answer) => {
      const { status, error, content } = answer;
      if (isBusy(answer) || content === 'web page' || ELSEWHERE.includes(error)) return false;
      const hasReason = error in FAULTS || CLIENT.includes(error) || error === 'unsupported_grant_type';
      return hasReason || [200, 400, 404, 422].includes(status);
    });
    const called: Seen = (answer) =>
      withAnswers(good, 'right-request', { call: answer, 'call again': answer });
    expectBreaches('sign-in-works', called, (answer) => {
      const { status, error, content } = answer;
      if (isBusy(answer) || content === 'web page' || status < 400) return false;
      return status === 401 || (['invalid_dpop_proof', 'use_dpop_nonce'].includes(error) && status !== 404);
    });
    const after = { ...exchange, exchangeId: revoke.exchangeId + 1 };
    const revoked: Seen = (answer) =>
      withSteps(withAnswers(good, 'right-request', { revoke: answer }), 'right-request', (steps) => ({
        ...steps,
        'refresh after revocation': after,
      }));
    expectBreaches('revocation-works', revoked, (answer) => {
      const { status, error, content } = answer;
      if (isBusy(answer)) return false;
      return (
        status === 404 || CLIENT.includes(error) || (status === 200 && error === '' && content !== 'web page')
      );
    });
    const nonsense: Seen = ({ error: _, description, ...answer }) => ({
      ...others,
      probes: {},
      invalidToken: {
        ...invalidToken,
        ...answer,
        ...(description !== undefined && { errorText: description }),
      },
    });
    expectBreaches('refuses-nonsense', nonsense, ({ status, content, description, headers }) => {
      if (content === 'web page' || headers['retry-after'] !== undefined) return false;
      return status < 500 && ![401, 403, 408, 425, 429].includes(status) && ORDINARY.includes(description);
    });
  });
});
