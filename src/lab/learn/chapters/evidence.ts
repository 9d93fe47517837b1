import type { Rejection } from '../../../mocks/authorization-server/rejections.ts';
import type { PkceComparison } from '../../../mocks/authorization-server/verify-pkce.ts';
import type { TokenRejection } from '../../../mocks/resource-server/presented-token.ts';
import { bearerRefusalOf } from '../../machine/wire/bearer-refusal.ts';
import {
  type Exchange,
  membersOf,
  parameterOf,
  redirectOf,
  rejectionIn,
  responseOf,
} from '../../machine/wire/exchange.ts';
import type { Criterion } from './criterion.ts';

export function tokenRequests(
  log: readonly Exchange[],
  grantType: 'authorization_code' | 'refresh_token',
): Exchange[] {
  return log.filter(
    ({ request }) => request.url.endsWith('/token') && parameterOf(request, 'grant_type') === grantType,
  );
}

/** The members of the newest response to an exchange of a code: the tokens, if it succeeded. */
export const newestTokens = (log: readonly Exchange[]): Record<string, unknown> => {
  const exchange = tokenRequests(log, 'authorization_code').at(-1);
  return membersOf(exchange && responseOf(exchange));
};

/** Whether a code no longer gets tokens: it was exchanged, or it has expired. */
export const isSpent = (code: string, log: readonly Exchange[]): boolean =>
  tokenRequests(log, 'authorization_code')
    .filter(({ request }) => parameterOf(request, 'code') === code)
    .some((exchange) => hasStatus(200)(exchange) || rejectionIn(exchange) === 'expired code');

export function mcpRequests(log: readonly Exchange[], method: string): Exchange[] {
  return log.filter(({ to, request }) => {
    if (to !== 'MCP server' || !request.body) return false;
    return membersOf(request).method === method;
  });
}

/** A criterion that is met if this exchange has a response. The response of the exchange is the evidence. */
export function shownBy(text: string, exchange: Exchange | undefined): Criterion {
  const response = exchange && responseOf(exchange);
  if (!response) return { text, met: false };
  // The error of an authorization request is in its redirect.
  const error = membersOf(response).error ?? redirectOf(exchange)?.searchParams.get('error');
  const evidence = [response.status, error].filter(Boolean).join(' ');
  return { text, met: true, evidence, message: exchange.id };
}

/** How the server compared the verifier of a token request; `undefined` if the server compared no verifier. */
export const comparisonIn = ({ serverView }: Exchange): PkceComparison | undefined =>
  serverView.flatMap((seen) => (seen.kind === 'compared PKCE' ? [seen.comparison] : []))[0];

export const hasStatus = (status: number) => (exchange: Exchange) => responseOf(exchange)?.status === status;

export const respondedWith = (text: string, exchanges: readonly Exchange[], status: number): Criterion =>
  shownBy(text, exchanges.find(hasStatus(status)));

/** The criterion that the server refused some exchange for this reason. Only the server's private view shows it. */
export function refusedFor(
  text: string,
  exchanges: readonly Exchange[],
  reason: Rejection['reason'],
): Criterion {
  return shownBy(
    text,
    exchanges.find((exchange) => rejectionIn(exchange) === reason),
  );
}

/** Whether the MCP server wrote down that a token lacks the scope of the tool (RFC 6750 §3.1). */
export const isScopeRefusal = ({ serverView }: Exchange): boolean =>
  serverView.some(
    (seen) =>
      seen.kind === 'wrote down' &&
      seen.entry.by === 'MCP server' &&
      seen.entry.event.startsWith('refused ') &&
      seen.entry.detail === 'insufficient scope',
  );

export function bearerRefusedFor(
  text: string,
  exchanges: readonly Exchange[],
  reason: TokenRejection,
): Criterion {
  return shownBy(
    text,
    exchanges.find((exchange) => bearerRefusalOf(exchange) === reason),
  );
}

/** Groups the messages by their runs. The messages that no run sent are one group. */
export function messagesByRun(log: readonly Exchange[]): Exchange[][] {
  const runs = new Map<number | undefined, Exchange[]>();
  for (const exchange of log) {
    const run = runs.get(exchange.run);
    if (run) run.push(exchange);
    else runs.set(exchange.run, [exchange]);
  }
  return [...runs.values()];
}

/** Splits the log into runs. Each run begins with a POST request of the client to the MCP server without a token. */
export function runsOf(log: readonly Exchange[]): Exchange[][] {
  const runs: Exchange[][] = [];
  for (const exchange of log) {
    const begins =
      exchange.to === 'MCP server' && !exchange.request.headers.authorization && exchange.from === 'client';
    if ((begins && exchange.request.method === 'POST') || !runs.length) runs.push([]);
    runs.at(-1)?.push(exchange);
  }
  return runs;
}
