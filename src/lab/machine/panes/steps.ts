import { bearerRefusalOf } from '../wire/bearer-refusal.ts';
import { type Exchange, parameterOf, rejectionIn, type WireMessage } from '../wire/exchange.ts';

export type Step = 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9 | 10;

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

/** The steps that a request and its response belong to. Discovery and a pushed request belong to no step. */
export function stepsOf(exchange: Exchange): { request: Step | undefined; response: Step | undefined } {
  const { to, request } = exchange;
  const { pathname } = new URL(request.url);
  const navigation = exchange.channel === 'front' && request.method === 'GET';
  if (navigation && isAuthorizationRequest(request)) return { request: 3, response: undefined };
  const brings = parameterOf(request, 'code') !== undefined;
  if ((to === 'client' && exchange.channel === 'front') || (navigation && brings)) {
    // A redirect with an error brings no code.
    return { request: brings ? 5 : undefined, response: undefined };
  }
  if (isAuthorizationRequest(request)) {
    return isRefusedUnseen(exchange)
      ? { request: undefined, response: undefined }
      : { request: 4, response: 5 };
  }
  if (to === 'MCP server' && !pathname.includes('/.well-known/')) {
    if (!request.headers.authorization) return { request: 1, response: 1 };
    // A 401 has many reasons, and only one of them is the expiry.
    return { request: 8, response: bearerRefusalOf(exchange) === 'expired' ? 9 : 8 };
  }
  switch (parameterOf(request, 'grant_type')) {
    case 'authorization_code':
      return { request: 6, response: 7 };
    case 'refresh_token':
      return { request: 10, response: 10 };
    default:
      return { request: undefined, response: undefined };
  }
}

const DECIDED_BY_PERSON: readonly string[] = [
  'wrong password',
  'named person not signed in',
  'no decision',
  'denied by the person',
];

/** Whether the server refused an authorization request before it showed the person a sign-in page. */
export function isRefusedUnseen(exchange: Exchange): boolean {
  const reason = rejectionIn(exchange);
  return (
    isAuthorizationRequest(exchange.request) && reason !== undefined && !DECIDED_BY_PERSON.includes(reason)
  );
}

export const isPushedRequest = ({ channel, request }: Exchange): boolean =>
  channel === 'back' &&
  request.method === 'POST' &&
  parameterOf(request, 'response_type') !== undefined &&
  !isAuthorizationRequest(request);

export const isAuthorizationRequest = ({ url }: WireMessage): boolean =>
  new URL(url).pathname.endsWith('/authorize');
