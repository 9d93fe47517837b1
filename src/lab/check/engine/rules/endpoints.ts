import { SPEC } from '../../../machine/spec-references.ts';
import { type Evidence, sharesOrigin, textOf } from '../evidence.ts';
import { whyUnasked } from '../named-address.ts';
import { corsHeaders, noAnswer } from './cors-advice.ts';
import { serverDocument } from './discovery.ts';
import { SAME_ORIGIN } from './reachability.ts';
import { fail, notTestable, pass, type Rule } from './rule.ts';

function whyNotAsked({ unasked }: Evidence, member: string): string {
  const address = unasked.find((each) => each.member === member);
  return address ? whyUnasked(address) : `There is no ${member} to ask.`;
}

/** What a page may reach at the authorization server, and what it must not. */
export const endpoints: readonly Rule[] = [
  {
    id: 'token-endpoint-readable',
    group: 'reachability',
    demands: 'A page can read what the token endpoint answers',
    clause: SPEC.browserApps,
    severity: 'must',
    check(evidence) {
      const { tokenEndpoint: attempt, pageOrigin, clientId } = evidence;
      if (!attempt) return notTestable(whyNotAsked(evidence, 'token_endpoint'));
      if (sharesOrigin(evidence, attempt.url)) return notTestable(SAME_ORIGIN, [attempt]);
      if (attempt.outcome === 'answered') return pass([attempt]);
      if (attempt.outcome === 'unreadable' && !clientId) {
        return notTestable(
          'No answer could be read. Some servers let in the origins of a client that they know: name your client ID above and look again.',
          [attempt],
        );
      }
      return fail(
        [attempt],
        noAnswer(attempt),
        clientId
          ? `Allow this origin for the client ${clientId}, on the token and revocation endpoints, refusals included:`
          : 'Allow pages to read the token endpoint, refusals included:',
        corsHeaders(pageOrigin),
      );
    },
  },
  {
    id: 'authorization-endpoint-closed',
    group: 'reachability',
    demands: 'No page can read the authorization endpoint by script',
    clause: SPEC.corsAtAuthorization,
    severity: 'must',
    check(evidence) {
      const { authorizationEndpoint: attempt } = evidence;
      const address = textOf(serverDocument(evidence).document, 'authorization_endpoint');
      if (!attempt) {
        return notTestable(
          sharesOrigin(evidence, address) ? SAME_ORIGIN : whyNotAsked(evidence, 'authorization_endpoint'),
        );
      }
      if (attempt.outcome === 'unreadable') return pass([attempt]);
      if (attempt.outcome === 'redirected') {
        return pass([attempt], 'It redirects, and where to cannot be read.');
      }
      if (attempt.outcome !== 'answered') return notTestable(noAnswer(attempt), [attempt]);
      return fail(
        [attempt],
        `It let this page read its answer (Access-Control-Allow-Origin: ${attempt.headers['access-control-allow-origin'] ?? 'not shown'}).`,
        'Send no CORS headers from the authorization endpoint: people are led there, scripts have no business with it.',
      );
    },
  },
];
