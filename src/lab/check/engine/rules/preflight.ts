import { SPEC } from '../../../machine/spec-references.ts';
import { isOfAMoment, isReadable, mayBeLost, POSSIBLY_LOST, responds } from '../attempt.ts';
import { type Evidence, hasPageOrigin } from '../evidence.ts';
import { type CLIENT_HEADERS, PREFLIGHTED } from '../mcp-request.ts';
import { servedCall } from '../server-kind.ts';
import {
  describeFailure,
  PREFLIGHT_COMMAND_BELOW,
  preflightCommand,
  preflightHeaders,
} from './cors-advice.ts';
import { SAME_ORIGIN } from './reachability.ts';
import { fail, notTestable, pass, type Rule, type Verdict } from './rule.ts';

/** Clients send these headers since MCP 2026-07-28. Without the headers, a client can use an earlier version. */
const NEWER = ['Mcp-Method', 'Mcp-Name'];

/** Which request headers a page may send. */
export const preflight: readonly Rule[] = [
  {
    id: 'preflight',
    group: 'reachability',
    demands: 'Its preflight allows the headers of an MCP client',
    clause: SPEC.mcpHeaders,
    severity: 'must',
    forPages: true,
    check(evidence) {
      const { serverUrl, pageOrigin, preflight, refusedHeaders, simple, simpleWithToken } = evidence;
      const headers = `${preflightHeaders(pageOrigin, PREFLIGHTED)}\n\n${preflightCommand(serverUrl, pageOrigin, PREFLIGHTED)}`;
      if (simpleWithToken?.outcome === 'unreadable') {
        if ([simple, simpleWithToken].some((call) => call && isOfAMoment(call))) {
          return notTestable(describeFailure(simpleWithToken), [simple, simpleWithToken]);
        }
        return fail(
          [simple, simpleWithToken],
          'The browser showed the response to a GET, but no response to the same GET with a token, which needs a preflight.',
          `Answer the preflight with these headers. ${PREFLIGHT_COMMAND_BELOW}`,
          headers,
        );
      }
      if (!preflight) return notTestable('A simpler call got no response.');
      if (hasPageOrigin(evidence, serverUrl)) return notTestable(SAME_ORIGIN, [preflight]);
      if (isReadable(preflight)) return pass([preflight]);
      const lost = whyLost(evidence);
      if (lost) return lost;
      if (!excludesPages(evidence)) {
        return pass(
          [preflight],
          refusedHeaders.length ? `It refuses ${refusedHeaders.join(', ')}.` : undefined,
        );
      }
      return fail(
        [preflight],
        refusedHeaders.join() === 'Authorization' && !preflight.hidden
          ? 'The browser shows no response to a call with Authorization. The preflight refuses this header, or the refusal of an invalid token has no CORS headers.'
          : refusedHeaders.length
            ? `It refuses ${refusedHeaders.join(', ')}.`
            : `${describeFailure(preflight)} Each header alone is allowed; together they are not.`,
        `Answer the preflight with these headers. ${PREFLIGHT_COMMAND_BELOW}`,
        headers,
      );
    },
  },
  {
    id: 'preflight-newer',
    group: 'reachability',
    demands: 'Its preflight allows the headers of MCP 2026-07-28',
    clause: SPEC.mcpHeaders,
    severity: 'should',
    forPages: true,
    check(evidence) {
      const { serverUrl, pageOrigin, preflight, refusedHeaders } = evidence;
      if (!preflight || hasPageOrigin(evidence, serverUrl)) return notTestable('There was no preflight.');
      const lost = whyLost(evidence);
      if (lost) return lost;
      const refused = refusedHeaders.filter((name) => NEWER.includes(name));
      if (preflight.outcome !== 'unreadable' || excludesPages(evidence)) {
        return excludesPages(evidence)
          ? notTestable('Its preflight excludes pages completely.', [preflight])
          : pass([preflight]);
      }
      if (!refused.length) return pass([preflight]);
      return fail(
        [preflight],
        `It refuses ${refused.join(' and ')}. A client in a page can use only an earlier version of MCP.`,
        'Allow these headers, too:',
        preflightHeaders(pageOrigin, PREFLIGHTED),
      );
    },
  },
];

/** The verdict if the preflight possibly got lost, or if the report did not see how it ended. */
function whyLost({ preflight, afterPreflight }: Evidence): Verdict | undefined {
  if (!preflight || isReadable(preflight) || preflight.outcome === 'redirected') return undefined;
  if (preflight.outcome !== 'unreadable') return notTestable(describeFailure(preflight), [preflight]);
  return mayBeLost(preflight, afterPreflight) || (afterPreflight && !responds(afterPreflight))
    ? notTestable(`${describeFailure(preflight)} ${POSSIBLY_LOST}`, [preflight, afterPreflight])
    : undefined;
}

/** Whether the refused headers prevent a page from using any version of MCP. */
function excludesPages(evidence: Evidence): boolean {
  const { preflight, refusedHeaders } = evidence;
  // A browser follows no redirect of a preflight, so a redirect comes after a preflight that succeeded.
  if (preflight?.outcome !== 'unreadable' || preflight.hidden?.to === 'request') return false;
  const refused = (name: keyof typeof CLIENT_HEADERS) => refusedHeaders.includes(name);
  const newerRefused = NEWER.some(refused);
  return (
    !refusedHeaders.length ||
    refused('MCP-Protocol-Version') ||
    (refused('Authorization') && !servedCall(evidence)) ||
    (newerRefused && refused('Mcp-Session-Id'))
  );
}
