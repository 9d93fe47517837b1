import { expect } from 'vitest';
import type { Content } from '../engine/content.ts';
import type { Evidence } from '../engine/evidence.ts';
import type { ProbeId, StepName, StepSeen } from '../engine/probes/probe.ts';
import { rules } from '../engine/rules/index.ts';
import { checkTexts, withSteps } from './reports.ts';

/** How a request deviates. It decides which errors may be about the deviation. */
export type Deviation = 'code' | 'token' | 'verifier' | 'redirect URI' | 'resource' | 'proof';

const EXCHANGES: Deviation[] = ['code', 'verifier', 'redirect URI', 'resource', 'proof'];

/** The only codes that show a refusal, and the deviations that they may be about. */
export const FAULTS: Readonly<Record<string, readonly Deviation[]>> = {
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
export const UNCLEAR = [
  '',
  'E4001',
  'grant_suspended',
  'request_rejected',
  'unsupported_response_type',
  'request_not_supported',
];
/** Error codes about the client: some servers send one if the verifier is missing, and accept the right request later. */
export const CLIENT = ['invalid_client', 'unauthorized_client'];
/** Codes that never show a refusal. */
export const UNRELATED = [
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

export const JUDGED = [200, 400, 401, 403, 422];
const STATUSES = [...JUDGED, 404, 408, 409, 425, 429, 500, 502, 503];

export const ORDINARY = [undefined, 'This value is not right.', 'コードが無効です'];
export const FAILING = [
  'Too many requests',
  'Please wait',
  'Limit reached',
  'Temporarily unavailable',
  'Timed out',
];

export interface Answer {
  status: number;
  error: string;
  description: string | undefined;
  content: Content;
  headers: Record<string, string>;
}

export const HEADERS: Record<string, string>[] = [{}, { 'retry-after': '30' }];

export const JSON_ERROR = { content: 'JSON, not JSON-RPC' as const, headers: {} };
const SHAPES: Pick<Answer, 'content' | 'headers'>[] = [
  ...HEADERS.map((headers) => ({ ...JSON_ERROR, headers })),
  { content: 'text', headers: {} },
];

export const ANSWERS: Answer[] = STATUSES.flatMap((status) =>
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

export function stepWith(
  { error, description, ...answer }: Answer,
  { error: _error, description: _description, token: _token, ...before }: StepSeen,
): StepSeen {
  return { ...before, ...answer, ...(error && { error }), ...(description !== undefined && { description }) };
}

export function resultOf(id: string, evidence: Evidence) {
  const verdict = rules.find((rule) => rule.id === id)?.check(evidence);
  if (verdict) checkTexts(verdict);
  return verdict?.result;
}

/** A mutation run sets this number, so that a mutant takes seconds. */
const STEP = Number(process.env.SWEEP_STEP ?? 1);

/** Stops at the first wrong response, because a comparison of thousands would take minutes. */
export const expectNone = (answers: readonly Answer[], isWrong: (answer: Answer) => boolean) =>
  expect(answers.find((answer, at) => at % STEP === 0 && isWrong(answer))).toBeUndefined();

export type Seen = (answer: Answer) => Evidence;

/** The evidence with other responses to some steps of a probe. */
export const withAnswers = (
  evidence: Evidence,
  id: ProbeId,
  changes: Partial<Record<StepName, Answer>>,
): Evidence =>
  withSteps(evidence, id, (steps) => {
    const changed = Object.entries(changes).map(([name, answer]) => {
      const before = steps[name as StepName];
      if (!before) throw new Error(`“${name}” did not run.`);
      return [name, stepWith(answer, before)];
    });
    return { ...steps, ...Object.fromEntries(changed) };
  });
