import type { Evidence } from './evidence.ts';
import { rules } from './rules/index.ts';
import type { Rule, RuleGroup, Verdict } from './rules/rule.ts';
import { mayHideOnlyRefusal, whyAllAlike } from './server-kind.ts';

export type Finding = Pick<Rule, 'id' | 'group' | 'demands' | 'clause' | 'severity'> & Verdict;

/** The verdict on every rule that applies. The rules read only the evidence and send no request. */
export function findingsOf(evidence: Evidence): Finding[] {
  const edited = markedIn(evidence, 'edited');
  return rules.flatMap(({ check, applies, forPages: _, ...rule }) =>
    !applies || applies(evidence)
      ? [{ ...rule, ...unlessOnce(unlessEdited(check(evidence), edited), check, evidence, edited) }]
      : [],
  );
}

/**
 * A rule counts as broken only if both looks at the server show this, and as kept only if the second look does not
 * contradict it. No rule is judged if all responses are alike, because then nothing shows that they come from the server.
 * A look consists of the requests without a sign-in, or of the steps of a probe that it takes twice.
 */
function unlessOnce(
  verdict: Verdict,
  check: Rule['check'],
  evidence: Evidence,
  edited: readonly number[],
): Verdict {
  const { again, probes: taken, clientId, isRegistered } = evidence;
  const isTakenAgain = Object.values(taken).some((probe) => probe.again);
  if (verdict.result === 'not testable' || !(again || isTakenAgain)) return verdict;
  const alike = again && verdict.shownBy.length ? whyAllAlike(again) : undefined;
  if (alike !== undefined && whyAllAlike(evidence) !== undefined)
    return { result: 'not testable', shownBy: verdict.shownBy, reason: alike };
  const probes = Object.fromEntries(
    Object.entries(taken).map(([id, probe]) => [id, { ...probe, steps: { ...probe.steps, ...probe.again } }]),
  );
  const other = { ...(again ?? evidence), probes, clientId, ...(isRegistered && { isRegistered }) };
  const second = unlessEdited(check(other), edited);
  const unstable = markedIn(again, 'isUnstable');
  const isUnstable = second.shownBy.some((id) => unstable.includes(id));
  const isFailing = second.result === 'fail' && alike === undefined;
  if (!isUnstable && (verdict.result === 'fail') === isFailing) return verdict;
  const why = alike ?? (second.result === 'not testable' ? second.reason : undefined);
  const [fault] = [verdict, second].flatMap((each) => (each.result === 'fail' ? [` ${each.saw}`] : []));
  return {
    result: 'not testable',
    isContradicted: true,
    shownBy: [...new Set([...verdict.shownBy, ...second.shownBy])],
    reason: `The report sent its requests ${isUnstable ? 'more than once, and responses to the same request differed' : 'twice, and saw this only once'}${fault === undefined ? '.' : `:${fault}`} ${why === undefined ? 'A proxy or the server may have failed at that moment, so check again.' : `The second time: ${why}`}`,
  };
}

/** A message that the person changed is no evidence about a request of this report. */
function unlessEdited(verdict: Verdict, edited: readonly number[]): Verdict {
  const shown = verdict.shownBy.filter((id) => edited.includes(id));
  if (verdict.result === 'not testable' || !shown.length) return verdict;
  const reason = `You changed message ${shown.join(' and ')} before it was sent, so it proves nothing about this rule.`;
  return { result: 'not testable', shownBy: verdict.shownBy, reason };
}

/** The IDs of the messages with a mark. Skips the documents of servers, because a server chooses the names in them. */
function markedIn(value: unknown, mark: 'edited' | 'isUnstable'): number[] {
  if (typeof value !== 'object' || value === null) return [];
  const {
    [mark]: isMarked,
    requestId,
    exchangeId = requestId,
  }: Readonly<Record<string, unknown>> = Object(value);
  const within = Object.entries(value).flatMap(([name, member]) =>
    name === 'document' ? [] : markedIn(member, mark),
  );
  return isMarked === true && typeof exchangeId === 'number' ? [exchangeId, ...within] : within;
}

/** The number of findings with each result. Advice is a broken `should`. */
export function countFindings(findings: readonly Finding[]) {
  const count = (is: (finding: Finding) => boolean) => findings.filter(is).length;
  return {
    broken: count(({ result, severity }) => result === 'fail' && severity === 'must'),
    advice: count(({ result, severity }) => result === 'fail' && severity === 'should'),
    kept: count(({ result }) => result === 'pass'),
    open: count(({ result }) => result === 'not testable'),
    /** The number of findings that a probe could decide. */
    awaitingProbes: count((finding) => finding.result === 'not testable' && finding.awaits !== undefined),
  };
}

/** Rules that apply before any token is involved. A page cannot use a server that breaks one of these rules. */
export const NEEDED_FOR_ANY_USE: readonly string[] = [
  'secure-address',
  'local-network',
  'reachable',
  'is-mcp-server',
  'streamable-http',
  'origin-let-in',
  'serves-or-asks',
  'handshake-completes',
  'session-readable',
  'preflight',
];

/** A correct client in a page cannot sign in if the server breaks one of these rules. */
const NEEDED_TO_SIGN_IN = new Set([
  ...NEEDED_FOR_ANY_USE,
  'asks-for-bearer',
  'challenge-address-safe',
  'token-endpoint-readable',
  'token-endpoint-answers',
  'resource-metadata-found',
  'resource-covers',
  'names-an-authorization-server',
  'names-no-nearer-address',
  'server-metadata-found',
  'issuer-identical',
  's256',
  'endpoints',
  'sign-in-works',
]);

const hasSignedIn = (findings: readonly Finding[]): boolean =>
  findings.some(({ id, result }) => id === 'sign-in-works' && result === 'pass');

/** The first broken rule that prevents a page from signing in. */
export function obstacleOf(findings: readonly Finding[], evidence: Evidence): Finding | undefined {
  // An unreadable refusal is not an obstacle if the report found the metadata in another way.
  const found = findings.some(({ id, result }) => id === 'server-metadata-found' && result === 'pass');
  const excused = new Set<string>();
  if (found && mayHideOnlyRefusal(evidence)) excused.add('reachable');
  // The page got a token, so the token endpoint hides only its refusals.
  if (hasSignedIn(findings)) excused.add('token-endpoint-readable');
  return findings.find(
    ({ result, id }) => result === 'fail' && NEEDED_TO_SIGN_IN.has(id) && !excused.has(id),
  );
}

/** Why the report does not show whether a page can sign in: responses to the same request contradict each other. */
export const whyContradicted = (findings: readonly Finding[]): string | undefined =>
  hasSignedIn(findings)
    ? undefined
    : findings.flatMap((finding) =>
        finding.result === 'not testable' && finding.isContradicted && NEEDED_TO_SIGN_IN.has(finding.id)
          ? [`The report could not decide. ${finding.reason}`]
          : [],
      )[0];

export const GROUP_TITLES: Record<RuleGroup, string> = {
  reachability: 'Can a page reach it?',
  discovery: 'Does it lead to its authorization server?',
  metadata: 'What does the metadata promise?',
  registration: 'How does a client register?',
  'sign-in': 'What does a sign-in return?',
  enforcement: 'What does it refuse?',
  dpop: 'Does it bind tokens to a key (DPoP)?',
};
