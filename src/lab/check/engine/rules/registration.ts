import { SPEC } from '../../../machine/spec-references.ts';
import type { Attempt } from '../attempt.ts';
import { type Evidence, hasPageOrigin, textOf } from '../evidence.ts';
import { whySkipped } from '../named-address.ts';
import {
  describeFailure,
  PREFLIGHT_COMMAND_BELOW,
  preflightCommand,
  preflightHeaders,
} from './cors-advice.ts';
import { serverDocument } from './discovery.ts';
import { whyEndpointUndecided } from './endpoints.ts';
import { SAME_ORIGIN } from './reachability.ts';
import { isBusy } from './refusal.ts';
import { fail, notTestable, pass, type Rule } from './rule.ts';

/** Statuses that mean: registration needs a token that no new client has, or there is no endpoint at this address. */
const REFUSES_EVERYONE = [401, 404, 405, 410, 501];
/** All other statuses come from a proxy or a firewall, or are temporary. */
const JUDGED = [400, 415, 422, ...REFUSES_EVERYONE];

export const registration: readonly Rule[] = [
  {
    id: 'registration-offered',
    group: 'registration',
    demands: 'It announces registration for unknown clients',
    clause: SPEC.mcpRegistration,
    severity: 'should',
    check(evidence) {
      const { location } = serverDocument(evidence);
      if (!location) return notTestable('No authorization server metadata was found.');
      const ways = waysToRegister(evidence);
      return ways.length
        ? pass([location.attempt], `It announces ${ways.join(' and ')}.`)
        : notTestable(
            'It offers neither client ID metadata documents nor dynamic registration. Only clients that were registered beforehand work; ask the operator for a client ID.',
            [location.attempt],
          );
    },
  },
  {
    id: 'registration-readable',
    group: 'registration',
    demands: 'Its registration endpoint is open to pages',
    clause: SPEC.registration,
    severity: 'should',
    forPages: true,
    check(evidence) {
      const { registrationEndpoint: attempt, pageOrigin } = evidence;
      const skipped = evidence.skipped.find(({ member }) => member === 'registration_endpoint');
      if (skipped) return notTestable(whySkipped(skipped));
      if (!attempt) return notTestable('It has no registration endpoint.');
      if (hasPageOrigin(evidence, attempt.url)) return notTestable(SAME_ORIGIN, [attempt]);
      if (attempt.outcome === 'too large') return pass([attempt], describeFailure(attempt));
      const undecided = whyEndpointUndecided(evidence, attempt);
      if (undecided !== undefined) return notTestable(undecided, [attempt]);
      if (attempt.outcome === 'answered') {
        const words = attempt.errorText ? ` (“${attempt.errorText}”)` : '';
        const said = `It answered ${attempt.status}${words} to an invalid registration.`;
        const isJudged = attempt.status < 300 || JUDGED.includes(attempt.status) || saysUnsupported(attempt);
        const isPage = attempt.status === 401 && attempt.content === 'web page';
        if (!isJudged || isPage || (attempt.status !== 501 && isBusy(attempt))) {
          return notTestable(`${said} This does not show whether it accepts a valid one.`, [attempt]);
        }
        if (REFUSES_EVERYONE.includes(attempt.status) || saysUnsupported(attempt)) {
          return fail(
            [attempt],
            said,
            attempt.status === 401
              ? 'Accept registrations without an initial access token, or do not announce the endpoint. Otherwise, register this app beforehand and enter its client ID here.'
              : 'Publish the address of the registration endpoint, or do not announce one. Otherwise, register this app beforehand and enter its client ID here.',
          );
        }
        return pass([attempt], said);
      }
      if (attempt.outcome === 'redirected') {
        return fail(
          [attempt],
          `It answers a registration with a redirect${attempt.redirectsTo === undefined ? '' : ` to ${attempt.redirectsTo}`}. Few clients follow a redirect of a POST.`,
          'Publish the address that it redirects to as the registration_endpoint. If that is a page where people sign in, let registrations pass without a sign-in, or register this app beforehand and enter its client ID here.',
        );
      }
      return fail(
        [attempt],
        describeFailure(attempt),
        `Pages cannot register here. Allow it with these headers, or register this app beforehand and enter its client ID here. ${PREFLIGHT_COMMAND_BELOW}`,
        `${preflightHeaders(pageOrigin, ['content-type'])}\n\n${preflightCommand(attempt.url, pageOrigin, ['content-type'])}`,
      );
    },
  },
];

/** Whether a response says in words that no client can register. */
const saysUnsupported = ({ errorText = '' }: Attempt): boolean =>
  /registration/i.test(errorText) &&
  /(not|un).?(supported|available|enabled|allowed|permitted)|disabled/i.test(errorText);

/** The ways for a client to register by itself, as words for a sentence. */
export function waysToRegister(evidence: Evidence): string[] {
  const { document } = serverDocument(evidence);
  return [
    ...(document?.members.client_id_metadata_document_supported === true
      ? ['client ID metadata documents']
      : []),
    ...(textOf(document, 'registration_endpoint') ? ['dynamic registration'] : []),
  ];
}
