import { SPEC } from '../../../machine/spec-references.ts';
import { probeWithResponse } from './probe-response.ts';
import { exchangeRefused, requestRefused, whyUnrelated } from './refused-request.ts';
import { notTestable, type Rule } from './rule.ts';

/** Whether the server enforces PKCE, judged by requests that it should refuse. */
export const pkce: readonly Rule[] = [
  {
    id: 'wrong-verifier-refused',
    group: 'enforcement',
    demands: 'A code with a wrong verifier is refused',
    clause: SPEC.verifierCompared,
    severity: 'must',
    check: (evidence) =>
      exchangeRefused(evidence, 'wrong-verifier', {
        saw: 'It issued tokens for a wrong verifier. The check sent the challenge in its place, and anyone who sees the authorization request knows the challenge.',
        say: 'Hash the verifier and compare it with the challenge that is stored with the code. Until then, PKCE protects no code here.',
      }),
  },
  {
    id: 'missing-verifier-refused',
    group: 'enforcement',
    demands: 'A code without its verifier is refused',
    clause: SPEC.verifierCompared,
    severity: 'must',
    check: (evidence) =>
      exchangeRefused(evidence, 'no-verifier', {
        saw: 'It issued tokens without a verifier.',
        say: 'If a challenge is stored with the code, refuse a token request without code_verifier.',
      }),
  },
  {
    id: 'plain-refused',
    group: 'enforcement',
    demands: 'A plain challenge is refused',
    clause: SPEC.noPlain,
    severity: 'should',
    check: (evidence) =>
      requestRefused(evidence, 'plain', {
        saw: 'It accepted the verifier itself as the challenge, and issued tokens for it.',
        say: 'Refuse code_challenge_method=plain with invalid_request: anyone who can read the request has the verifier.',
      }),
  },
  {
    id: 'omitted-method-refused',
    group: 'enforcement',
    demands: 'A challenge without a method, which means plain, is refused',
    clause: SPEC.challengeMethod,
    severity: 'should',
    check: (evidence) =>
      requestRefused(evidence, 'plain-by-omission', {
        saw: 'It accepted a challenge without a method, and then issued tokens for the same value as the verifier.',
        say: 'Refuse a code_challenge without code_challenge_method=S256.',
      }),
  },
  {
    id: 'challenge-required',
    group: 'enforcement',
    demands: 'A request without a challenge is refused',
    clause: SPEC.mcpCodeProtection,
    severity: 'must',
    check(evidence) {
      const verdict = requestRefused(evidence, 'no-challenge', {
        saw: 'It issued a code without PKCE, and tokens for it.',
        say: 'Require code_challenge from every public client: answer a request without it with invalid_request.',
      });
      const { response, steps } = evidence.probes['no-challenge'] ?? {};
      if (verdict.result !== 'pass' || !response?.code) return verdict;
      return notTestable(
        'The server issued a code for a request without a challenge. It refused this code with a verifier, and then without a verifier. The first of these token requests may have used up the code, so it is not known whether the server accepts such a code without a verifier.',
        [response.exchangeId, steps?.['exchange with a verifier'], steps?.['deviating exchange']],
      );
    },
  },
  {
    id: 'downgrade-refused',
    group: 'enforcement',
    demands: 'A verifier for a code without a challenge is refused',
    clause: SPEC.downgrade,
    severity: 'must',
    check(evidence) {
      const probe = probeWithResponse(evidence, 'no-challenge');
      if ('result' in probe) return probe;
      const { response } = probe;
      if (response.error) {
        const unrelated = whyUnrelated(evidence, 'no-challenge', response);
        if (unrelated) return unrelated;
        return notTestable('The request without a challenge got no code, so there is no code to test.', [
          response.exchangeId,
        ]);
      }
      return exchangeRefused(
        evidence,
        'no-challenge',
        {
          saw: 'It accepted a verifier for a code without a challenge, so it does not notice if an attacker removes the challenge from a request.',
          say: 'Refuse code_verifier for a code that was issued without code_challenge.',
        },
        'exchange with a verifier',
      );
    },
  },
];
