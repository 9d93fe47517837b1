import { answerOf, type Exchange, parameterOf } from '../wire/exchange.ts';

/** A place in the ten steps of the flow, as the chapters name them. */
export type Step = 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9 | 10;

/** The ten steps, named the same everywhere. */
export const STEPS: Readonly<Record<Step, string>> = {
  1: 'configure the server',
  2: 'no token: make verifier and challenge',
  3: 'open /authorize',
  4: 'sign in at the identity provider',
  5: 'redirect with code',
  6: 'POST /token with code and verifier',
  7: 'hash, compare: match issues, mismatch is a 400',
  8: 'bearer on every tool call',
  9: 'expiry',
  10: 'refresh',
};

/** Which step a request and its answer belong to; discovery belongs to none. */
export function stepsOf(exchange: Exchange): { request: Step | undefined; answer: Step | undefined } {
  const { from, to, request } = exchange;
  if (to === 'attacker' || request.url.includes('/.well-known/'))
    return { request: undefined, answer: undefined };
  if (to === 'MCP server') {
    if (!request.headers.authorization) return { request: 1, answer: 1 };
    return { request: 8, answer: answerOf(exchange)?.status === 401 ? 9 : 8 };
  }
  if (to === 'browser') return { request: 3, answer: undefined };
  if (to === 'client') return { request: 5, answer: undefined };
  if (from === 'browser') return { request: 4, answer: 5 };
  return parameterOf(request, 'grant_type') === 'refresh_token'
    ? { request: 10, answer: 10 }
    : { request: 6, answer: 7 };
}
