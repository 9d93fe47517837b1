import { SPEC } from '../../../machine/spec-references.ts';
import { answeredProbe, exchangeRefused, requestRefused } from './probe-verdicts.ts';
import { notTestable, type Rule } from './rule.ts';

/** Does the server insist on PKCE? Told from requests that it ought to refuse. */
export const pkce: readonly Rule[] = [
  {
    id: 'wrong-verifier-refused',
    group: 'enforcement',
    demands: 'A code with a wrong verifier is refused',
    clause: SPEC.verifierCompared,
    severity: 'must',
    check: (evidence) =>
      exchangeRefused(evidence, 'wrong-verifier', {
        saw: 'It gave tokens for a verifier that is not the one.',
        say: 'Hash the verifier and compare it with the challenge that is stored beside the code. Until then PKCE protects nobody here.',
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
        saw: 'It gave tokens without asking for the verifier.',
        say: 'Where a challenge is stored beside the code, refuse an exchange without code_verifier.',
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
        saw: 'It took the verifier itself for a challenge, and gave tokens for it.',
        say: 'Refuse code_challenge_method=plain with invalid_request: whoever reads the address has the verifier.',
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
        saw: 'It took the omitted method for plain, and gave tokens for it.',
        say: 'Refuse a code_challenge without code_challenge_method=S256.',
      }),
  },
  {
    id: 'challenge-required',
    group: 'enforcement',
    demands: 'A request without a challenge is refused',
    clause: SPEC.mcpCodeProtection,
    severity: 'must',
    check: (evidence) =>
      requestRefused(evidence, 'no-challenge', {
        saw: 'It gave a code without PKCE, and tokens for it.',
        say: 'Require code_challenge from every public client, and refuse a request without it with invalid_request.',
      }),
  },
  {
    id: 'downgrade-refused',
    group: 'enforcement',
    demands: 'A verifier for a code without a challenge is refused',
    clause: SPEC.downgrade,
    severity: 'must',
    check(evidence) {
      const probe = answeredProbe(evidence, 'no-challenge');
      if ('result' in probe) return probe;
      const { answer } = probe;
      if (answer.error) {
        return notTestable(
          'It gives no code without a challenge, so that there is nothing to downgrade to.',
          [answer.exchangeId],
        );
      }
      return exchangeRefused(
        evidence,
        'no-challenge',
        {
          saw: 'It took a verifier for a code that has no challenge: somebody may have stripped it on the way, and nobody noticed.',
          say: 'Refuse code_verifier for a code that was issued without code_challenge.',
        },
        'exchange with a verifier',
      );
    },
  },
];
