import type { WireLog } from '../../wire/wire-log.ts';
import type { Evidence } from '../evidence.ts';
import { listTools } from '../mcp-request.ts';
import type { LineRequest, Reply, ReportLine } from '../report-line.ts';
import type { AnswerSeen, Changes, Probe, ProbeEvidence, Redemption, StepName, StepSeen } from './probe.ts';
import { authorizationUrl, formOf, type ProbeSettings, unguessable } from './requests.ts';
import { readTokens } from './token-facts.ts';

/** What a probe has to remember until its answer comes; the only place where its verifier is kept. */
export interface ProbeRecord {
  probe: Probe['id'];
  state: string;
  verifier: string;
}

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

export interface FinishOptions {
  line: ReportLine;
  log: WireLog;
  settings: ProbeSettings;
  /** Rejects when the report is stopped. */
  wait(ms: number): Promise<void>;
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
  const { answer, code } = readAnswer(options.log, callbackUrl);
  const evidence: ProbeEvidence = { ...before, stage: 'answered', answer };
  // A code of another issuer is not ours to send anywhere (RFC 9207 §2.4).
  const foreign = answer.iss !== undefined && answer.iss !== options.settings.issuer;
  if (code === undefined || foreign) return evidence;
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
  let stage: ProbeEvidence['stage'] = 'answered';
  try {
    await probe.follow(redemption);
  } catch {
    stage = 'stopped';
  }
  await giveBack();
  return { stage, steps };
}

function createRedemption(
  { code, verifier }: { code: string; verifier: string },
  { line, settings, wait }: FinishOptions,
  seen: (name: StepName, step: StepSeen) => void,
): { redemption: Redemption; giveBack(): Promise<void> } {
  /** Every refresh token, or access token without one, that is still out. */
  const out = new Set<string>();
  const { tokenEndpoint, revocationEndpoint, clientId, serverUrl } = settings;

  async function ask(
    name: StepName,
    to: 'authorization server' | 'MCP server',
    url: string,
    request: LineRequest,
  ) {
    const reply = await line.send(to, url, request);
    const { tokens, facts } = readTokens(reply.json);
    if (reply.attempt.outcome === 'stopped') throw new Error('The report was stopped.');
    seen(name, stepOf(reply, facts));
    if (tokens) out.add(tokens.refreshToken ?? tokens.accessToken);
    return tokens;
  }
  const post = (name: StepName, url: string, parameters: Changes) =>
    ask(name, 'authorization server', url, {
      method: 'POST',
      headers: { Accept: 'application/json' },
      body: formOf(parameters),
    });

  const redemption: Redemption = {
    redirectUri: settings.redirectUri,
    exchange: (name, changes = {}) =>
      post(name, tokenEndpoint, {
        grant_type: 'authorization_code',
        code,
        code_verifier: verifier,
        client_id: clientId,
        redirect_uri: settings.redirectUri,
        resource: settings.resource,
        ...changes,
      }),
    refresh: async (name, refreshToken) =>
      refreshToken === undefined
        ? undefined
        : post(name, tokenEndpoint, {
            grant_type: 'refresh_token',
            refresh_token: refreshToken,
            client_id: clientId,
            resource: settings.resource,
          }),
    async call(name, token, where = 'header') {
      if (token === undefined) return;
      const url = new URL(serverUrl);
      if (where === 'query') url.searchParams.set('access_token', token);
      const bearer = { Authorization: `Bearer ${token}` };
      await ask(name, 'MCP server', url.href, listTools(where === 'header' ? bearer : {}));
    },
    async revoke(name, tokens) {
      const token = tokens?.refreshToken ?? tokens?.accessToken;
      if (revocationEndpoint === undefined || token === undefined) return;
      await post(name, revocationEndpoint, revocationOf(tokens?.refreshToken, token, clientId));
      out.delete(token);
    },
    async askWithCookies() {
      const noCode = formOf({ grant_type: 'authorization_code', code: 'not-a-code', client_id: clientId });
      await ask('MCP server with cookies', 'MCP server', serverUrl, {
        ...listTools(),
        credentials: 'include',
      });
      await ask('token endpoint with cookies', 'authorization server', tokenEndpoint, {
        method: 'POST',
        body: noCode,
        credentials: 'include',
      });
    },
    wait,
  };
  return {
    redemption,
    async giveBack() {
      if (revocationEndpoint === undefined) return;
      for (const token of out) {
        await line.send('authorization server', revocationEndpoint, {
          method: 'POST',
          body: formOf({ token, client_id: clientId }),
        });
      }
    },
  };
}

const revocationOf = (refreshToken: string | undefined, token: string, clientId: string): Changes => ({
  token,
  token_type_hint: refreshToken === undefined ? 'access_token' : 'refresh_token',
  client_id: clientId,
});

function stepOf({ attempt, json }: Reply, facts: StepSeen['token']): StepSeen {
  const { error } = Object(json);
  return {
    ...attempt,
    // The token is in the address of one step.
    url: attempt.url.split('?')[0] ?? '',
    ...(typeof error === 'string' && { error: error.slice(0, 60) }),
    ...(facts && { token: facts }),
  };
}

/** Each parameter is read once; one that comes twice counts as none. */
function readAnswer(log: WireLog, callbackUrl: string): { answer: AnswerSeen; code: string | undefined } {
  const { search, hash } = new URL(callbackUrl);
  const parameters = new URLSearchParams(search || hash.slice(1));
  function single(name: string): string | undefined {
    const [value, ...more] = parameters.getAll(name);
    return more.length ? undefined : value || undefined;
  }
  const code = single('code');
  const error = single('error')?.slice(0, 60);
  const iss = single('iss')?.slice(0, 500);
  const answer: AnswerSeen = {
    exchangeId: logNavigation(log, 'browser', 'client', callbackUrl),
    code: code !== undefined,
    ...(error !== undefined && { error }),
    ...(iss !== undefined && { iss }),
  };
  return { answer, code: error === undefined ? code : undefined };
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
