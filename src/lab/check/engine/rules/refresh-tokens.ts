import { SPEC } from '../../../machine/spec-references.ts';
import type { Evidence } from '../evidence.ts';
import { probeOf } from '../probes/index.ts';
import type { ProbeId, StepSeen } from '../probes/probe.ts';
import { LATER_CONTROL, unprovenBy } from './correct-requests.ts';
import { ABOUT_THE_CLIENT } from './error-codes.ts';
import { stepOf } from './probe-response.ts';
import { errorsIn, isBusy } from './refusal.ts';
import { TOKEN, whyUnproven } from './refused-request.ts';
import { fail, notTestable, pass, type Rule, type Verdict } from './rule.ts';

/** What happens to refresh tokens that were used, stolen or revoked. */
export const refreshTokens: readonly Rule[] = [
  {
    id: 'refresh-works',
    group: 'sign-in',
    demands: 'A new refresh token brings new tokens',
    clause: SPEC.refresh,
    severity: 'should',
    check(evidence) {
      const refresh = stepOf(evidence, 'refresh', 'refresh');
      if ('result' in refresh) return noRefreshToken(evidence) ?? refresh;
      if (refresh.token) return pass([refresh]);
      const [error = ''] = errorsIn(refresh);
      const other = correctRefreshes(evidence).find(({ token }) => token);
      if (other) {
        return notTestable(
          `It refused a refresh token that it had just issued: ${saidBy(refresh)}. Another refresh token worked, in message ${other.exchangeId}.`,
          [refresh, other],
        );
      }
      // Any fault counts as a refusal, because the request is correct.
      const unsaid =
        error === 'unsupported_grant_type' ? undefined : whyUnproven(evidence, refresh, [], true);
      if (unsaid) return unprovenBy(unsaid, [refresh]);
      return fail(
        [refresh],
        `It refused the refresh token that it had just issued: ${saidBy(refresh)}.`,
        ABOUT_THE_CLIENT.includes(error)
          ? 'Let a public client refresh with its client_id and without a secret, or issue it no refresh token.'
          : 'Accept a refresh token from the client to which it was issued, or issue none. If several instances serve the token endpoint, let them share their tokens.',
      );
    },
  },
  {
    id: 'refresh-rotates',
    group: 'enforcement',
    demands: 'A refresh token is replaced at every use',
    clause: SPEC.rotation,
    severity: 'must',
    check(evidence) {
      const first = stepOf(evidence, 'refresh', 'refresh');
      if ('result' in first) return noRefreshToken(evidence) ?? first;
      if (!first.token) return notTestable(`The refresh was refused: ${saidBy(first)}.`, [first]);
      const { 'old refresh token again': again, 'old refresh token later': later } =
        evidence.probes.refresh?.steps ?? {};
      const shown = [first, again, later];
      if (again?.outcome !== 'answered')
        return notTestable('The probe did not try the old refresh token again.', shown);
      if (!again.token && (first.token.sameRefreshToken || !first.token.refreshToken)) {
        return notTestable(
          first.token.sameRefreshToken
            ? 'The server issued the same refresh token again, and then refused it. It replaced no token, so the refusal has another reason.'
            : 'The server issued no new refresh token, and refused the old one. It replaced no token: the person must sign in again after one refresh.',
          shown,
        );
      }
      if (!again.token) return refused(evidence, again, shown);
      if (again.proof && again.token.type?.toLowerCase() === 'dpop') {
        return notTestable(
          'The old refresh token still works with a proof of its key. A refresh token that is bound to a key need not be replaced; another rule judges the binding.',
          shown,
        );
      }
      if (first.token.refreshToken && !first.token.sameRefreshToken && !later?.token) {
        return later?.outcome === 'answered'
          ? refused(
              evidence,
              later,
              shown,
              'It accepted the old refresh token again at once, but not a minute later.',
            )
          : notTestable(
              'The server issued a new refresh token, and accepted the old one again at once. A server may do this for a short time, so that a session survives a lost response. The probe did not see for how long this server does it.',
              shown,
            );
      }
      return fail(
        shown,
        later?.token
          ? 'A new refresh token came, but the old one still brought tokens more than a minute later.'
          : first.token.sameRefreshToken
            ? 'The server issued the same refresh token again, which still works, also for a thief.'
            : 'The server issued no new refresh token, and the old one still works, also for a thief.',
        'Issue a new refresh token at every use and retire the old one, or bind refresh tokens to the client.',
      );
    },
  },
  {
    id: 'refresh-reuse-noticed',
    group: 'enforcement',
    demands: 'Reuse of a replaced refresh token revokes the new one',
    clause: SPEC.rotation,
    severity: 'should',
    check(evidence) {
      const first = stepOf(evidence, 'refresh', 'old refresh token again');
      if ('result' in first) return noRefreshToken(evidence) ?? first;
      // A server that accepts the old token for a short time notices a second use only after that time.
      const later = evidence.probes.refresh?.steps['old refresh token later'];
      const again = first.token && later?.outcome === 'answered' ? later : first;
      if (again.token)
        return notTestable(
          'The old refresh token still works, so the server did not treat its second use as a reuse.',
          [again],
        );
      if (evidence.probes.refresh?.steps.refresh?.token?.sameRefreshToken) {
        return notTestable('The server did not replace the refresh token.', [again]);
      }
      const after = stepOf(evidence, 'refresh', 'new refresh token');
      if ('result' in after) return after;
      const unsaid = whyUnproven(evidence, again, TOKEN);
      if (unsaid) return unprovenBy(unsaid, [again, after]);
      return after.token
        ? fail(
            [again, after],
            'The server refused the old refresh token, but the new one still works. If a thief refreshed first, the thief has the new token.',
            'When a replaced refresh token is used again, revoke every token of that grant.',
          )
        : refused(evidence, after, [again, after]);
    },
  },
  {
    id: 'revocation-works',
    group: 'enforcement',
    demands: 'A revoked refresh token no longer works',
    clause: SPEC.revocation,
    severity: 'should',
    check(evidence) {
      const after = stepOf(evidence, 'right-request', 'refresh after revocation');
      if ('result' in after) return noRefreshToken(evidence, 'right-request') ?? after;
      const revoke = evidence.probes['right-request']?.steps.revoke;
      if (!revoke) return notTestable('There is no revocation endpoint to use.', [after]);
      if (after.token && refusesRevocation(revoke)) {
        return fail(
          [revoke, after],
          `The revocation endpoint answered ${errorsIn(revoke)[0] ?? revoke.status}, so no client can end this grant. The refresh token still works.`,
          MISSING.includes(revoke.status)
            ? 'Publish the address of the revocation endpoint, or leave revocation_endpoint out of the metadata.'
            : 'Revoke the refresh tokens of this client. A public client sends its client_id, and no secret (RFC 7009 §2.1).',
        );
      }
      if (
        revoke.outcome === 'answered' &&
        (revoke.status >= 300 || isBusy(revoke) || errorsIn(revoke).length)
      ) {
        return notTestable(
          `It answered ${errorsIn(revoke)[0] ?? revoke.status}, so nothing shows the effect of a revocation.`,
          [revoke, after],
        );
      }
      if (after.token && revoke.content === 'web page') {
        return notTestable(
          `The revocation endpoint answered ${revoke.status} with a web page: a proxy in front of it may have answered.`,
          [revoke, after],
        );
      }
      if (after.token && revoke.outcome !== 'answered') {
        return notTestable('No response of the revocation endpoint was read, and the token still works.', [
          revoke,
          after,
        ]);
      }
      return after.token
        ? fail(
            [revoke, after],
            'The refresh token still works.',
            'Revoke the grant behind a refresh token (RFC 7009 §2.1).',
          )
        : refused(evidence, after, [revoke, after]);
    },
  },
];

const saidBy = ({ error, status, description }: StepSeen): string =>
  `${error ?? status}${description === undefined ? '' : ` (“${description}”)`}`;

/** Statuses of an address that has no endpoint. */
const MISSING = [404, 405, 410, 501];
const REFUSED = ['invalid_client', 'unauthorized_client', 'unsupported_token_type'];

/** Whether every later request would fail, too: the endpoint is missing, or serves no client or token of this kind. */
function refusesRevocation(revoke: StepSeen): boolean {
  if (revoke.outcome !== 'answered' || (isBusy(revoke) && revoke.status !== 501)) return false;
  return MISSING.includes(revoke.status) || errorsIn(revoke).some((error) => REFUSED.includes(error));
}

/** Passes if the server refused the refresh. A response that does not judge the request is not a refusal. */
function refused(
  evidence: Evidence,
  refresh: StepSeen,
  shown: readonly (StepSeen | undefined)[],
  note?: string,
): Verdict {
  const unsaid = whyUnproven(evidence, refresh, TOKEN);
  return unsaid ? unprovenBy(unsaid, shown) : (withoutRefresh(evidence, refresh, shown) ?? pass(shown, note));
}

/** The refreshes with the newest token of a session that nothing should have ended. */
function correctRefreshes({ probes }: Evidence): StepSeen[] {
  const { refresh, 'second refresh': second } = probes['right-request']?.steps ?? {};
  const all = [refresh, second, probes.refresh?.steps.refresh, probes[LATER_CONTROL]?.steps.refresh];
  return all.flatMap((step) => (step?.outcome === 'answered' ? [step] : []));
}

/**
 * Why the refusal of a refresh is no evidence: no refresh token of this client has worked yet, the server refuses every
 * second refresh of a session, or it refuses every refresh by now. `undefined` if two correct refreshes in turn have
 * worked before, and another one afterwards.
 */
export function withoutRefresh(
  evidence: Evidence,
  { exchangeId: at }: StepSeen,
  shown: readonly (StepSeen | undefined)[],
): Verdict | undefined {
  const { probes } = evidence;
  const { refresh, 'second refresh': second } = probes['right-request']?.steps ?? {};
  if (second?.token) {
    const [later] = correctRefreshes(evidence)
      .filter(({ exchangeId }) => exchangeId > at)
      .sort((one, other) => one.exchangeId - other.exchangeId);
    if (later?.token) return undefined;
    return later
      ? notTestable(
          `The server refused this refresh, but it also refused the next correct one, in message ${later.exchangeId}.`,
          [...shown, later],
        )
      : notTestable(
          `The server refused this refresh, but no correct refresh has worked since, so it possibly refuses every refresh by now.${probes[LATER_CONTROL] ? '' : ` Now run the probe “${probeOf(LATER_CONTROL).title}”.`}`,
          shown,
          probes[LATER_CONTROL] ? undefined : LATER_CONTROL,
        );
  }
  const also = refresh?.token ? second : refresh;
  const why = also
    ? `it also refused a correct refresh, in message ${also.exchangeId}`
    : 'no correct refresh has worked yet';
  return notTestable(
    `The server refused this refresh, but ${why}.`,
    [...shown, also],
    probes['right-request'] ? undefined : 'right-request',
  );
}

/** The verdict of a rule that needs a refresh token, if the exchange of its probe issued none. */
export function noRefreshToken({ probes }: Evidence, id: ProbeId = 'refresh') {
  const exchange = probes[id]?.steps['right exchange'];
  if (!exchange?.token || exchange.token.refreshToken) return undefined;
  const other = Object.values(probes).find(({ steps }) => steps['right exchange']?.token?.refreshToken);
  return other
    ? notTestable(
        'This sign-in brought no refresh token, although another one did. Some servers issue a refresh token only when a person first consents.',
        [exchange, other.steps['right exchange']],
      )
    : notTestable(
        'No refresh token was issued. When the access token expires, the person must sign in again.',
        [exchange],
      );
}
