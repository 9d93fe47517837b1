import { generateProofKey, type ProofKey } from '../../../../oauth/dpop-proof.ts';
import type { WireLog } from '../../../machine/wire/wire-log.ts';
import type { Evidence } from '../evidence.ts';
import type { ProbeRecord } from '../probe-record.ts';
import type { Reply, ReportClient } from '../report-client.ts';
import { sendAgainIfLost } from '../send-again.ts';
import type { Probe, ProbeEvidence, Redemption, ResponseSeen, StepName, StepSeen } from './probe.ts';
import { createRedemption, type RedemptionOptions } from './redemption.ts';
import { authorizationUrl, CHANGED_URI, type ProbeSettings, pushedUrl, unguessable } from './requests.ts';

interface BegunProbe {
  /** The address to navigate to; `undefined` if the probe has ended: the server did not accept the pushed request. */
  url: string | undefined;
  record: ProbeRecord;
  /** The key that the code is bound to, if the probe binds it. */
  key: ProofKey | undefined;
  evidence: ProbeEvidence;
}

/**
 * Builds the authorization request, pushes it where the server requires that (RFC 9126), and logs it. The caller saves
 * the record and the key, then navigates.
 */
export async function beginProbe(
  probe: Probe,
  { client, settings, log }: Pick<FinishOptions, 'client' | 'settings' | 'log'>,
): Promise<BegunProbe> {
  const key = probe.bindsCode ? await generateProofKey() : undefined;
  const record = {
    probe: probe.id,
    state: unguessable(),
    verifier: unguessable(),
    ...(key && { jkt: key.jkt }),
  };
  const changes = probe.request?.(record.verifier, settings.redirectUri, key?.jkt) ?? {};
  const request = await authorizationUrl(settings, record, changes);
  const pushed = await pushIfRequired(client, settings, request);
  if ('status' in pushed) return { url: undefined, record, key, evidence: pushed };
  const { url, edited } = pushed;
  const requestId = logNavigation(log, 'client', 'browser', url);
  const evidence: ProbeEvidence = { status: 'left', requestId, steps: {}, ...(edited && { edited }) };
  return { url, record, key, evidence };
}

const LONGEST_ERROR = 60;
const LONGEST_DESCRIPTION = 300;

const describedBy = (description: unknown): Pick<ResponseSeen, 'description'> =>
  typeof description === 'string' && description
    ? { description: description.slice(0, LONGEST_DESCRIPTION) }
    : {};

/** @returns the address to open; or the evidence, if the request was refused or its response cannot be read. */
async function pushIfRequired(
  client: ReportClient,
  settings: ProbeSettings,
  request: string,
): Promise<{ url: string; edited?: true | undefined } | ProbeEvidence> {
  const { pushedRequestEndpoint: endpoint } = settings;
  if (endpoint === undefined) return { url: request };
  // A second push does no harm: the browser never opens the first pushed request, which then expires.
  const push = () =>
    sendAgainIfLost(client, 'authorization server', endpoint, {
      method: 'POST',
      headers: { Accept: 'application/json' },
      body: new URL(request).searchParams,
    });
  const first = await push();
  // A single refusal may have a reason other than the request, such as a temporary failure of a proxy.
  const isRefused = first.reply.attempt.outcome === 'answered' && requestUriIn(first.reply) === undefined;
  const { reply, withoutCors } = isRefused ? await push() : first;
  const { attempt, json } = reply;
  const { exchangeId, outcome, status } = attempt;
  if (outcome !== 'answered') {
    return {
      status: outcome === 'stopped' ? 'stopped' : 'no response',
      pushed: attempt,
      ...(withoutCors && { pushedWithoutCors: withoutCors }),
      steps: {},
    };
  }
  const requestUri = requestUriIn(reply);
  if (requestUri !== undefined) return { url: pushedUrl(settings, requestUri), edited: attempt.edited };
  const { error, error_description: description } = Object(json);
  const refusal =
    typeof error === 'string'
      ? { refused: true as const, error: error.slice(0, LONGEST_ERROR), ...describedBy(description) }
      : {};
  const { 'retry-after': retryAfter } = attempt.headers;
  const response: ResponseSeen = {
    exchangeId,
    code: false,
    atPush: true,
    pushStatus: status,
    ...(retryAfter !== undefined && { retryAfter }),
    ...(attempt.edited && { edited: true as const }),
    ...refusal,
  };
  return { status: 'answered', requestId: exchangeId, response, steps: {} };
}

function requestUriIn({ attempt, json }: Reply): string | undefined {
  const { request_uri: uri } = Object(json);
  return attempt.status < 300 && typeof uri === 'string' ? uri : undefined;
}

export interface FinishOptions extends RedemptionOptions {
  log: WireLog;
}

/** Reads the response, runs the further steps, and revokes the tokens. A failure is part of the evidence. */
export async function finishProbe(
  probe: Probe,
  before: ProbeEvidence,
  { verifier, key }: { verifier: string; key?: ProofKey | undefined },
  callbackUrl: string,
  options: FinishOptions,
): Promise<ProbeEvidence> {
  const { response, code } = readResponse(options, callbackUrl);
  const evidence: ProbeEvidence = { ...before, status: 'answered', response };
  if (code === undefined || response.ignored) return evidence;
  return { ...evidence, ...(await followProbe(probe, { code, verifier, key }, options)) };
}

/** Runs the steps of a probe that follow the authorization response. */
export async function followProbe(
  probe: Probe,
  held: { code: string; verifier: string; key?: ProofKey | undefined },
  options: FinishOptions,
): Promise<Pick<ProbeEvidence, 'status' | 'steps' | 'again'>> {
  const steps: Partial<Record<StepName, StepSeen>> = {};
  const again: typeof steps = {};
  let into = steps;
  const { redemption, revokeAll } = createRedemption(held, options, (name, step) => {
    into[name] = step;
  });
  async function confirm(take: Parameters<Redemption['confirm']>[0]): Promise<void> {
    if (!(await take()).some(Boolean)) return;
    into = again;
    await take();
    into = steps;
  }
  const status = await probe.follow({ ...redemption, confirm }).then(
    () => 'answered' as const,
    () => 'stopped' as const,
  );
  // The tokens are also revoked after a failure, and after the person stopped the report.
  await revokeAll();
  return { status, steps, ...(Object.keys(again).length && { again }) };
}

const RESPONSE_PARAMETERS = ['state', 'code', 'iss', 'error', 'error_description'];

/**
 * Whether an escape is incomplete, a parameter repeated, or both code and error are present (RFC 6749 §3.1, §4.1.2.1).
 */
function isMalformed(parameters: URLSearchParams, source: string): boolean {
  return (
    /%(?![\da-f]{2})/i.test(source) ||
    RESPONSE_PARAMETERS.some((name) => parameters.getAll(name).length > 1) ||
    (parameters.has('code') && parameters.has('error'))
  );
}

/** Like `validateAuthorizationResponse`, but records each fault. Only a code in the query counts. */
function readResponse(
  { log, settings }: Pick<FinishOptions, 'log' | 'settings'>,
  callbackUrl: string,
): { response: ResponseSeen; code: string | undefined } {
  const { search, hash } = new URL(callbackUrl);
  const parameters = new URLSearchParams(search || hash.slice(1));
  function single(name: string): string | undefined {
    const [value, ...more] = parameters.getAll(name);
    return more.length ? undefined : value || undefined;
  }
  const code = search ? single('code') : undefined;
  const error = single('error')?.slice(0, LONGEST_ERROR);
  const iss = single('iss');
  const ignored = isMalformed(parameters, search || hash)
    ? ('it is malformed' as const)
    : problemOfIssuer(iss, settings);
  const response: ResponseSeen = {
    exchangeId: logNavigation(log, 'browser', 'client', callbackUrl),
    code: code !== undefined,
    ...(parameters.has(CHANGED_URI) && { atAnotherUri: true as const }),
    ...(error !== undefined && { refused: true as const }),
    ...(error !== undefined && !ignored && { error, ...describedBy(single('error_description')) }),
    ...(iss !== undefined && { iss: iss.slice(0, 500) }),
    ...(ignored && { ignored }),
  };
  return { response, code };
}

/** Compares `iss` as a string. `iss` may be missing only if the metadata does not promise it (RFC 9207 §2.4). */
function problemOfIssuer(
  iss: string | undefined,
  { issuer, issPromised }: ProbeSettings,
): ResponseSeen['ignored'] {
  if (iss === undefined) return issPromised ? 'iss is missing' : undefined;
  return iss === issuer ? undefined : 'iss is wrong';
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
  });
}

export function withProbe(evidence: Evidence, { id }: Probe, probe: ProbeEvidence): Evidence {
  return { ...evidence, probes: { ...evidence.probes, [id]: probe } };
}
