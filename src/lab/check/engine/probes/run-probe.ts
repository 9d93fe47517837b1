import type { WireLog } from '../../../machine/wire/wire-log.ts';
import type { Evidence } from '../evidence.ts';
import type { ProbeRecord } from '../probe-record.ts';
import type { AnswerSeen, Probe, ProbeEvidence, StepName, StepSeen } from './probe.ts';
import { createRedemption, type RedemptionOptions } from './redemption.ts';
import { authorizationUrl, CHANGED_URI, type ProbeSettings, unguessable } from './requests.ts';

/** Makes the request that leaves for the authorization server, and logs it. The caller saves, then navigates. */
export async function beginProbe(
  probe: Probe,
  settings: ProbeSettings,
  log: WireLog,
): Promise<{ url: string; record: ProbeRecord; evidence: ProbeEvidence }> {
  const record = { probe: probe.id, state: unguessable(), verifier: unguessable() };
  const changes = probe.request?.(record.verifier, settings.redirectUri) ?? {};
  const url = await authorizationUrl(settings, record, changes);
  const requestId = logNavigation(log, 'client', 'browser', url);
  return { url, record, evidence: { stage: 'left', requestId, steps: {} } };
}

export interface FinishOptions extends RedemptionOptions {
  log: WireLog;
}

/**
 * Reads the answer that a probe came back with, takes its further steps, and gives back what it was given.
 * Never rejects: what went wrong is part of the evidence.
 */
export async function finishProbe(
  probe: Probe,
  before: ProbeEvidence,
  { verifier }: Pick<ProbeRecord, 'verifier'>,
  callbackUrl: string,
  options: FinishOptions,
): Promise<ProbeEvidence> {
  const { answer, code } = readAnswer(options, callbackUrl);
  const evidence: ProbeEvidence = { ...before, stage: 'answered', answer };
  if (code === undefined || answer.notActedOn) return evidence;
  return { ...evidence, ...(await followProbe(probe, { code, verifier }, options)) };
}

/** Takes the steps of a probe that are not about an authorization response. */
export async function followProbe(
  probe: Probe,
  held: { code: string; verifier: string },
  options: FinishOptions,
): Promise<Pick<ProbeEvidence, 'stage' | 'steps'>> {
  const steps: Partial<Record<StepName, StepSeen>> = {};
  const { redemption, giveBack } = createRedemption(held, options, (name, step) => {
    steps[name] = step;
  });
  try {
    await probe.follow(redemption);
    await giveBack();
    return { stage: 'answered', steps };
  } catch {
    return { stage: 'stopped', steps };
  }
}

const RESPONSE_PARAMETERS = ['state', 'code', 'iss', 'error', 'error_description'];

/** Whether a parameter comes twice, or both a code and an error came (RFC 6749 §3.1, §4.1.2.1). */
function isMalformed(parameters: URLSearchParams, source: string): boolean {
  return (
    /%(?![\da-f]{2})/i.test(source) ||
    RESPONSE_PARAMETERS.some((name) => parameters.getAll(name).length > 1) ||
    (parameters.has('code') && parameters.has('error'))
  );
}

/**
 * Reads an answer as `validateAuthorizationResponse` does, which throws at the first fault; here each fault is
 * evidence. A code counts in the query alone.
 */
function readAnswer(
  { log, settings }: Pick<FinishOptions, 'log' | 'settings'>,
  callbackUrl: string,
): { answer: AnswerSeen; code: string | undefined } {
  const { search, hash } = new URL(callbackUrl);
  const parameters = new URLSearchParams(search || hash.slice(1));
  function single(name: string): string | undefined {
    const [value, ...more] = parameters.getAll(name);
    return more.length ? undefined : value || undefined;
  }
  const code = search ? single('code') : undefined;
  const error = single('error')?.slice(0, 60);
  const iss = single('iss');
  const notActedOn = isMalformed(parameters, search || hash)
    ? ('it is malformed' as const)
    : problemOfIssuer(iss, settings);
  const answer: AnswerSeen = {
    exchangeId: logNavigation(log, 'browser', 'client', callbackUrl),
    code: code !== undefined,
    ...(parameters.has(CHANGED_URI) && { atAnotherUri: true as const }),
    ...(error !== undefined && { refused: true as const }),
    ...(error !== undefined && !notActedOn && { error }),
    ...(iss !== undefined && { iss: iss.slice(0, 500) }),
    ...(notActedOn && { notActedOn }),
  };
  return { answer, code };
}

/** Compared as strings; missing only where it was not promised (RFC 9207 §2.4). */
function problemOfIssuer(
  iss: string | undefined,
  { issuer, issPromised }: ProbeSettings,
): AnswerSeen['notActedOn'] {
  if (iss === undefined) return issPromised ? 'iss is missing' : undefined;
  return iss === issuer ? undefined : 'iss is another one';
}

function logNavigation(
  log: WireLog,
  from: 'client' | 'browser',
  to: 'client' | 'browser',
  url: string,
): number {
  return log.open({
    atMs: Date.now(),
    from,
    to,
    channel: 'front',
    request: { method: 'GET', url, headers: {}, body: '' },
    outcome: { kind: 'left' },
    serverView: [],
  });
}

/** The evidence with what a probe brought. */
export function withProbe(evidence: Evidence, { id }: Probe, probe: ProbeEvidence): Evidence {
  return { ...evidence, probes: { ...evidence.probes, [id]: probe } };
}
