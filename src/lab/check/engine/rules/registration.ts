import { SPEC } from '../../../machine/spec-references.ts';
import { type Evidence, sharesOrigin, textOf } from '../evidence.ts';
import { whyUnasked } from '../named-address.ts';
import { noAnswer, preflightCommand, preflightHeaders, SEE_PREFLIGHT } from './cors-advice.ts';
import { serverDocument } from './discovery.ts';
import { SAME_ORIGIN } from './reachability.ts';
import { fail, notTestable, pass, type Rule } from './rule.ts';

export const registration: readonly Rule[] = [
  {
    id: 'registration-offered',
    group: 'registration',
    demands: 'A client that it has never met can register without a form',
    clause: SPEC.mcpRegistration,
    severity: 'should',
    check(evidence) {
      const { location } = serverDocument(evidence);
      if (!location) return notTestable('There is no authorization server metadata.');
      const ways = waysToRegister(evidence);
      return ways.length
        ? pass([location.attempt], `It takes ${ways.join(' and ')}.`)
        : notTestable(
            'It offers neither client ID metadata documents nor dynamic registration. Clients registered beforehand work; whoever runs it can tell you a client ID.',
            [location.attempt],
          );
    },
  },
  {
    id: 'registration-readable',
    group: 'registration',
    demands: 'A page can register at its registration endpoint',
    clause: SPEC.registration,
    severity: 'should',
    check(evidence) {
      const { registrationEndpoint: attempt, pageOrigin } = evidence;
      const unasked = evidence.unasked.find(({ member }) => member === 'registration_endpoint');
      if (unasked) return notTestable(whyUnasked(unasked));
      if (!attempt) return notTestable('It has no registration endpoint.');
      if (sharesOrigin(evidence, attempt.url)) return notTestable(SAME_ORIGIN, [attempt]);
      if (attempt.outcome === 'answered') {
        return pass([attempt], `It answered ${attempt.status} to something that is no registration.`);
      }
      return fail(
        [attempt],
        noAnswer(attempt),
        `Pages cannot register here. Let them, with these headers, or register this app beforehand and give it its client ID. ${SEE_PREFLIGHT}`,
        `${preflightHeaders(pageOrigin, ['content-type'])}\n\n${preflightCommand(attempt.url, pageOrigin, ['content-type'])}`,
      );
    },
  },
];

/** The ways to become a client without asking a person, in the words of a sentence. */
export function waysToRegister(evidence: Evidence): string[] {
  const { document } = serverDocument(evidence);
  return [
    ...(document?.members.client_id_metadata_document_supported === true
      ? ['client ID metadata documents']
      : []),
    ...(textOf(document, 'registration_endpoint') ? ['dynamic registration'] : []),
  ];
}
