import type { Evidence } from '../evidence.ts';
import { probeOf } from '../probes/index.ts';
import {
  PERSON_SAW,
  type ProbeEvidence,
  type ProbeId,
  type ResponseSeen,
  type StepName,
  type StepSeen,
} from '../probes/probe.ts';
import { describeFailure } from './cors-advice.ts';
import { notTestable, type Verdict } from './rule.ts';

type ProbeWithResponse = ProbeEvidence & { response: NonNullable<ProbeEvidence['response']> };

export const notRun = (id: ProbeId): Verdict =>
  notTestable(`The probe “${probeOf(id).title}” has not run.`, [], id);

/** Reasons for an ignored response. An ignored response decides only `sign-in-works` and the rules about `iss`. */
export const WHY_IGNORED: Record<NonNullable<ResponseSeen['ignored']>, string> = {
  'iss is missing':
    'The response has no iss, although the metadata promises it. A client must stop here, so no code was sent.',
  'iss is wrong':
    'The response says that it comes from another issuer. A client must stop here, so no code was sent.',
  'it is malformed':
    'A parameter of the response is repeated, has an incomplete escape, or contradicts another one. A client must stop here, so no code was sent.',
};

/** The evidence of a probe that got an authorization response, or a verdict that says why it has no response. */
export function probeWithResponse({ probes }: Evidence, id: ProbeId): ProbeWithResponse | Verdict {
  const probe = probes[id];
  if (!probe) return notRun(id);
  const { response, requestId, status, personSaw, pushed, strayed } = probe;
  if (pushed) {
    return notTestable(`The pushed request got no readable response. ${describeFailure(pushed)}`, [pushed]);
  }
  if (response?.ignored) return notTestable(WHY_IGNORED[response.ignored], [response.exchangeId]);
  if (response) return { ...probe, response };
  if (status === 'stopped') return notTestable(`The probe “${probeOf(id).title}” was stopped.`, [requestId]);
  const waiting = notTestable(
    status === 'left'
      ? `The probe “${probeOf(id).title}” left for the server, and no response has come back yet.`
      : strayed
        ? 'A response arrived, but without the state of the request (RFC 6749 §4.1.2), so it was ignored.'
        : 'No response came back to this page, and this page cannot read the pages of the server.',
    [requestId],
  );
  return personSaw && waiting.result === 'not testable'
    ? { ...waiting, personSaw: PERSON_SAW[personSaw] }
    : waiting;
}

/** A step that got a response, or a verdict that says why the step is no evidence. */
export function stepOf(evidence: Evidence, id: ProbeId, name: StepName): StepSeen | Verdict {
  const probe = probeWithResponse(evidence, id);
  if ('result' in probe) return probe;
  const { response, steps, status } = probe;
  if (response.error)
    return notTestable(`The sign-in was already refused: ${response.error}.`, [response.exchangeId]);
  const step = steps[name];
  if (step?.outcome === 'answered') return step;
  if (step) return notTestable(describeFailure(step), [step]);
  return notTestable(
    status === 'stopped'
      ? 'The probe was stopped before this step.'
      : 'The probe did not reach this step, because an earlier step did not bring what this step needs.',
    [response.exchangeId],
  );
}
