import type { Evidence } from '../../lab/check/engine/evidence.ts';
import { type Finding, findingsOf } from '../../lab/check/engine/findings.ts';
import { isPageRule, isPageRuleAlone } from './page-rules.ts';
import type { ViewName } from './views.ts';

/** A finding, and who saw it. */
export type SeenFinding = Finding & {
  /** `client`: a page cannot see it, and a client outside a browser can. */
  seenBy: ViewName;
};

/**
 * How every rule stands, as the page of the check would say it. What a page cannot test is judged by what a client
 * outside a browser sees, and marked; what is about pages alone is not.
 *
 * @param page absent for a server that is not for pages.
 * @param client absent where the page sees all there is.
 */
export function seenFindings(page: Evidence | undefined, client: Evidence | undefined): SeenFinding[] {
  const outside = client ? findingsOf(client) : [];
  if (!page) return outside.map((finding) => ({ ...withoutPages(finding), seenBy: 'client' }));
  return findingsOf(page).map((finding, at) => {
    const other = outside[at];
    if (finding.result !== 'not testable' || !other || isPageRule(finding.id)) {
      return { ...finding, seenBy: 'page' };
    }
    if (other.result !== 'not testable') return { ...other, seenBy: 'client' };
    // Of two reasons, the one that names what would test the rule.
    return { ...(other.awaits ? other : finding), seenBy: 'page' };
  });
}

function withoutPages(finding: Finding): Finding {
  if (!isPageRuleAlone(finding.id)) return finding;
  const { id, group, demands, clause, severity } = finding;
  const reason =
    'It is about pages, and this server is checked for clients outside a browser (--origin none).';
  return { id, group, demands, clause, severity, result: 'not testable', shownBy: [], reason };
}

/** Whether a page was kept from something that a client outside a browser may see. */
export function isPartlyHidden(evidence: Evidence): boolean {
  const { challenge, initialize, resourceLocations, serverLocations, tokenEndpoint } = evidence;
  const locations = [
    ...resourceLocations,
    ...serverLocations,
    ...(evidence.unusableServers ?? []).flatMap((server) => server.locations),
  ];
  const attempts = [challenge, initialize, tokenEndpoint, ...locations.map(({ attempt }) => attempt)];
  return (
    attempts.some((attempt) => attempt?.outcome === 'unreadable') ||
    [challenge, initialize].some(
      (attempt) => attempt?.status === 401 && !attempt.headers['www-authenticate'],
    ) ||
    (initialize !== undefined && evidence.sessionShown === false) ||
    challenge?.status === 403
  );
}
