import { describe, expect, it } from 'vitest';
import { probed, withSteps } from '../testing/reports.ts';
import {
  ANSWERS,
  type Answer,
  CLIENT,
  expectNone,
  FAULTS,
  ORDINARY,
  resultOf,
  type Seen,
  UNRELATED,
  withAnswers,
} from '../testing/sweep.ts';

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
