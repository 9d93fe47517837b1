import type { Attempt } from '../attempt.ts';
import type { Evidence } from '../evidence.ts';
import { probes as allProbes, probeOf } from '../probes/index.ts';
import type { ProbeId, StepSeen } from '../probes/probe.ts';
import { isUnrelated } from './error-codes.ts';
import { notTestable, type Verdict } from './rule.ts';

const CORRECT_REQUESTS = new Set<string>(
  allProbes.filter(({ request, staysHere }) => !request && !staysHere).map(({ id }) => id),
);

interface CorrectRequest {
  exchangeId: number;
  worked: boolean;
}

/** The probe that proves that the server did not simply refuse every request from some moment on. */
export const LATER_CONTROL = 'later-request' satisfies ProbeId;

/** Why a refusal is no evidence, and the probe that could change that. */
export interface Unproven {
  why: string;
  awaits?: ProbeId | undefined;
}

/** The verdict about a refusal that is no evidence. */
export const unprovenBy = (
  { why, awaits }: Unproven,
  shown: readonly (Attempt | number | undefined)[],
  before = '',
): Verdict => notTestable(before + why, shown, awaits);

/**
 * Why a refusal is no evidence: a server that refuses every request of this client from some moment on refuses a
 * deviating request as well. So the next correct request has to work.
 */
export function whyAllRefused(
  { probes }: Evidence,
  requests: readonly CorrectRequest[],
  { exchangeId: at }: Pick<StepSeen, 'exchangeId'>,
): Unproven | undefined {
  const inOrder = [...requests].sort((one, other) => one.exchangeId - other.exchangeId);
  const next = inOrder.find(({ exchangeId }) => exchangeId > at);
  if (next?.worked) return undefined;
  const because = (why: string) => `The server refused this request, but ${why}.`;
  if (!inOrder.some(({ worked }) => worked)) {
    return {
      why: because(
        `no correct request has succeeded yet. First run the probe “${probeOf('right-request').title}”`,
      ),
    };
  }
  if (next) {
    return {
      why: because(
        `it also refused the correct request in message ${next.exchangeId}, so it possibly refuses everything`,
      ),
    };
  }
  return {
    why: because(
      `no correct request has followed yet, so it possibly refuses everything by now. Now run the probe “${probeOf(LATER_CONTROL).title}”`,
    ),
    awaits: probes[LATER_CONTROL] ? undefined : LATER_CONTROL,
  };
}

/** The correct token requests whose code no other request could have used up before. */
export function correctExchanges({ probes }: Evidence): CorrectRequest[] {
  return Object.values(probes).flatMap(({ steps }) => {
    const { 'right exchange': right, 'deviating exchange': before } = steps;
    const counts = right?.token ?? (right?.outcome === 'answered' && !before);
    return right && counts ? [{ exchangeId: right.exchangeId, worked: right.token !== undefined }] : [];
  });
}

/** The correct authorization requests that the server judged. */
export function correctSignIns({ probes }: Evidence): CorrectRequest[] {
  return Object.entries(probes).flatMap(([id, { response }]) =>
    response && CORRECT_REQUESTS.has(id) && !response.ignored && !isUnrelated(response)
      ? [{ exchangeId: response.exchangeId, worked: response.code }]
      : [],
  );
}
