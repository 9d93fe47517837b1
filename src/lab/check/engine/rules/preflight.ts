import { SPEC } from '../../../machine/spec-references.ts';
import { type Evidence, sharesOrigin } from '../evidence.ts';
import { type CLIENT_HEADERS, PREFLIGHTED } from '../mcp-request.ts';
import { servedCall } from '../server-kind.ts';
import { noAnswer, preflightCommand, preflightHeaders, SEE_PREFLIGHT } from './cors-advice.ts';
import { SAME_ORIGIN } from './reachability.ts';
import { fail, notTestable, pass, type Rule } from './rule.ts';

/** Sent since MCP 2026-07-28; a client that may not send them can use an earlier version. */
const NEWER = ['Mcp-Method', 'Mcp-Name'];

/** Which request headers a page may send. */
export const preflight: readonly Rule[] = [
  {
    id: 'preflight',
    group: 'reachability',
    demands: 'Its preflight allows the headers of an MCP client',
    clause: SPEC.mcpHeaders,
    severity: 'must',
    check(evidence) {
      const { serverUrl, pageOrigin, preflight, refusedHeaders } = evidence;
      if (!preflight) return notTestable('A simpler call brought no answer.');
      if (sharesOrigin(evidence, serverUrl)) return notTestable(SAME_ORIGIN, [preflight]);
      if (preflight.outcome === 'answered' || preflight.outcome === 'too large') return pass([preflight]);
      if (!isKeptOut(evidence)) return pass([preflight], `It refuses ${refusedHeaders.join(', ')}.`);
      return fail(
        [preflight],
        refusedHeaders.length
          ? `It refuses ${refusedHeaders.join(', ')}.`
          : `${noAnswer(preflight)} Each header alone is allowed; together they are not.`,
        `Answer the preflight with these headers. ${SEE_PREFLIGHT}`,
        `${preflightHeaders(pageOrigin, PREFLIGHTED)}\n\n${preflightCommand(serverUrl, pageOrigin, PREFLIGHTED)}`,
      );
    },
  },
  {
    id: 'preflight-newer',
    group: 'reachability',
    demands: 'Its preflight allows the headers of MCP 2026-07-28',
    clause: SPEC.mcpHeaders,
    severity: 'should',
    check(evidence) {
      const { serverUrl, pageOrigin, preflight, refusedHeaders } = evidence;
      if (!preflight || sharesOrigin(evidence, serverUrl)) return notTestable('There was no preflight.');
      const refused = refusedHeaders.filter((name) => NEWER.includes(name));
      if (preflight.outcome !== 'unreadable' || isKeptOut(evidence)) {
        return isKeptOut(evidence)
          ? notTestable('Its preflight keeps a page out altogether.', [preflight])
          : pass([preflight]);
      }
      if (!refused.length) return pass([preflight]);
      return fail(
        [preflight],
        `It refuses ${refused.join(' and ')}. A client in a page can use an earlier version of MCP only.`,
        'Allow these headers, too:',
        preflightHeaders(pageOrigin, PREFLIGHTED),
      );
    },
  },
];

/** Whether the refused headers leave a page no version of MCP to use. */
function isKeptOut(evidence: Evidence): boolean {
  const { preflight, refusedHeaders } = evidence;
  if (preflight?.outcome !== 'unreadable') return preflight?.outcome === 'redirected';
  const refused = (name: keyof typeof CLIENT_HEADERS) => refusedHeaders.includes(name);
  const newerRefused = NEWER.some(refused);
  return (
    !refusedHeaders.length ||
    refused('MCP-Protocol-Version') ||
    (refused('Authorization') && !servedCall(evidence)) ||
    (newerRefused && refused('Mcp-Session-Id'))
  );
}
