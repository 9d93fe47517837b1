import { mayBeLost, POSSIBLY_LOST } from '../attempt.ts';
import { promisesDpop, requiresDpop } from '../dpop-promise.ts';
import { type Evidence, hasPageOrigin } from '../evidence.ts';
import type { ProbeId, StepSeen } from '../probes/probe.ts';
import { corsHeaders, describeFailure } from './cors-advice.ts';
import { DIFFER } from './issued-tokens.ts';
import { notRun } from './probe-response.ts';
import { SAME_ORIGIN } from './reachability.ts';
import { fail, notTestable, pass, type Verdict } from './rule.ts';

/** A step in which a page sends a proof, and a later request without one, which the page should be able to read. */
interface ProofStep {
  step: StepSeen;
  later: StepSeen | undefined;
}

/**
 * The steps in which a page sends proofs: the steps of the DPoP probes, or of every probe if bound tokens are required.
 */
function stepsWithProofs({ probes }: Evidence): ProofStep[] {
  return Object.values(probes).flatMap(({ steps }) => {
    const controls = [steps['MCP server afterwards'], steps['token endpoint afterwards']];
    return Object.values(steps)
      .filter(({ proof }) => proof)
      .map((step) => ({ step, later: controls.find((control) => control && isAt(control.url, step.url)) }));
  });
}

/** Whether the preflights allow the header DPoP, and the responses show their nonces (Fetch, CORS protocol). */
export function checkReadable(evidence: Evidence): Verdict {
  const { pageOrigin } = evidence;
  const proofs = stepsWithProofs(evidence);
  if (!proofs.length) return notRun(requiresDpop(evidence) ? 'right-request' : firstProbe(evidence));
  const across = proofs.filter(({ step }) => !hasPageOrigin(evidence, step.url));
  if (!across.length) {
    return notTestable(
      SAME_ORIGIN,
      proofs.slice(0, 1).map(({ step }) => step),
    );
  }
  const answered = across.flatMap(({ step }) => (step.outcome === 'answered' ? [step] : []));
  const unreadable = across.filter(({ step }) => step.outcome === 'unreadable');
  // One readable response shows that the preflight allows the header. A single unreadable one may be lost.
  const hidden = unreadable.filter(
    ({ step, later }) =>
      later?.outcome === 'answered' &&
      !mayBeLost(step, later) &&
      unreadable.some((other) => other.step !== step && isAt(other.step.url, step.url)) &&
      !answered.some(({ url }) => isAt(url, step.url)),
  );
  if (hidden.length) {
    return fail(
      hidden.slice(0, 2).map(({ step }) => step),
      `The browser hides from this page every response of ${[...new Set(hidden.map(({ step }) => step.url))].join(' and ')} to a request with a DPoP header, although it shows the responses to other requests.`,
      'Allow the header in the preflight:',
      `${corsHeaders(pageOrigin)}\nAccess-Control-Allow-Headers: authorization, content-type, dpop`,
    );
  }
  const withoutNonce = across.flatMap(({ step }) => (step.nonce === 'hidden' ? [step] : []));
  const withNonce = answered.find(
    ({ nonce, url }) => nonce === 'demanded' && withoutNonce.some((step) => isAt(step.url, url)),
  );
  if (withNonce) return notTestable(DIFFER, [...withoutNonce, withNonce]);
  if (withoutNonce.length) {
    return fail(
      withoutNonce.slice(0, 2),
      'The server demands a nonce, but this page cannot read the nonce in the response.',
      'Send the nonce in DPoP-Nonce, and expose the header: a page can read only the headers that are listed.',
      `${corsHeaders(pageOrigin)}\nAccess-Control-Expose-Headers: DPoP-Nonce, WWW-Authenticate`,
    );
  }
  const [lost] = unreadable;
  if (lost) {
    const why = lost.later?.outcome === 'opaque' ? HIDES_ALL : POSSIBLY_LOST;
    return notTestable(`${describeFailure(lost.step)} ${why}`, [lost.step, lost.later]);
  }
  return answered.length
    ? pass(answered.slice(0, 2))
    : notTestable(
        'No request with a proof got a response.',
        across.slice(0, 1).map(({ step }) => step),
      );
}

const HIDES_ALL =
  'The page could not read the response to a request without a proof either, so nothing shows that the proof is the reason.';

const firstProbe = (evidence: Evidence): ProbeId =>
  promisesDpop(evidence, 'authorization server') ? 'dpop-token-endpoint' : 'dpop-server';

const isAt = (one: string, other: string): boolean => one.split('?')[0] === other.split('?')[0];
