import { SPEC } from '../../../machine/spec-references.ts';
import { WRONG_RESOURCE } from '../probes/requests.ts';
import { unprovenBy } from './correct-requests.ts';
import { probeWithResponse, stepOf } from './probe-response.ts';
import { noRefreshToken, withoutRefresh } from './refresh-tokens.ts';
import {
  CODE,
  exchangeRefused,
  requestRefused,
  TOKEN,
  whyUnproven,
  whyUnrelated,
} from './refused-request.ts';
import { fail, notTestable, pass, type Rule } from './rule.ts';

/** The last sentence about a refusal: it limits the statement to the only wrong redirect URI that the report tried. */
const ONLY_ONE = 'Only the query of the redirect URI was wrong.';

/** What a code is bound to, and how long it is valid. */
export const codes: readonly Rule[] = [
  {
    id: 'code-works-once',
    group: 'enforcement',
    demands: 'A code works once',
    clause: SPEC.codeOnce,
    severity: 'must',
    check(evidence) {
      const verdict = exchangeRefused(
        evidence,
        'replayed-code',
        {
          saw: 'Tokens came twice for the same code.',
          say: 'Look a code up and mark it as used in one atomic step, and let no proxy repeat a token response.',
        },
        'same code again',
      );
      return verdict.result === 'pass'
        ? { ...verdict, note: 'The code was sent twice in turn, and not at the same time.' }
        : verdict;
    },
  },
  {
    id: 'replay-revokes',
    group: 'enforcement',
    demands: 'A replayed code revokes the refresh token that was issued for it',
    clause: SPEC.codeOnce,
    severity: 'should',
    check(evidence) {
      const again = stepOf(evidence, 'replayed-code', 'same code again');
      if ('result' in again) return again;
      if (again.token) return notTestable('The code worked twice, so the server noticed no replay.', [again]);
      const refresh = stepOf(evidence, 'replayed-code', 'refresh');
      if ('result' in refresh) return noRefreshToken(evidence, 'replayed-code') ?? refresh;
      const unsaid =
        whyUnproven(evidence, again, CODE) ??
        (refresh.token ? undefined : whyUnproven(evidence, refresh, TOKEN));
      if (unsaid) return unprovenBy(unsaid, [again, refresh]);
      return refresh.token
        ? fail(
            [again, refresh],
            'The refresh token of the first exchange still works.',
            'When a code is used a second time, revoke the tokens of the first exchange: one of the two senders may be a thief.',
          )
        : (withoutRefresh(evidence, refresh, [again, refresh]) ?? pass([again, refresh]));
    },
  },
  {
    id: 'late-code-refused',
    group: 'enforcement',
    demands: 'A code expires within ten minutes',
    clause: SPEC.codeOnce,
    severity: 'should',
    check: (evidence) =>
      exchangeRefused(evidence, 'late-code', {
        saw: 'It issued tokens for a code that was more than ten minutes old.',
        say: 'Limit the lifetime of a code to a minute or two.',
      }),
  },
  {
    id: 'redirect-uri-exact',
    group: 'enforcement',
    demands: 'It sends no response to a redirect URI that is not registered',
    clause: SPEC.exactRedirectUri,
    severity: 'must',
    check(evidence) {
      const probe = probeWithResponse(evidence, 'changed-redirect-uri');
      if ('result' in probe) return probe;
      const { response, requestId } = probe;
      if (response.atPush && !response.error) {
        return notTestable('The response to the pushed request had neither a request_uri nor an error.', [
          response.exchangeId,
        ]);
      }
      const unrelated =
        response.error === undefined || response.atAnotherUri
          ? undefined
          : whyUnrelated(evidence, 'changed-redirect-uri', response);
      if (unrelated) return unrelated;
      if (response.atPush) {
        return pass([response.exchangeId], `It refused the pushed request: ${response.error}. ${ONLY_ONE}`);
      }
      if (!response.atAnotherUri) {
        return pass(
          [requestId, response.exchangeId],
          `It answered ${response.error ?? 'without an error'} at the registered redirect URI. ${ONLY_ONE}`,
        );
      }
      return fail(
        [requestId, response.exchangeId],
        `It sent its response to a redirect URI that is not registered${response.code ? ', with a code' : ''}.`,
        'Compare redirect URIs as whole strings. On a mismatch, show an error page and do not redirect.',
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
        saw: 'It issued tokens although the token request had another redirect URI. OAuth 2.1 leaves this protection to PKCE; RFC 6749 does not.',
        say: 'If a token request has redirect_uri, compare it with the redirect_uri of the authorization request.',
      }),
  },
  {
    id: 'unknown-resource-refused',
    group: 'enforcement',
    demands: 'It issues no token for an unknown resource',
    clause: SPEC.resource,
    severity: 'should',
    check: (evidence) =>
      requestRefused(evidence, 'wrong-resource', {
        saw: `It issued a token although the resource was ${WRONG_RESOURCE}.`,
        say: 'Refuse an unknown resource with invalid_target, already at the authorization endpoint.',
      }),
  },
  {
    id: 'resource-bound',
    group: 'enforcement',
    demands: 'It issues no token for a resource other than the authorized one',
    clause: SPEC.resource,
    severity: 'should',
    check: (evidence) =>
      exchangeRefused(evidence, 'wrong-resource-at-token', {
        saw: 'It accepted the code although the token request named another resource.',
        say: 'At the token endpoint, respond with invalid_target if the resource differs from the resource in the authorization request.',
      }),
  },
];
