import type { Evidence } from '../evidence.ts';
import { probeOf } from '../probes/index.ts';
import {
  type AnswerSeen,
  PERSON_SAW,
  type ProbeEvidence,
  type ProbeId,
  type StepName,
  type StepSeen,
} from '../probes/probe.ts';
import { noAnswer } from './cors-advice.ts';
import { fail, notTestable, pass, type Verdict } from './rule.ts';

/** What a broken rule has to say: what was seen, and what to do. */
export interface Breach {
  saw: string;
  say: string;
  code?: string;
}

/** A refusal that says nothing about what was deviated from: the person, or the server's own trouble. */
export const BESIDE_THE_POINT = [
  'access_denied',
  'server_error',
  'temporarily_unavailable',
  'login_required',
];

type Answered = ProbeEvidence & { answer: NonNullable<ProbeEvidence['answer']> };

/** What a rule says before its probe was run. */
export function notRun(id: ProbeId): Verdict {
  return {
    result: 'not testable',
    shownBy: [],
    reason: `The probe “${probeOf(id).title}” has not been run.`,
    awaits: id,
  };
}

/** What an answer that is not acted on shows: nothing but that its `iss` is wrong, which has rules of its own. */
const NOT_ACTED_ON: Record<NonNullable<AnswerSeen['notActedOn']>, string> = {
  'iss is missing':
    'The answer has no iss, which the metadata promises. A client must stop here; no code was sent.',
  'iss is another one':
    'The answer says that it comes from another issuer. A client must stop here; no code was sent.',
  'it is malformed':
    'A parameter of the answer comes twice, is cut off in the middle of an escape, or contradicts another. A client must stop here; no code was sent.',
};

/** The evidence of a probe whose answer came back; a verdict that says why there is none. */
export function answeredProbe({ probes }: Evidence, id: ProbeId): Answered | Verdict {
  const probe = probes[id];
  if (!probe) return notRun(id);
  const { answer, requestId, stage, personSaw } = probe;
  if (answer?.notActedOn) return notTestable(NOT_ACTED_ON[answer.notActedOn], [answer.exchangeId]);
  if (answer) return { ...probe, answer };
  if (stage === 'stopped') return notTestable(`The probe “${probeOf(id).title}” was stopped.`, [requestId]);
  const waiting = notTestable(
    stage === 'left'
      ? `The probe “${probeOf(id).title}” left for the server, and no answer has come back yet.`
      : 'No answer came back to this page, and a page of the server cannot be read from here.',
    [requestId],
  );
  return personSaw && waiting.result === 'not testable'
    ? { ...waiting, personSaw: PERSON_SAW[personSaw] }
    : waiting;
}

/** A step that was answered; a verdict that says why it tells nothing. */
export function stepOf(evidence: Evidence, id: ProbeId, name: StepName): StepSeen | Verdict {
  const probe = answeredProbe(evidence, id);
  if ('result' in probe) return probe;
  const { answer, steps, stage } = probe;
  if (answer.error)
    return notTestable(`The sign-in was refused before: ${answer.error}.`, [answer.exchangeId]);
  const step = steps[name];
  if (step?.outcome === 'answered') return step;
  if (step) return notTestable(noAnswer(step), [step]);
  return notTestable(
    stage === 'stopped'
      ? 'The probe was stopped before it came to this.'
      : 'The probe did not come to this: what it builds on was refused.',
    [answer.exchangeId],
  );
}

/** Whether the right request is known to work: without that a refusal shows nothing. */
function knownToWork({ probes }: Evidence): boolean {
  return Object.values(probes).some(({ steps }) => steps['right exchange']?.token);
}

/** A deviating token request has to be refused, and a right one of the same kind granted. */
export function exchangeRefused(
  evidence: Evidence,
  id: ProbeId,
  breach: Breach,
  name: StepName = 'deviating exchange',
): Verdict {
  const step = stepOf(evidence, id, name);
  if ('result' in step) return step;
  if (step.token) return fail([step], breach.saw, breach.say, breach.code);
  if (step.status >= 500) return notTestable(`It failed with ${step.status}, which is no refusal.`, [step]);
  const right = evidence.probes[id]?.steps['right exchange'];
  const shown = [step, right];
  if (right?.token) return pass(shown);
  if (!knownToWork(evidence)) {
    return notTestable(
      'It was refused, and so is everything else: show first that the right request works.',
      shown,
    );
  }
  return pass(
    shown,
    right ? 'The refusal used the code up: the right exchange that followed was refused too.' : undefined,
  );
}

/** A deviating authorization request must get no code, or at least none that buys a token. */
export function requestRefused(evidence: Evidence, id: ProbeId, breach: Breach): Verdict {
  const probe = answeredProbe(evidence, id);
  if ('result' in probe) return probe;
  const { answer, steps } = probe;
  if (answer.error) {
    return BESIDE_THE_POINT.includes(answer.error)
      ? notTestable(`The answer was ${answer.error}, which is about something else.`, [answer.exchangeId])
      : pass([probe.requestId, answer.exchangeId], `It answered ${answer.error}.`);
  }
  if (!answer.code) return notTestable('The answer held neither a code nor an error.', [answer.exchangeId]);
  const exchange = steps['deviating exchange'] ?? steps['exchange with a verifier'];
  const shown = [probe.requestId, answer.exchangeId, exchange];
  if (exchange?.token) return fail(shown, breach.saw, breach.say, breach.code);
  if (exchange?.outcome !== 'answered')
    return notTestable('A code came; whether it is worth anything is open.', shown);
  return knownToWork(evidence)
    ? pass(shown, 'A code came, and the token endpoint refused it.')
    : notTestable('A code came, and was refused; so is everything else.', shown);
}

/** A call with a token that is no good here has to get a 401. */
export function callRefused(evidence: Evidence, id: ProbeId, name: StepName, breach: Breach): Verdict {
  const step = stepOf(evidence, id, name);
  if ('result' in step) return step;
  const control = evidence.probes['right-request']?.steps.call;
  const shown = [step, control];
  if (step.status === 401) return pass([step]);
  // A list of tools that is open, or a demand for a session that comes before the one for a token.
  if (evidence.challenge?.status !== 401 && step.status === evidence.challenge?.status) {
    return notTestable(`It answers ${step.status} to the same call without a token, too.`, [
      step,
      evidence.challenge,
    ]);
  }
  // A server of the older era refuses a call without a session; what counts is that nonsense gets a 401.
  const likeTheRightOne = step.status === control?.status && evidence.nonsense?.status === 401;
  if (step.status < 300 || likeTheRightOne) return fail(shown, breach.saw, breach.say, breach.code);
  if (step.status === 403 || step.status === 400) return pass(shown, `It answered ${step.status}.`);
  return notTestable(`It answered ${step.status}, which says nothing about the token.`, shown);
}
