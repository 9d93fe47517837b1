import { documentAt, type Evidence } from './evidence.ts';
import { countFindings, type Finding, obstacleOf } from './findings.ts';
import { whyUnasked } from './named-address.ts';
import { isWebPage, needsNoToken, servedCall, speaksMcp, whatItAnswered } from './server-kind.ts';

/** What a page can do with a server, and the report in a sentence. */
export interface ReportVerdict {
  /** `open`: use it without a token; `sign-in`: find its way to the sign-in; `none`: neither; `unclear`: not seen. */
  usable: 'open' | 'sign-in' | 'none' | 'unclear';
  text: string;
}

export function verdictOf(evidence: Evidence, findings: readonly Finding[]): ReportVerdict {
  const obstacle = obstacleOf(findings);
  if (isWebPage(evidence)) return { usable: 'none', text: 'This is a web page and not an MCP server.' };
  if (obstacle) return behind(obstacle, evidence);
  if (needsNoToken(evidence)) {
    return {
      usable: 'open',
      text: 'This server lets clients in without a token, and names no authorization server. This page sees nothing to sign in to.',
    };
  }
  const [unasked] = evidence.unasked;
  if (unasked && !documentAt(evidence.serverLocations)) {
    return { usable: 'unclear', text: `The report ended early. ${whyUnasked(unasked)}` };
  }
  if (evidence.challenge?.outcome === 'answered' && !speaksMcp(evidence)) {
    return { usable: 'unclear', text: whatItAnswered(evidence) };
  }
  if (!documentAt(evidence.serverLocations)) {
    return { usable: 'unclear', text: 'The report ended before it could tell.' };
  }
  return { usable: 'sign-in', text: aboutSignIn(evidence, findings) };
}

/** Rules that a server breaks before it comes to tokens: it cannot be used at all. */
const NEEDED_FOR_ANYTHING = [
  'secure-address',
  'local-network',
  'reachable',
  'is-mcp-server',
  'streamable-http',
  'origin-let-in',
  'serves-or-asks',
  'session-readable',
  'preflight',
];

function behind({ id, demands }: Finding, evidence: Evidence): ReportVerdict {
  const first = `The first rule that is broken: “${demands}”.`;
  if (NEEDED_FOR_ANYTHING.includes(id)) {
    return { usable: 'none', text: `A page cannot use this server as it is. ${first}` };
  }
  return servedCall(evidence)
    ? {
        usable: 'open',
        text: `A page can use what this server offers without a token, and cannot sign in for more. ${first}`,
      }
    : { usable: 'none', text: `A page cannot sign in here. ${first}` };
}

function aboutSignIn({ probes }: Evidence, findings: readonly Finding[]): string {
  if (countFindings(findings).broken) {
    return 'A page can sign in here, and should not yet: the server does not keep what it must.';
  }
  return Object.keys(probes).length
    ? 'A page can sign in here. The probes that were run broke no rule.'
    : 'A page can find its way to the sign-in. Whether the server enforces what it promises, the probes tell.';
}
