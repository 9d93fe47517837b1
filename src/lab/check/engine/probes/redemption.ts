import { addressSpace } from '../../../../oauth/address-space.ts';
import type { ProofKey } from '../../../../oauth/dpop-proof.ts';
import { withErrorText } from '../error-text.ts';
import { endSession, initialize, listTools } from '../mcp-request.ts';
import type { Reply, ReportClient, ReportRequest } from '../report-client.ts';
import { namesFailure } from '../rules/error-codes.ts';
import { isBusy, isJudged } from '../rules/refusal.ts';
import type { ProofKind } from './dpop/flaws.ts';
import { createProver, type Proof } from './dpop/prover.ts';
import type { Changes, Redemption, StepName, StepSeen } from './probe.ts';
import { formOf, type ProbeSettings } from './requests.ts';
import { formIn, readTokens } from './token-facts.ts';

type TokenType = 'access_token' | 'refresh_token';

export interface RedemptionOptions {
  client: ReportClient;
  settings: ProbeSettings;
  /** Rejects when the report is stopped. */
  wait(ms: number): Promise<void>;
  /** Called with a function that revokes all tokens at once, for the moment when the user leaves the page. */
  onLeave?(revoke: () => void): void;
  /** The time for proofs; by default the clock of this device. */
  now?(): number;
}

/** What a probe has when its authorization response arrives. */
export interface Held {
  code: string;
  verifier: string;
  /** The key that the code is bound to, if there is one. */
  key?: ProofKey | undefined;
}

/**
 * Carries out the steps of a probe with a code.
 *
 * @param seen called with the result of each step.
 * @returns also `revokeAll`, which revokes every token that may still be valid, even if the report was stopped.
 */
export function createRedemption(
  { code, verifier, key }: Held,
  { client, settings, wait, onLeave, now = Date.now }: RedemptionOptions,
  seen: (name: StepName, step: StepSeen) => void,
): { redemption: Omit<Redemption, 'confirm'>; revokeAll(): Promise<void> } {
  /**
   * Every token that may still be valid, with its `token_type_hint`. These include replaced refresh tokens
   * and access tokens, because a server need not revoke them with the new refresh token.
   */
  const out = new Map<string, TokenType>();
  const { tokenEndpoint, revocationEndpoint, clientId, serverUrl } = settings;
  const prover = createProver(client, key, now);
  const usual: ProofKind = settings.dpop === 'required' ? 'right' : 'none';
  const bound = new Set<StepName>();

  async function ask(
    name: StepName,
    to: 'authorization server' | 'MCP server',
    url: string,
    request: ReportRequest,
    proof: Proof = { kind: 'none' },
  ) {
    const sent =
      proof.kind === 'none'
        ? { reply: await client.send(to, url, request), nonce: undefined }
        : await prover.send(to, url, request, proof);
    if (!sent) return undefined;
    const { reply, nonce } = sent;
    // A response with any status may contain tokens. The probe counts and revokes such tokens, too.
    const presented = request.body instanceof URLSearchParams ? request.body.get('refresh_token') : null;
    const { tokens, facts } = readTokens(reply, presented);
    if (reply.attempt.outcome === 'stopped') throw new Error('The report was stopped.');
    if (facts?.type?.toLowerCase() === 'dpop') bound.add(name);
    const step = stepOf(reply, facts, request);
    const sessionId = reply.headers['mcp-session-id'];
    const hasProof = proof.kind !== 'none';
    seen(name, {
      ...step,
      ...(sessionId !== undefined && { session: true as const }),
      ...(hasProof && { proof: true as const }),
      ...(nonce && { nonce }),
    });
    const { outcome, reason } = reply.attempt;
    if (outcome === 'unreadable' && (reason === undefined || hasProof)) await askAfterwards(url, hasProof);
    if (tokens?.refreshToken !== undefined) out.set(tokens.refreshToken, 'refresh_token');
    if (tokens) out.set(tokens.accessToken, 'access_token');
    return { tokens, step, sessionId };
  }

  /** The handshake shows whether this client can read the ID that a server with sessions demands. */
  async function beginSession(Authorization: string, proof: Proof): Promise<void> {
    const request = initialize({ Authorization });
    const { sessionId } =
      (await ask('handshake with the token', 'MCP server', serverUrl, request, proof)) ?? {};
    if (sessionId === undefined) return;
    const { method, headers } = endSession(sessionId);
    const ending = { method, headers: { ...headers, Authorization } };
    if (proof.kind === 'none') await client.send('MCP server', serverUrl, ending);
    else await prover.send('MCP server', serverUrl, ending, proof);
  }

  const asked = new Set<StepName>();

  /**
   * A page cannot distinguish a hidden response from a lost one. So each probe also sends the server one request
   * without CORS, which shows only whether a response comes. After a request with a proof, it first sends one without:
   * if the page can read that response, the proof is the reason.
   */
  async function askAfterwards(url: string, hasProof: boolean): Promise<void> {
    const isMcp = url.split('?')[0] === serverUrl.split('?')[0];
    const name = isMcp ? 'MCP server afterwards' : 'token endpoint afterwards';
    if ((!isMcp && url !== tokenEndpoint) || asked.has(name)) return;
    asked.add(name);
    const send = (request: ReportRequest) =>
      ask(name, isMcp ? 'MCP server' : 'authorization server', isMcp ? serverUrl : url, request);
    const without = isMcp ? listTools() : { method: 'POST', body: noCode() };
    const control = hasProof ? await send(without) : undefined;
    if (control?.step.outcome !== 'answered') await send({ mode: 'no-cors' });
  }

  const noCode = () => formOf({ grant_type: 'authorization_code', code: 'not-a-code', client_id: clientId });

  async function post(name: StepName, url: string, parameters: Changes, kind: ProofKind = 'none') {
    const request: ReportRequest = {
      method: 'POST',
      headers: { Accept: 'application/json' },
      body: formOf(parameters),
      about: 'getting tokens',
    };
    const send = () => ask(name, 'authorization server', url, request, { kind });
    const first = await send();
    if (!first || first.tokens || !isSentAgain(name, first.step)) return first?.tokens;
    return (await send())?.tokens;
  }

  /** Sends a call, and sends it again if its response may have another reason. */
  async function list(name: StepName, url: string, request: ReportRequest, proof: Proof) {
    const send = async () => (await ask(name, 'MCP server', url, request, proof))?.step;
    const step = await send();
    return step && isSentAgain(name, step) ? send() : step;
  }

  const revocationOf = (token: string, type: TokenType): ReportRequest => ({
    method: 'POST',
    headers: { Accept: 'application/json' },
    body: formOf({ token, token_type_hint: type, client_id: clientId }),
    about: 'cleaning up',
  });

  const redemption: Omit<Redemption, 'confirm'> = {
    redirectUri: settings.redirectUri,
    verifier,
    exchange: (name, changes = {}, proof = usual) =>
      post(
        name,
        tokenEndpoint,
        {
          grant_type: 'authorization_code',
          code,
          code_verifier: verifier,
          client_id: clientId,
          redirect_uri: settings.redirectUri,
          resource: settings.resource,
          ...changes,
        },
        proof,
      ),
    async refresh(name, refreshToken, proof = usual) {
      if (refreshToken === undefined) return undefined;
      return post(
        name,
        tokenEndpoint,
        {
          grant_type: 'refresh_token',
          refresh_token: refreshToken,
          client_id: clientId,
          resource: settings.resource,
        },
        proof,
      );
    },
    async call(name, token, where = 'header') {
      if (token === undefined) return false;
      const url = new URL(serverUrl);
      if (where === 'query') url.searchParams.set('access_token', token);
      const Authorization = `${usual === 'none' ? 'Bearer' : 'DPoP'} ${token}`;
      const request = listTools(where === 'header' ? { Authorization } : {});
      const proof = { kind: usual, accessToken: token };
      const step = await list(name, url.href, request, proof);
      const wantsSession =
        [400, 404].includes(step?.status ?? 0) && /\bsession/i.test(step?.description ?? '');
      if (name === 'call' && wantsSession) await beginSession(Authorization, proof);
      return isSuccess(step);
    },
    async callWithProof(name, { accessToken }, kind) {
      const scheme = kind === 'as bearer' ? 'Bearer' : 'DPoP';
      const request = listTools({ Authorization: `${scheme} ${accessToken}` });
      const proof = { kind: kind === 'as bearer' ? 'none' : kind, accessToken };
      return isSuccess(await list(name, serverUrl, request, proof));
    },
    isBound: (name) => bound.has(name),
    async revoke(name, tokens) {
      if (revocationEndpoint === undefined || !tokens) return;
      const { refreshToken, accessToken } = tokens;
      const type = refreshToken === undefined ? 'access_token' : 'refresh_token';
      const token = refreshToken ?? accessToken;
      await ask(name, 'authorization server', revocationEndpoint, revocationOf(token, type));
      out.delete(token);
    },
    async requestWithCookies() {
      await ask('MCP server with cookies', 'MCP server', serverUrl, {
        ...listTools(),
        credentials: 'include',
      });
      // Cookies ignore ports: the browser would add the cookies of other services on this machine or in this network.
      const shared = new URL(tokenEndpoint).origin === new URL(serverUrl).origin;
      if (!shared && addressSpace(tokenEndpoint) !== 'public') return;
      await ask('token endpoint with cookies', 'authorization server', tokenEndpoint, {
        method: 'POST',
        body: noCode(),
        credentials: 'include',
      });
    },
    wait,
  };
  // The refresh tokens come first: when a refresh token is revoked, most servers end the whole grant.
  const inOrder = () => [...out].sort(([, one], [, other]) => other.localeCompare(one));
  const revoked = (token: string, type: TokenType, endpoint: string) =>
    client.send('authorization server', endpoint, revocationOf(token, type));
  onLeave?.(() => {
    if (revocationEndpoint === undefined) return;
    for (const [token, type] of inOrder()) void revoked(token, type, revocationEndpoint);
    out.clear();
  });
  return {
    redemption,
    async revokeAll() {
      if (revocationEndpoint === undefined) return;
      for (const [token, type] of inOrder()) {
        const { attempt } = await revoked(token, type, revocationEndpoint);
        // A server that does not respond would delay the report once for every further token.
        if (attempt.outcome === 'timed out') return;
      }
    },
  };
}

/**
 * The steps that the probe sends again after a refusal. Their last response counts, because a single refusal may have
 * another reason: for example, one instance of the server may not know the code. A request without a response, or at a
 * server that failed, is not sent again, because it may have used up the code.
 */
const SENT_AGAIN: readonly StepName[] = [
  'deviating exchange',
  'exchange with a verifier',
  'same code again',
  'refresh',
  'second refresh',
  'old refresh token again',
  'new refresh token',
  'refresh after revocation',
  'call with the token in the query',
  'call with an altered token',
  'call with the ID token',
  'call with the deviating token',
];

/** Steps with a wrong proof are sent again, too. The name of such a step ends with a comma and the flaw. */
const isSentAgain = (name: StepName, step: StepSeen): boolean =>
  (SENT_AGAIN.includes(name) || (name.includes(', ') && !name.endsWith('used before'))) &&
  step.outcome === 'answered' &&
  !step.edited &&
  isJudged(step) &&
  !isBusy(step);

const isSuccess = (step: StepSeen | undefined): boolean => step?.outcome === 'answered' && step.status < 300;

/** The parameters of a request that are secrets. */
const SECRETS = ['code', 'code_verifier', 'refresh_token', 'token', 'access_token'];

/** The secrets in a request: in its form, in its header, and in the query of its URL. */
function secretsIn({ body, headers }: ReportRequest, url: string): string[] {
  const form = body instanceof URLSearchParams ? body : new URL(url).searchParams;
  const presented = headers?.Authorization?.split(' ')[1];
  return [...SECRETS.flatMap((name) => form.getAll(name)), ...(presented ? [presented] : [])];
}

const LONGEST_DESCRIPTION = 300;
/** A text counts as repeating a secret if it contains the first 16 characters. The rest may be cut off. */
const BEGINNING = 16;

function stepOf(reply: Reply, facts: StepSeen['token'], request: ReportRequest): StepSeen {
  const { attempt, json, text } = reply;
  const { error, error_description: described } = Object(json ?? formIn(text));
  // A text in a successful response may be a token.
  const mayGrant = attempt.status < 300 && (facts !== undefined || attempt.content === 'text');
  const said = typeof described === 'string' || mayGrant ? described : withErrorText(reply).errorText;
  const tokenAt = request.body instanceof URLSearchParams && !facts ? otherTokenMember(json) : undefined;
  const secrets = secretsIn(request, attempt.url);
  const repeats = secrets
    .map((secret) => secret.slice(0, BEGINNING))
    .some((beginning) => text.includes(beginning) || said?.includes(beginning));
  const description = said !== undefined && repeats ? failureIn(said, secrets) : said;
  return {
    ...attempt,
    // One step has the token in the query of the URL.
    url: attempt.url.split('?')[0] ?? '',
    ...(typeof error === 'string' && { error: error.slice(0, 60) }),
    ...(description && description !== error && { description: description.slice(0, LONGEST_DESCRIPTION) }),
    ...(facts && { token: facts }),
    ...(tokenAt !== undefined && { tokenAt }),
  };
}

/** The path of a member that looks like the access token under another name or in another object. Never its value. */
function otherTokenMember(json: object | undefined): string | undefined {
  const members = Object.entries(json ?? {});
  const nested = members.flatMap(([name, value]) =>
    Object.keys(Object(value)).map((member) => `${name}.${member}`),
  );
  const paths = [...members.map(([name]) => name), ...nested].filter((path) => path !== 'access_token');
  return paths.find((path) => /^([a-z_]{1,20}\.)?access_?token$/i.test(path));
}

/** The plain words of a text that repeats a secret, if these words name a failure of the server. */
function failureIn(said: string, secrets: readonly string[]): string | undefined {
  const isPlain = (word: string) =>
    /^[a-z]{1,12}[.,:;]?$/i.test(word) && !secrets.some((secret) => secret.includes(word.slice(0, 4)));
  const words = said.split(/\s+/).filter(isPlain).join(' ');
  return namesFailure(words) ? words : undefined;
}
