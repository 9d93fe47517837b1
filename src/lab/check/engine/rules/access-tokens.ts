import { SPEC } from '../../../machine/spec-references.ts';
import { isReadable, mayBeLost, POSSIBLY_LOST } from '../attempt.ts';
import { type Evidence, hasPageOrigin } from '../evidence.ts';
import { probeOf } from '../probes/index.ts';
import { describeFailure } from './cors-advice.ts';
import { notRun, stepOf } from './probe-response.ts';
import { ONLY_THIS_ORIGIN, SAME_ORIGIN } from './reachability.ts';
import { callRefused } from './refused-call.ts';
import { fail, notTestable, pass, type Rule, type Verdict } from './rule.ts';
import { isServedCall } from './served-call.ts';

/** Which tokens the MCP server accepts, and where it reads them. */
export const accessTokens: readonly Rule[] = [
  {
    id: 'audience-checked',
    group: 'enforcement',
    demands: 'The MCP server refuses tokens that were not issued for it',
    clause: SPEC.mcpAudience,
    severity: 'must',
    check: checkAudience,
  },
  {
    id: 'id-token-refused',
    group: 'enforcement',
    demands: 'The MCP server refuses an ID token in place of an access token',
    clause: SPEC.mcpAudience,
    severity: 'must',
    check(evidence) {
      const exchange = stepOf(evidence, 'right-request', 'right exchange');
      if (!('result' in exchange) && exchange.token?.idToken === false) {
        return notTestable('No ID token was issued.', [exchange]);
      }
      return callRefused(evidence, 'right-request', 'call with the ID token', {
        saw: 'It accepted an ID token, which describes a person and is meant for the client.',
        say: 'Accept only access tokens: check typ (at+jwt) and the audience.',
      });
    },
  },
  {
    id: 'altered-token-refused',
    group: 'enforcement',
    demands: 'The MCP server refuses an altered token',
    clause: SPEC.mcpTokenUse,
    severity: 'must',
    check(evidence) {
      const { 'right exchange': exchange, call } = evidence.probes['right-request']?.steps ?? {};
      const say =
        'Verify the signature of every token with the keys of the issuer, or ask the issuer about the token.';
      if (exchange?.token?.unsigned) {
        return call && isServedCall(call)
          ? fail(
              [exchange, call],
              'It accepted a token without a signature. Any client can make such a token.',
              say,
            )
          : notTestable('The token has no signature, and the call with it was not served.', [exchange, call]);
      }
      return callRefused(evidence, 'right-request', 'call with an altered token', {
        saw: 'It accepted a token in which a character near the end was changed.',
        say,
      });
    },
  },
  {
    id: 'query-token-refused',
    group: 'enforcement',
    demands: 'The MCP server accepts no token in the URL',
    clause: SPEC.mcpTokenUse,
    severity: 'must',
    check: (evidence) =>
      callRefused(evidence, 'right-request', 'call with the token in the query', {
        saw: 'It accepted the token in the query, which browser histories, logs and Referer headers keep.',
        say: 'Read tokens only from the Authorization header.',
      }),
  },
  {
    id: 'no-cookies',
    group: 'enforcement',
    demands: 'No page can read its responses to requests with cookies',
    clause: SPEC.browserApps,
    severity: 'should',
    forPages: true,
    check(evidence) {
      const steps = evidence.probes.cookies?.steps;
      if (!steps) return notRun('cookies');
      const asked = [steps['MCP server with cookies'], steps['token endpoint with cookies']].filter(
        (step) => step !== undefined,
      );
      if (!asked.length) return notTestable(`The probe “${probeOf('cookies').title}” was stopped.`);
      const across = asked.filter(({ url }) => !hasPageOrigin(evidence, url));
      if (!across.length) return notTestable(SAME_ORIGIN, asked);
      const open = across.filter(isReadable);
      if (open.length) {
        return fail(
          open,
          `It let this page read responses to requests with cookies: ${open.map(({ url }) => url).join(', ')}.`,
          'Leave out Access-Control-Allow-Credentials: tokens come in a header, and with cookies a page could act as its visitor.',
        );
      }
      const lost = across.find((step) => {
        const isMcp = step === steps['MCP server with cookies'];
        const later = steps[isMcp ? 'MCP server afterwards' : 'token endpoint afterwards'];
        return mayBeLost(step, later);
      });
      if (lost) return notTestable(`${describeFailure(lost)} ${POSSIBLY_LOST}`, across);
      const unseen = across.find(({ outcome }) => !['unreadable', 'redirected'].includes(outcome));
      return unseen ? notTestable(describeFailure(unseen), across) : pass(across, ONLY_THIS_ORIGIN);
    },
  },
];

const LONGEST_AUDIENCE = 200;

/**
 * Two probes get tokens that are not for the MCP server; the server breaks the rule if it accepts one of these tokens.
 */
function checkAudience(evidence: Evidence) {
  const breach = {
    saw: 'It accepted a token that was not issued for it.',
    say: 'Accept a token only if its audience is this server’s resource identifier.',
  };
  const name = 'call with the deviating token';
  const judge = (id: 'no-resource' | 'wrong-resource') => {
    const issued = evidence.probes[id]?.steps['deviating exchange']?.token;
    const call = evidence.probes[id]?.steps[name];
    const mine = [evidence.serverUrl, ...resourceIdentifiers(evidence)];
    if (issued?.audience?.some((audience) => mine.includes(audience))) {
      return notTestable('The token of this probe is for this server, too.', [call]);
    }
    if (issued && !issued.audience?.length && call?.status !== 401) {
      return notTestable(
        issued.audience
          ? 'The token names no audience, so nothing shows for which server it was issued.'
          : 'This page cannot read the audience of the token.',
        [call],
      );
    }
    const control = evidence.probes['right-request']?.steps['right exchange']?.token;
    if (issued && !control && call?.status !== 401) {
      const right = notRun('right-request');
      return evidence.probes['right-request']
        ? notTestable(
            'No token was issued for this server, so there is nothing to compare this token with.',
            [call],
          )
        : right;
    }
    const right = control?.audience;
    if (issued?.audience?.some((audience) => right?.includes(audience)) && call?.status !== 401) {
      const names = issued?.audience
        ?.map((audience) => `“${audience.slice(0, LONGEST_AUDIENCE)}”`)
        .join(', ');
      return notTestable(
        `Both tokens, this one and the one for this server, have the audience ${names}. So the audience does not distinguish the two tokens.`,
        [call],
      );
    }
    return callRefused(evidence, id, name, breach);
  };
  const [first, second] = [judge('no-resource'), judge('wrong-resource')];
  const verdictWith = (wanted: Verdict['result']) => [first, second].find(({ result }) => result === wanted);
  return verdictWith('fail') ?? verdictWith('pass') ?? first;
}

function resourceIdentifiers({ resourceLocations }: Evidence): string[] {
  return resourceLocations.flatMap(({ document }) => {
    const resource = document?.members.resource;
    return typeof resource === 'string' ? [resource] : [];
  });
}
