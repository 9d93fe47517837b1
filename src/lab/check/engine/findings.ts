import type { Evidence } from './evidence.ts';
import { rules } from './rules/index.ts';
import type { Rule, RuleGroup, Verdict } from './rules/rule.ts';

/** One rule, and how it stands. */
export type Finding = Pick<Rule, 'id' | 'group' | 'demands' | 'clause' | 'severity'> & Verdict;

/** How every rule stands. Reads the evidence alone: nothing is asked of any server here. */
export function findingsOf(evidence: Evidence): Finding[] {
  return rules.map(({ check, ...rule }) => ({ ...rule, ...check(evidence) }));
}

/** How often each result occurs. Advice is a broken `should`. */
export function countFindings(findings: readonly Finding[]) {
  const count = (is: (finding: Finding) => boolean) => findings.filter(is).length;
  return {
    broken: count(({ result, severity }) => result === 'fail' && severity === 'must'),
    advice: count(({ result, severity }) => result === 'fail' && severity === 'should'),
    kept: count(({ result }) => result === 'pass'),
    open: count(({ result }) => result === 'not testable'),
    /** Of those, how many a probe would settle. */
    awaitingProbes: count((finding) => finding.result === 'not testable' && finding.awaits !== undefined),
  };
}

/** The rules without which a page cannot sign in at all, however willing the client. */
const NEEDED_TO_SIGN_IN = new Set([
  'secure-address',
  'local-network',
  'reachable',
  'is-mcp-server',
  'streamable-http',
  'origin-let-in',
  'serves-or-asks',
  'asks-for-bearer',
  'session-readable',
  'preflight',
  'token-endpoint-readable',
  'resource-metadata-found',
  'resource-covers',
  'names-an-authorization-server',
  'names-no-nearer-address',
  'server-metadata-found',
  'issuer-identical',
  's256',
  'endpoints',
]);

/** The first broken rule that keeps a page from signing in at all. */
export function obstacleOf(findings: readonly Finding[]): Finding | undefined {
  // A refusal that cannot be read is no obstacle where the metadata was found without it.
  const found = findings.some(({ id, result }) => id === 'server-metadata-found' && result === 'pass');
  return findings.find(
    ({ result, id }) => result === 'fail' && NEEDED_TO_SIGN_IN.has(id) && !(id === 'reachable' && found),
  );
}

export const GROUP_TITLES: Record<RuleGroup, string> = {
  reachability: 'Can a page reach it?',
  discovery: 'Does it lead to its authorization server?',
  metadata: 'What does the metadata promise?',
  registration: 'How does a client register?',
  'sign-in': 'What does a sign-in bring?',
  enforcement: 'What does it refuse?',
};
