import { SPEC } from '../../../machine/spec-references.ts';
import { type Evidence, sharesOrigin } from '../evidence.ts';
import { callRefused, notRun, stepOf } from './probe-verdicts.ts';
import { SAME_ORIGIN } from './reachability.ts';
import { fail, notTestable, pass, type Rule } from './rule.ts';

/** Which tokens the MCP server lets in, and how they reach it. */
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
        saw: 'It let an ID token in, which is about a person and for the client.',
        say: 'Accept access tokens alone: check typ (at+jwt) and the audience.',
      });
    },
  },
  {
    id: 'altered-token-refused',
    group: 'enforcement',
    demands: 'The MCP server refuses a token that was altered',
    clause: SPEC.mcpTokenUse,
    severity: 'must',
    check: (evidence) =>
      callRefused(evidence, 'right-request', 'call with an altered token', {
        saw: 'It let a token in whose signature was changed.',
        say: 'Check the signature of every token with the keys of the issuer, or ask the issuer about it.',
      }),
  },
  {
    id: 'query-token-refused',
    group: 'enforcement',
    demands: 'The MCP server takes no token from the address',
    clause: SPEC.mcpTokenUse,
    severity: 'must',
    check: (evidence) =>
      callRefused(evidence, 'right-request', 'call with the token in the query', {
        saw: 'It took the token from the query, where histories, logs and Referer keep it.',
        say: 'Read tokens from the Authorization header, and from nowhere else.',
      }),
  },
  {
    id: 'no-cookies',
    group: 'enforcement',
    demands: 'No page may call it with the cookies of its visitors',
    clause: SPEC.browserApps,
    severity: 'should',
    check(evidence) {
      const steps = evidence.probes.cookies?.steps;
      if (!steps) return notRun('cookies');
      const asked = [steps['MCP server with cookies'], steps['token endpoint with cookies']];
      const across = asked.filter((step) => step && !sharesOrigin(evidence, step.url));
      if (!across.length) return notTestable(SAME_ORIGIN, asked);
      const open = across.filter((step) => step?.outcome === 'answered');
      return open.length
        ? fail(
            open,
            `It let this page read answers to requests with cookies: ${open.map((step) => step?.url).join(', ')}.`,
            'Leave out Access-Control-Allow-Credentials: tokens come in a header, and cookies would let any page act for whoever visits it.',
          )
        : pass(across);
    },
  },
];

/** Two probes bring tokens that are not for the MCP server; any one that is let in breaks the rule. */
function checkAudience(evidence: Evidence) {
  const breach = {
    saw: 'It let in a token that was issued for somebody else.',
    say: 'Accept a token only where its audience is this server’s resource identifier.',
  };
  const name = 'call with the deviating token';
  const verdicts = (['no-resource', 'wrong-resource'] as const).map((id) => {
    const issued = evidence.probes[id]?.steps['deviating exchange']?.token;
    const call = evidence.probes[id]?.steps[name];
    const mine = [evidence.serverUrl, ...resourceIdentifiers(evidence)];
    if (issued?.audience?.some((audience) => mine.includes(audience))) {
      return notTestable('Without a resource its tokens are for this server all the same.', [call]);
    }
    if (issued && !issued.audience && call?.status !== 401) {
      return notTestable('The token tells nobody but its server whom it is for.', [call]);
    }
    return callRefused(evidence, id, name, breach);
  });
  return (
    verdicts.find(({ result }) => result === 'fail') ??
    verdicts.find(({ result }) => result === 'pass') ??
    verdicts[0] ??
    notTestable('There is no such token.')
  );
}

function resourceIdentifiers({ resourceLocations }: Evidence): string[] {
  return resourceLocations.flatMap(({ document }) => {
    const resource = document?.members.resource;
    return typeof resource === 'string' ? [resource] : [];
  });
}
