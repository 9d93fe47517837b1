import { SPEC } from '../../../machine/spec-references.ts';
import type { Evidence } from '../evidence.ts';
import { stepOf } from './probe-verdicts.ts';
import { fail, notTestable, pass, type Rule } from './rule.ts';

/** What becomes of refresh tokens that were used, stolen or given back. */
export const refreshTokens: readonly Rule[] = [
  {
    id: 'refresh-rotates',
    group: 'enforcement',
    demands: 'A refresh token is replaced at every use',
    clause: SPEC.rotation,
    severity: 'must',
    check(evidence) {
      const first = stepOf(evidence, 'refresh', 'refresh');
      if ('result' in first) return noRefreshToken(evidence) ?? first;
      if (!first.token)
        return notTestable(`The refresh was refused: ${first.error ?? first.status}.`, [first]);
      const again = evidence.probes.refresh?.steps['old refresh token again'];
      const shown = [first, again];
      if (again?.outcome !== 'answered') return notTestable('The old one was not tried again.', shown);
      if (!again.token) return pass(shown);
      return fail(
        shown,
        first.token.refreshToken
          ? 'A new one came, and the old one still works.'
          : 'No new one comes, and the old one goes on working for whoever holds it.',
        'Issue a new refresh token at every use and retire the old one, or bind refresh tokens to the client.',
      );
    },
  },
  {
    id: 'refresh-reuse-noticed',
    group: 'enforcement',
    demands: 'A replaced refresh token that comes back ends the session',
    clause: SPEC.rotation,
    severity: 'should',
    check(evidence) {
      const again = stepOf(evidence, 'refresh', 'old refresh token again');
      if ('result' in again) return noRefreshToken(evidence) ?? again;
      if (again.token)
        return notTestable('The old one still works, so there is no reuse to notice.', [again]);
      const after = stepOf(evidence, 'refresh', 'new refresh token');
      if ('result' in after) return after;
      return after.token
        ? fail(
            [again, after],
            'The old one was refused, and the new one goes on working. If a thief was first, the thief goes on.',
            'When a replaced refresh token comes back, revoke every token of that grant.',
          )
        : pass([again, after]);
    },
  },
  {
    id: 'revocation-works',
    group: 'enforcement',
    demands: 'A token that is given back is worthless',
    clause: SPEC.revocation,
    severity: 'should',
    check(evidence) {
      const after = stepOf(evidence, 'right-request', 'refresh after revocation');
      if ('result' in after) {
        return evidence.probes['right-request']?.steps.revoke
          ? notTestable('No refresh token was issued that could show it.')
          : notTestable('It has no revocation endpoint, or there was nothing to give back.');
      }
      const revoke = evidence.probes['right-request']?.steps.revoke;
      if (!revoke) return notTestable('It has no revocation endpoint.', [after]);
      return after.token
        ? fail(
            [revoke, after],
            'The refresh token still works.',
            'Revoke the grant behind a refresh token (RFC 7009 §2.1).',
          )
        : pass([revoke, after]);
    },
  },
];

function noRefreshToken(evidence: Evidence) {
  const exchange = evidence.probes.refresh?.steps['right exchange'];
  return exchange?.token && !exchange.token.refreshToken
    ? notTestable('No refresh token was issued. Signing in again is then the only way on.', [exchange])
    : undefined;
}
