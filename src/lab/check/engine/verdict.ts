import { isReadable } from './attempt.ts';
import { documentAt, type Evidence } from './evidence.ts';
import { countFindings, type Finding, NEEDED_FOR_ANY_USE, obstacleOf, whyContradicted } from './findings.ts';
import { whySkipped } from './named-address.ts';
import { describeFailure } from './rules/cors-advice.ts';
import { OTHER_FINDING } from './rules/first-calls.ts';
import { WHY_IGNORED } from './rules/probe-response.ts';
import { waysToRegister } from './rules/registration.ts';
import { isLeftUnserved, rightCall } from './rules/served-call.ts';
import {
  describeResponses,
  describeUnknownServer,
  isRateLimited,
  isRefusedHere,
  mayHideOnlyRefusal,
  needsNoToken,
  pageInstead,
  REFUSED_HERE,
  servedCall,
  speaksMcp,
  whyAllAlike,
} from './server-kind.ts';

/** What a page can do with a server, and the whole report in a sentence. */
export interface ReportVerdict {
  /**
   * `open`: usable without a token; `sign-in`: the sign-in can be found; `none`: neither of these; `unclear`: the
   * report could not find out.
   */
  usable: 'open' | 'sign-in' | 'none' | 'unclear';
  text: string;
}

export function verdictOf(evidence: Evidence, findings: readonly Finding[]): ReportVerdict {
  const obstacle = obstacleOf(findings, evidence);
  const page = pageInstead(evidence);
  if (page !== undefined && obstacle?.id === 'is-mcp-server') return { usable: 'none', text: page };
  const ignored = evidence.probes['right-request']?.response?.ignored;
  if (obstacle && !(ignored && obstacle.id === 'sign-in-works')) return behind(obstacle, evidence);
  const contradicted = whyContradicted(findings);
  if (contradicted !== undefined) return { usable: 'unclear', text: contradicted };
  if (needsNoToken(evidence)) {
    return {
      usable: 'open',
      text: 'This server accepts clients without a token. This page sees no authorization server to sign in to.',
    };
  }
  const [skipped] = evidence.skipped;
  if (skipped && !documentAt(evidence.serverLocations)) {
    return { usable: 'unclear', text: `The report ended early. ${whySkipped(skipped)}` };
  }
  // The rule `reachable` does not fail for a client outside a browser, or for a call that timed out or was stopped.
  const { challenge } = evidence;
  const alike = whyAllAlike(evidence);
  const isStillAlike = !evidence.again || whyAllAlike(evidence.again) !== undefined;
  if (alike !== undefined && isStillAlike) return { usable: 'unclear', text: alike };
  if (challenge && !isReadable(challenge) && !mayHideOnlyRefusal(evidence)) {
    return { usable: 'unclear', text: whyUnclear(evidence, findings) };
  }
  if (isRefusedHere(evidence)) {
    return { usable: 'unclear', text: `${describeResponses(evidence)} ${REFUSED_HERE}` };
  }
  if (challenge?.outcome === 'answered' && !speaksMcp(evidence)) {
    return { usable: 'unclear', text: describeUnknownServer(evidence) };
  }
  if (!documentAt(evidence.serverLocations)) {
    return { usable: 'unclear', text: whyUnclear(evidence, findings) };
  }
  if (isRateLimited(evidence)) {
    return {
      usable: 'unclear',
      text: 'The MCP server limits the rate of requests (status 429), so the report does not show whether a page can use it. Check it again later.',
    };
  }
  if (ignored) return { usable: 'none', text: `A page cannot sign in here. ${WHY_IGNORED[ignored]}` };
  return { usable: 'sign-in', text: aboutSignIn(evidence, findings) };
}

function behind({ id, demands, severity }: Finding, evidence: Evidence): ReportVerdict {
  const first = `${severity === 'should' ? 'The first obstacle, listed as advice' : 'The first broken rule'}: “${demands}”.`;
  if (NEEDED_FOR_ANY_USE.includes(id)) {
    return { usable: 'none', text: `A page cannot use this server as it is. ${first}` };
  }
  return servedCall(evidence)
    ? {
        usable: 'open',
        text: `A page can use what this server offers without a token, but cannot sign in for more. ${first}`,
      }
    : { usable: 'none', text: `A page cannot sign in here. ${first}` };
}

function whyUnclear({ challenge }: Evidence, findings: readonly Finding[]): string {
  if (challenge && challenge.outcome !== 'stopped' && !isReadable(challenge))
    return describeFailure(challenge);
  for (const id of ['serves-or-asks', 'resource-metadata-found', 'server-metadata-found']) {
    const finding = findings.find((each) => each.id === id);
    if (finding?.result !== 'not testable' || finding.reason === OTHER_FINDING) continue;
    return `The report could not decide. ${finding.reason.split('\n')[0]}`;
  }
  return 'The report ended before it could decide.';
}

/** The rules that protect a code from thieves, and the MCP server from altered tokens or tokens for other servers. */
const CORE = [
  'wrong-verifier-refused',
  'missing-verifier-refused',
  'challenge-required',
  'code-works-once',
  'audience-checked',
  'altered-token-refused',
];

/** Names the core rules that a probe could not decide. */
function leftOpen(findings: readonly Finding[]): string {
  const open = findings.filter(
    (finding) =>
      CORE.includes(finding.id) && finding.result === 'not testable' && finding.awaits === undefined,
  );
  return open.length
    ? ` They could not decide: ${open.map(({ demands }) => `“${demands}”`).join(', ')}.`
    : '';
}

/** Says that the server refused a new refresh token. This breaks no rule, but shortens the session. */
function failedRefresh(findings: readonly Finding[]): string {
  return findings.some(({ id, result }) => id === 'refresh-works' && result === 'fail')
    ? ' A refresh brought no token, so the person has to sign in again when the access token expires.'
    : '';
}

function aboutSignIn(evidence: Evidence, findings: readonly Finding[]): string {
  const { broken, advice } = countFindings(findings);
  const signIn = findings.find(({ id }) => id === 'sign-in-works');
  const call = rightCall(evidence);
  const begun = evidence.probes['right-request']?.steps['handshake with the token'];
  if (signIn?.result === 'pass' && call && isLeftUnserved(call, begun)) {
    return `A page can sign in here, but no call with the token was served. ${signIn.note}`;
  }
  if (signIn?.result === 'not testable' && evidence.probes['right-request']?.response) {
    return `A page can find its way to the sign-in. ${signIn.reason}`;
  }
  if (signIn?.result === 'pass') {
    if (broken)
      return 'A page can sign in here, but should not yet: the server breaks rules that it must keep.';
    // Says “that ran”, because the person may have stopped or refused some probes.
    return `A page can sign in here. The probes that ran found no broken ${advice ? 'MUST' : 'rule'}.${leftOpen(findings)}${failedRefresh(findings)}`;
  }
  const finds = 'A page can find its way to the sign-in';
  if (mayHideOnlyRefusal(evidence)) {
    return `${finds}, but cannot read how the MCP server refuses a call without a token. If the server hides its other responses from pages, too, no call works after the sign-in.`;
  }
  if (broken) return `${finds}, but should not use it yet: the server breaks rules that it must keep.`;
  const isKeptOut = findings.some(({ id, result }) => id === 'registration-readable' && result === 'fail');
  const ways = waysToRegister(evidence).filter((way) => way !== 'dynamic registration' || !isKeptOut);
  return evidence.clientId || ways.length
    ? `${finds}. The probes show whether the server enforces what it promises.`
    : `${finds}, but needs a client ID from the operator: it cannot register by itself.`;
}
