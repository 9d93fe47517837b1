import { SPEC } from '../../../machine/spec-references.ts';
import { WRONG_RESOURCE } from '../probes/requests.ts';
import { answeredProbe, exchangeRefused, requestRefused, stepOf } from './probe-verdicts.ts';
import { fail, notTestable, pass, type Rule } from './rule.ts';

/** What a code is bound to, and for how long. */
export const codes: readonly Rule[] = [
  {
    id: 'code-works-once',
    group: 'enforcement',
    demands: 'A code works once',
    clause: SPEC.codeOnce,
    severity: 'must',
    check: (evidence) =>
      exchangeRefused(
        evidence,
        'replayed-code',
        {
          saw: 'It gave tokens a second time for the same code.',
          say: 'Mark a code as used in the same step in which it is looked up.',
        },
        'same code again',
      ),
  },
  {
    id: 'replay-revokes',
    group: 'enforcement',
    demands: 'A code that comes twice ends what it bought',
    clause: SPEC.codeOnce,
    severity: 'should',
    check(evidence) {
      const again = stepOf(evidence, 'replayed-code', 'same code again');
      if ('result' in again) return again;
      if (again.token)
        return notTestable('The code worked twice, so there was no replay to notice.', [again]);
      const refresh = stepOf(evidence, 'replayed-code', 'refresh');
      if ('result' in refresh) return notTestable('No refresh token was issued that could show it.', [again]);
      return refresh.token
        ? fail(
            [again, refresh],
            'The refresh token of the first exchange still works.',
            'When a code comes a second time, revoke the tokens that the first exchange got: one of the two was a thief.',
          )
        : pass([again, refresh]);
    },
  },
  {
    id: 'late-code-refused',
    group: 'enforcement',
    demands: 'A code is worthless after ten minutes',
    clause: SPEC.codeOnce,
    severity: 'should',
    check: (evidence) =>
      exchangeRefused(evidence, 'late-code', {
        saw: 'It gave tokens for a code that was more than ten minutes old.',
        say: 'Let codes live for a minute or two.',
      }),
  },
  {
    id: 'redirect-uri-exact',
    group: 'enforcement',
    demands: 'A redirect URI that is not registered gets no answer',
    clause: SPEC.exactRedirectUri,
    severity: 'must',
    check(evidence) {
      const probe = answeredProbe(evidence, 'changed-redirect-uri');
      if ('result' in probe) return probe;
      const { answer, requestId } = probe;
      if (!answer.atAnotherUri) {
        return pass(
          [requestId, answer.exchangeId],
          `It answered ${answer.error ?? 'with a code'} at the address that is registered.`,
        );
      }
      return fail(
        [requestId, answer.exchangeId],
        `It sent its answer to an address that is not registered${answer.code ? ', with a code in it' : ''}.`,
        'Compare redirect URIs as strings, whole. On a mismatch show an error page and redirect nowhere.',
      );
    },
  },
  {
    id: 'redirect-uri-at-token',
    group: 'enforcement',
    demands: 'A code with another redirect URI is refused',
    clause: SPEC.tokenRequest,
    severity: 'should',
    check: (evidence) =>
      exchangeRefused(evidence, 'changed-redirect-uri-at-token', {
        saw: 'It gave tokens although the redirect URI was another one. OAuth 2.1 leaves this to PKCE; RFC 6749 does not.',
        say: 'Where redirect_uri comes with the code, compare it with the one of the authorization request.',
      }),
  },
  {
    id: 'unknown-resource-refused',
    group: 'enforcement',
    demands: 'It issues no token for a resource that it does not know',
    clause: SPEC.resource,
    severity: 'should',
    check: (evidence) =>
      requestRefused(evidence, 'wrong-resource', {
        saw: `It issued a token although the resource was ${WRONG_RESOURCE}.`,
        say: 'Refuse a resource that is not registered with invalid_target, at the authorization endpoint already.',
      }),
  },
  {
    id: 'resource-bound',
    group: 'enforcement',
    demands: 'A code buys no token for another resource',
    clause: SPEC.resource,
    severity: 'should',
    check: (evidence) =>
      exchangeRefused(evidence, 'wrong-resource-at-token', {
        saw: 'It exchanged the code although another resource was named with it.',
        say: 'Refuse a resource at the token endpoint that is not the one of the authorization request, with invalid_target.',
      }),
  },
];
