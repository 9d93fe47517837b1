import { SPEC } from '../../../machine/spec-references.ts';
import type { Evidence } from '../evidence.ts';
import { probeOf } from '../probes/index.ts';
import type { StepSeen } from '../probes/probe.ts';
import { errorsIn, stepOf, whyAboutClient, whyNoRefusal } from './probe-verdicts.ts';
import { fail, notTestable, pass, type Rule, type Verdict } from './rule.ts';

/** What happens to refresh tokens that were used, stolen or revoked. */
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
      if (again?.outcome !== 'answered')
        return notTestable('The probe did not try the old refresh token again.', shown);
      if (!again.token) return refused(again, shown);
      return fail(
        shown,
        first.token.refreshToken
          ? 'The server issued a new refresh token, but the old one still works.'
          : 'The server issued no new refresh token, and the old one still works, also for a thief.',
        'Issue a new refresh token at every use and retire the old one, or bind refresh tokens to the client.',
      );
    },
  },
  {
    id: 'refresh-reuse-noticed',
    group: 'enforcement',
    demands: 'Reuse of a replaced refresh token ends the session',
    clause: SPEC.rotation,
    severity: 'should',
    check(evidence) {
      const again = stepOf(evidence, 'refresh', 'old refresh token again');
      if ('result' in again) return noRefreshToken(evidence) ?? again;
      if (again.token)
        return notTestable('The old refresh token still works, so the server did not see a reuse.', [again]);
      const after = stepOf(evidence, 'refresh', 'new refresh token');
      if ('result' in after) return after;
      const unsaid = whyNoRefusal(again) ?? whyAboutClient(again);
      if (unsaid !== undefined) return notTestable(unsaid, [again, after]);
      return after.token
        ? fail(
            [again, after],
            'The server refused the old refresh token, but the new one still works. If a thief refreshed first, the thief has the new one.',
            'When a replaced refresh token is used again, revoke every token of that grant.',
          )
        : refused(after, [again, after]);
    },
  },
  {
    id: 'revocation-works',
    group: 'enforcement',
    demands: 'A revoked token no longer works',
    clause: SPEC.revocation,
    severity: 'should',
    check(evidence) {
      const after = stepOf(evidence, 'right-request', 'refresh after revocation');
      if ('result' in after) {
        return evidence.probes['right-request']?.steps.revoke
          ? notTestable('No refresh token was issued, so this cannot be tested.')
          : notTestable('There is no revocation endpoint to use, or there was no token to revoke.');
      }
      const revoke = evidence.probes['right-request']?.steps.revoke;
      if (!revoke) return notTestable('There is no revocation endpoint to use.', [after]);
      if (after.token && (revoke.outcome !== 'answered' || revoke.status >= 300)) {
        const said =
          revoke.outcome === 'answered' ? `It answered ${errorsIn(revoke)[0] ?? revoke.status}. ` : '';
        return notTestable(
          `${said}The revocation endpoint did not carry out the request, so the token still works.`,
          [revoke, after],
        );
      }
      return after.token
        ? fail(
            [revoke, after],
            'The refresh token still works.',
            'Revoke the grant behind a refresh token (RFC 7009 §2.1).',
          )
        : (withoutRefresh(evidence, [revoke, after]) ?? refused(after, [revoke, after]));
    },
  },
];

/** Passes if the server refused the refresh. A response that does not judge the request is not a refusal. */
function refused(refresh: StepSeen, shown: readonly (StepSeen | undefined)[]): Verdict {
  const unsaid = whyNoRefusal(refresh) ?? whyAboutClient(refresh);
  return unsaid === undefined ? pass(shown) : notTestable(unsaid, shown);
}

/**
 * Why the refusal of a refresh shows nothing: no refresh token of this client has worked yet. `undefined` if one has.
 */
export function withoutRefresh({ probes }: Evidence, shown: readonly StepSeen[]): Verdict | undefined {
  if (probes.refresh?.steps.refresh?.token) return undefined;
  return notTestable(
    `The server refused this refresh, but no refresh has worked yet. First run the probe “${probeOf('refresh').title}”.`,
    shown,
  );
}

function noRefreshToken(evidence: Evidence) {
  const exchange = evidence.probes.refresh?.steps['right exchange'];
  return exchange?.token && !exchange.token.refreshToken
    ? notTestable(
        'No refresh token was issued. When the access token expires, the person must sign in again.',
        [exchange],
      )
    : undefined;
}
