import { SPEC } from '../../../machine/spec-references.ts';
import { type Attempt, isReadable, mayBeLost, POSSIBLY_LOST } from '../attempt.ts';
import { type Evidence, hasPageOrigin, textOf, withoutCorsOf } from '../evidence.ts';
import { whySkipped } from '../named-address.ts';
import type { StepSeen } from '../probes/probe.ts';
import { corsHeaders, describeFailure } from './cors-advice.ts';
import { serverDocument } from './discovery.ts';
import { ONLY_THIS_ORIGIN, SAME_ORIGIN } from './reachability.ts';
import { busyText, isBusy, REFUSALS } from './refusal.ts';
import { fail, notTestable, pass, type Rule } from './rule.ts';

function whyNoRequest({ skipped }: Evidence, member: string): string {
  const address = skipped.find((each) => each.member === member);
  return address ? whySkipped(address) : `No ${member} was found.`;
}

/**
 * Why a request does not show whether a page can read an endpoint, in a sentence: the report was stopped, this page's own
 * policy blocked it, or no response came in time.
 */
export function whyEndpointUndecided(evidence: Evidence, attempt: Attempt): string | undefined {
  if (['stopped', 'blocked', 'timed out'].includes(attempt.outcome)) return describeFailure(attempt);
  return mayBeLost(attempt, withoutCorsOf(evidence, attempt))
    ? `${describeFailure(attempt)} ${POSSIBLY_LOST}`
    : undefined;
}

/** A granted token request: it shows that an earlier failure of the endpoint was temporary. */
const grantedStep = ({ probes }: Evidence): StepSeen | undefined =>
  Object.values(probes)
    .flatMap(({ steps }) => Object.values(steps))
    .find(({ token }) => token);

/** The statuses of an address that has no endpoint, or no endpoint for a POST with a form. */
export const NO_ENDPOINT = [404, 405, 410, 415, 501];

/** The statuses of an address that has no page to which browsers can navigate. */
export const NO_PAGE = [404, 405, 410, 501];
const SHOWN_BY_A_SIGN_IN = 'Only a sign-in shows whether it works.';

/** Whether the title of a web page is about an authorization request. The page of a proxy has no such title. */
const isOfEndpoint = ({ errorText = '' }: Attempt): boolean =>
  /oauth|authori[sz]|invalid.?request|parameter|client|response.?type|redirect|sign.?in|log.?in/i.test(
    errorText,
  );

/** The rules about the responses of the authorization server that a page must be able to read, or must not read. */
export const endpoints: readonly Rule[] = [
  {
    id: 'token-endpoint-readable',
    group: 'reachability',
    demands: 'A page can read the responses of the token endpoint',
    clause: SPEC.browserApps,
    severity: 'must',
    forPages: true,
    check(evidence) {
      const { tokenEndpoint: attempt, pageOrigin, clientId } = evidence;
      if (!attempt) return notTestable(whyNoRequest(evidence, 'token_endpoint'));
      if (hasPageOrigin(evidence, attempt.url)) return notTestable(SAME_ORIGIN, [attempt]);
      const granted = grantedStep(evidence);
      const hidden = Object.values(evidence.probes)
        .map(({ steps }) => steps['right exchange'])
        .find((exchange) => exchange?.outcome === 'unreadable');
      if (isReadable(attempt) && hidden && !granted) {
        return notTestable('It showed this page an error, but no response to a correct token request.', [
          attempt,
          hidden,
        ]);
      }
      if (isReadable(attempt)) return pass([attempt]);
      const undecided = whyEndpointUndecided(evidence, attempt);
      if (attempt.outcome === 'redirected' && granted) return pass([granted]);
      if (attempt.outcome === 'redirected') {
        return fail(
          [attempt],
          'It answers with a redirect. A client must not follow it, because a code and a verifier would go to the new address.',
          'Publish the address that it redirects to as the token_endpoint.',
        );
      }
      if (undecided !== undefined) return notTestable(undecided, [attempt]);
      if (granted) {
        return fail(
          [attempt, granted],
          `A page can read its tokens, but not how it refuses an invalid code. ${describeFailure(attempt)}`,
          'Send these headers with error responses, too. Without them, a page mistakes a refused refresh for a network failure:',
          corsHeaders(pageOrigin),
        );
      }
      if (!clientId) {
        return notTestable(
          `${describeFailure(attempt)} Some servers allow only the origins of a registered client: check again with your client ID.`,
          [attempt],
        );
      }
      return fail(
        [attempt],
        describeFailure(attempt),
        `Allow this origin for the client ${clientId}, on the token and revocation endpoints, including error responses:`,
        corsHeaders(pageOrigin),
      );
    },
  },
  {
    id: 'token-endpoint-answers',
    group: 'reachability',
    demands: 'Its token endpoint answers token requests',
    clause: SPEC.tokenError,
    severity: 'must',
    check(evidence) {
      const { tokenEndpoint: attempt } = evidence;
      if (!attempt) return notTestable(whyNoRequest(evidence, 'token_endpoint'));
      const { status, content } = attempt;
      if (attempt.outcome !== 'answered') return notTestable(describeFailure(attempt), [attempt]);
      const granted = grantedStep(evidence);
      if (granted) return pass([granted]);
      const said = `It answered ${status} to a token request with an invalid code.`;
      if (status !== 501 && isBusy(attempt)) return notTestable(busyText(attempt), [attempt]);
      if (NO_ENDPOINT.includes(status)) {
        return fail(
          [attempt],
          said,
          'Publish the address of the token endpoint, and accept POST with a form there. Answer an invalid code with 400 and a JSON object:',
          '{ "error": "invalid_grant" }',
        );
      }
      if (status >= 300 && !REFUSALS.includes(status)) return notTestable(said, [attempt]);
      return content === 'web page'
        ? notTestable(`${said} It sent a web page, possibly from a proxy in front of the server.`, [attempt])
        : pass([attempt], said);
    },
  },
  {
    id: 'authorization-endpoint-exists',
    group: 'reachability',
    demands: 'Its authorization endpoint exists',
    clause: SPEC.authorizationEndpoint,
    severity: 'should',
    check(evidence) {
      const { authorizationEndpoint: attempt, probes } = evidence;
      const answered = Object.values(probes).find(({ response }) => response && !response.atPush);
      if (answered?.response) return pass([answered.response.exchangeId]);
      if (!attempt) return notTestable(whyNoRequest(evidence, 'authorization_endpoint'));
      // A page cannot read the status: browsers navigate to this endpoint, and no script needs to read it.
      const { status } = attempt;
      if (status === 0) return notTestable(SHOWN_BY_A_SIGN_IN, [attempt]);
      const said = `It answered ${status} to a request without parameters.`;
      if (NO_PAGE.includes(status)) {
        return fail(
          [attempt],
          `${said} If it answers a complete request like this, too, no one can sign in.`,
          'Publish the address of the page at which people sign in as the authorization_endpoint.',
        );
      }
      return status <= 400 ? pass([attempt], said) : notTestable(`${said} ${SHOWN_BY_A_SIGN_IN}`, [attempt]);
    },
  },
  {
    id: 'authorization-endpoint-closed',
    group: 'reachability',
    demands: 'No script can read the authorization endpoint',
    clause: SPEC.corsAtAuthorization,
    severity: 'must',
    forPages: true,
    check(evidence) {
      const { authorizationEndpoint: attempt } = evidence;
      const address = textOf(serverDocument(evidence).document, 'authorization_endpoint');
      if (!attempt) {
        return notTestable(
          hasPageOrigin(evidence, address) ? SAME_ORIGIN : whyNoRequest(evidence, 'authorization_endpoint'),
        );
      }
      const withoutCors = withoutCorsOf(evidence, attempt);
      if (mayBeLost(attempt, withoutCors)) {
        return notTestable(`${describeFailure(attempt)} ${POSSIBLY_LOST}`, [attempt, withoutCors]);
      }
      const status = attempt.hidden?.status ?? attempt.status;
      const isUnexplained = status >= 400 && attempt.content === 'web page' && !isOfEndpoint(attempt);
      const isOther = isBusy(attempt) || [401, ...NO_PAGE].includes(attempt.status) || isUnexplained;
      // A script that cannot read the page of a firewall may still read the page of the endpoint.
      if (isOther || status === 403) {
        return notTestable(`It answered ${status}, possibly from a proxy in front of the server.`, [attempt]);
      }
      if (attempt.outcome === 'unreadable') return pass([attempt], ONLY_THIS_ORIGIN);
      if (attempt.outcome === 'redirected') {
        return pass([attempt], 'It redirects, and this page cannot read where.');
      }
      if (!isReadable(attempt)) return notTestable(describeFailure(attempt), [attempt]);
      return fail(
        [attempt],
        `It let this page read its response (Access-Control-Allow-Origin: ${attempt.headers['access-control-allow-origin'] ?? 'not shown'}).`,
        'Send no CORS headers from the authorization endpoint: browsers navigate there, and no script needs to read it.',
      );
    },
  },
];
