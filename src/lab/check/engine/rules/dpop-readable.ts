import { promisesDpop, requiresDpop } from '../dpop-promise.ts';
import { type Evidence, hasPageOrigin } from '../evidence.ts';
import type { ProbeId, StepName, StepSeen } from '../probes/probe.ts';
import { corsHeaders } from './cors-advice.ts';
import { notRun } from './probe-verdicts.ts';
import { SAME_ORIGIN } from './reachability.ts';
import { fail, notTestable, pass, type Verdict } from './rule.ts';

/**
 * The steps in which a page sends proofs: those of the probes of DPoP, and of every probe if bound tokens are required.
 */
function stepsWithProofs({ probes }: Evidence): [StepName, StepSeen][] {
  return Object.values(probes)
    .flatMap(({ steps }) => Object.entries(steps) as [StepName, StepSeen][])
    .filter(([, { proof }]) => proof);
}

/** Whether the preflights allow the header, and the responses show their nonces (Fetch, CORS protocol). */
export function checkReadable(evidence: Evidence): Verdict {
  const { pageOrigin, challenge, tokenEndpoint } = evidence;
  const sent = stepsWithProofs(evidence).map(([, step]) => step);
  if (!sent.length) return notRun(requiresDpop(evidence) ? 'right-request' : firstProbe(evidence));
  const across = sent.filter(({ url }) => !hasPageOrigin(evidence, url));
  if (!across.length) return notTestable(SAME_ORIGIN, sent.slice(0, 1));
  const isReadable = (url: string) =>
    [challenge, tokenEndpoint].some((attempt) => attempt?.outcome === 'answered' && isAt(attempt.url, url));
  const unreadable = across.filter(({ outcome, url }) => outcome === 'unreadable' && isReadable(url));
  if (unreadable.length) {
    return fail(
      unreadable.slice(0, 2),
      `The browser shows this page no response to a request with the header DPoP to ${[...new Set(unreadable.map(({ url }) => url))].join(' and ')}, although it shows responses to other requests.`,
      'Allow the header in the preflight:',
      `${corsHeaders(pageOrigin)}\nAccess-Control-Allow-Headers: authorization, content-type, dpop`,
    );
  }
  const hidden = across.filter(({ nonce }) => nonce === 'hidden');
  if (hidden.length) {
    return fail(
      hidden.slice(0, 2),
      'It demands a nonce, but this page can read no nonce in its response.',
      'Send the nonce in DPoP-Nonce, and expose the header: a browser shows a page only the headers that are listed.',
      `${corsHeaders(pageOrigin)}\nAccess-Control-Expose-Headers: DPoP-Nonce, WWW-Authenticate`,
    );
  }
  const answered = across.filter(({ outcome }) => outcome === 'answered');
  return answered.length
    ? pass(answered.slice(0, 2))
    : notTestable('No request with a proof got a response.', across.slice(0, 1));
}

const firstProbe = (evidence: Evidence): ProbeId =>
  promisesDpop(evidence, 'authorization server') ? 'dpop-token-endpoint' : 'dpop-server';

const isAt = (one: string, other: string): boolean => one.split('?')[0] === other.split('?')[0];
