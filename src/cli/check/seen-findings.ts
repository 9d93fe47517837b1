import type { Evidence } from '../../lab/check/engine/evidence.ts';
import { type Finding, findingsOf } from '../../lab/check/engine/findings.ts';
import { REDIRECT } from '../../lab/check/engine/metadata-locations.ts';
import { NO_PAGE } from '../../lab/check/engine/rules/endpoints.ts';
import { rules } from '../../lab/check/engine/rules/index.ts';
import { servedCall } from '../../lab/check/engine/server-kind.ts';
import type { ViewName } from './views.ts';

const PAGE_RULES = new Set(rules.filter(({ forPages }) => forPages).map(({ id }) => id));

/** The rules about pages that also matter outside a browser, because no client can use a challenge that is missing. */
const MET_BY_EVERY_CLIENT = new Set(['challenge-readable']);

const isPageRule = (id: string): boolean => PAGE_RULES.has(id);

const isPageRuleAlone = (id: string): boolean => PAGE_RULES.has(id) && !MET_BY_EVERY_CLIENT.has(id);

/** A finding, and the client that saw it. */
export type SeenFinding = Finding & {
  /** `client` means that a page cannot see the finding, and a client outside a browser can. */
  seenBy: ViewName;
};

/**
 * The finding for every rule. If a page cannot test a rule, the finding of a client outside a browser is used instead,
 * with a mark, unless the rule is about pages.
 *
 * @param page absent for a server that is not for pages.
 * @param client absent if the page can read every response.
 */
export function seenFindings(page: Evidence | undefined, client: Evidence | undefined): SeenFinding[] {
  const outside = client ? findingsOf(client) : [];
  const inPage = page ? findingsOf(page) : [];
  if (!page) return outside.map((finding) => ({ ...withoutPages(finding), seenBy: 'client' }));
  const seen = inPage.map((finding): SeenFinding => {
    const other = outside.find(({ id }) => id === finding.id);
    if (finding.result === 'fail' && other?.result === 'fail' && finding.saw.includes(REDIRECT)) {
      return { ...finding, saw: other.saw, seenBy: 'page' };
    }
    if (finding.result !== 'not testable' || !other || isPageRule(finding.id)) {
      return { ...finding, seenBy: 'page' };
    }
    if (other.result !== 'not testable') return { ...other, seenBy: 'client' };
    // Prefers the finding that says which probe can test the rule.
    return { ...(other.awaits ? other : finding), seenBy: 'page' };
  });
  // Some rules apply only because of a response that a page cannot read.
  const outsideOnly = outside.filter(
    ({ id }) => !isPageRule(id) && !inPage.some((finding) => finding.id === id),
  );
  return [...seen, ...outsideOnly.map((finding) => ({ ...finding, seenBy: 'client' as const }))];
}

function withoutPages(finding: Finding): Finding {
  if (!isPageRuleAlone(finding.id)) return finding;
  const { id, group, demands, clause, severity } = finding;
  const reason =
    'It is about pages, and this server is checked for clients outside a browser (--origin none).';
  return { id, group, demands, clause, severity, result: 'not testable', shownBy: [], reason };
}

/** Whether a client outside a browser may see more than the page did. */
export function isPartlyHidden(evidence: Evidence): boolean {
  const { challenge, initialize, initialized, preflight, resourceLocations, serverLocations, tokenEndpoint } =
    evidence;
  const locations = [
    ...resourceLocations,
    ...serverLocations,
    ...(evidence.unusableServers ?? []).flatMap((server) => server.locations),
  ];
  const attempts = [
    challenge,
    initialize,
    initialized,
    preflight,
    tokenEndpoint,
    ...locations.map(({ attempt }) => attempt),
  ];
  return (
    attempts.some((attempt) => attempt?.outcome === 'unreadable' || attempt?.outcome === 'redirected') ||
    [challenge, initialize].some(
      (attempt) => attempt?.status === 401 && !attempt.headers['www-authenticate'],
    ) ||
    (initialize !== undefined && servedCall(evidence) === initialize && evidence.sessionShown === false) ||
    challenge?.status === 403 ||
    NO_PAGE.includes(evidence.authorizationEndpoint?.hidden?.status ?? 0)
  );
}
