import { type Rejection, wireError } from '../../../mocks/authorization-server/rejections.ts';
import { computeCodeChallenge } from '../../../oauth/index.ts';
import {
  type Exchange,
  membersOf,
  parameterOf,
  redirectOf,
  rejectionIn,
  responseOf,
} from '../../machine/wire/exchange.ts';

/** A check of one message: the rule, and whether the rest of the log agrees with the message. */
export interface LogCheck {
  rule: 'hash' | 'order' | 'state' | 'verdict';
  messageId: number;
  result: 'holds' | 'fails' | 'cannot be checked';
  /** Why the message does not pass; for a mismatch, with both values. */
  why?: string;
}

/**
 * Checks what a log can prove by itself: that the verifier of each code matches its challenge, that each code was
 * issued before its use, that the client had sent the state of each callback, and that each response agrees with what
 * the server recorded.
 */
export async function checkLog(log: readonly Exchange[]): Promise<LogCheck[]> {
  const checks: LogCheck[] = [];
  const lastExchanges = lastExchangeOfCodes(log);
  const issuers = new Map<string, Exchange>();
  const states = new Set<string>();
  for (const [index, exchange] of log.entries()) {
    const issued = issuedBefore(issuers, exchange);
    const code = parameterOf(exchange.request, 'code');
    const exchanged = code !== undefined && (lastExchanges.get(code) ?? -1) >= index;
    checks.push(
      ...(await hashChecks(exchange, issued)),
      ...orderChecks(exchange, issued),
      ...(exchanged ? stateChecks(exchange, states) : []),
      ...verdictChecks(exchange),
    );
    const issuedCode = redirectOf(exchange)?.searchParams.get('code');
    if (typeof issuedCode === 'string') issuers.set(issuedCode, exchange);
    const state = parameterOf(exchange.request, 'state');
    if (state !== undefined) states.add(state);
  }
  return checks;
}

/** The form of a verifier (RFC 7636 §4.1). A masked value does not have this form. */
const VERIFIER = /^[A-Za-z0-9\-._~]{43,128}$/;

/** The code of a token request, and the earlier message in which the server issued this code. */
interface Issued {
  code: string;
  request: Exchange | undefined;
}

/** @param issuers for each code, the latest exchange so far that issued the code. */
function issuedBefore(issuers: ReadonlyMap<string, Exchange>, exchange: Exchange): Issued | undefined {
  const code = parameterOf(exchange.request, 'code');
  if (code === undefined || parameterOf(exchange.request, 'grant_type') !== 'authorization_code')
    return undefined;
  return { code, request: issuers.get(code) };
}

/** The index of the last message in which the client sends each code. */
function lastExchangeOfCodes(log: readonly Exchange[]): ReadonlyMap<string, number> {
  const last = new Map<string, number>();
  for (const [index, { from, request }] of log.entries()) {
    const code = from === 'client' ? parameterOf(request, 'code') : undefined;
    if (code !== undefined) last.set(code, index);
  }
  return last;
}

async function hashChecks(exchange: Exchange, issued: Issued | undefined): Promise<LogCheck[]> {
  const verifier = parameterOf(exchange.request, 'code_verifier');
  const granted = responseOf(exchange)?.status === 200;
  const differed = rejectionIn(exchange) === 'code_verifier does not match';
  if (!issued || verifier === undefined || !(granted || differed)) return [];
  const check = { rule: 'hash', messageId: exchange.id } as const;
  const sent = issued.request?.request;
  const challenge = sent && parameterOf(sent, 'code_challenge');
  if (challenge === undefined || !VERIFIER.test(verifier) || !VERIFIER.test(challenge)) {
    const why = !issued.request
      ? 'the file does not contain the authorization request of this code'
      : challenge === undefined
        ? 'no challenge was sent'
        : 'a value is masked';
    return [{ ...check, result: 'cannot be checked', why }];
  }
  const plain = sent && parameterOf(sent, 'code_challenge_method') !== 'S256';
  const computed = plain ? verifier : await computeCodeChallenge(verifier);
  const agrees = (computed === challenge) === granted;
  const why = `the verifier gives ${computed}, the challenge was ${challenge}, and the response had the status ${responseOf(exchange)?.status}`;
  return [agrees ? { ...check, result: 'holds' } : { ...check, result: 'fails', why }];
}

function orderChecks(exchange: Exchange, issued: Issued | undefined): LogCheck[] {
  if (!issued || responseOf(exchange)?.status !== 200) return [];
  const check = { rule: 'order', messageId: exchange.id } as const;
  return issued.request
    ? [{ ...check, result: 'holds' }]
    : [{ ...check, result: 'fails', why: 'a code bought tokens, but no earlier message issued the code' }];
}

/** Checks the state of a callback whose code was exchanged: an earlier authorization request must have sent this state. */
function stateChecks(exchange: Exchange, states: ReadonlySet<string>): LogCheck[] {
  if (exchange.to !== 'client' || exchange.channel !== 'front') return [];
  const state = parameterOf(exchange.request, 'state');
  const sent = state !== undefined && states.has(state);
  const check = { rule: 'state', messageId: exchange.id } as const;
  return sent
    ? [{ ...check, result: 'holds' }]
    : [
        {
          ...check,
          result: 'cannot be checked',
          why: `no earlier message sends the state ${state ?? '(none)'}: the client accepted a state that it had not sent, or this log does not contain the start of the sign-in`,
        },
      ];
}

/** Compares what the server recorded with its response: for a refusal, the error; for issued tokens, the status and the token. */
function verdictChecks(exchange: Exchange): LogCheck[] {
  const refused = exchange.serverView.find((seen) => seen.kind === 'refused');
  const issued = exchange.serverView.some(({ kind }) => kind === 'issued tokens');
  const response = responseOf(exchange);
  if (!response || !(refused || issued)) return [];
  const check = { rule: 'verdict', messageId: exchange.id } as const;
  const error = redirectOf(exchange)?.searchParams.get('error') ?? membersOf(response).error;
  const expected = refused ? expectedError(refused.rejection) : undefined;
  const agrees = refused
    ? error === expected
    : response.status === 200 && typeof membersOf(response).access_token === 'string';
  const sent = `the response was ${response.status} ${String(error ?? '')}`;
  const why = refused
    ? `for this reason the server sends ${expected ?? 'no error that this app knows'}, but ${sent}`
    : `the server recorded that it issued tokens, but ${sent}`;
  return [agrees ? { ...check, result: 'holds' } : { ...check, result: 'fails', why }];
}

function expectedError(rejection: Rejection): string | undefined {
  // A file may name a reason that this server does not have.
  const sent: { error: string } | undefined = wireError(rejection);
  return sent?.error;
}
