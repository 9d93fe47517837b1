import type { Rejection } from '../../../mocks/authorization-server/rejections.ts';
import { answerOf, type Exchange, membersOf, parameterOf } from '../../machine/wire/exchange.ts';
import type { Claim } from './chapter.ts';

/** The exchanges with the token endpoint for one kind of grant. */
export function tokenRequests(
  log: readonly Exchange[],
  grantType: 'authorization_code' | 'refresh_token',
): Exchange[] {
  return log.filter(
    ({ request }) => request.url.endsWith('/token') && parameterOf(request, 'grant_type') === grantType,
  );
}

/** The calls of a tool or any other MCP message, by its method. */
export function mcpRequests(log: readonly Exchange[], method: string): Exchange[] {
  return log.filter(({ to, request }) => {
    if (to !== 'MCP server' || !request.body) return false;
    const message: { method?: unknown } = membersOf({ status: 0, headers: {}, body: request.body });
    return message.method === method;
  });
}

/** A claim that is met by one exchange, with the answer of that very exchange as its evidence. */
export function shownBy(text: string, exchange: Exchange | undefined): Claim {
  const answer = exchange && answerOf(exchange);
  if (!answer) return { text, met: false };
  const { error } = membersOf(answer);
  return { text, met: true, evidence: [answer.status, error].filter(Boolean).join(' ') };
}

/** Whether an exchange was answered with this status. */
export const hasStatus = (status: number) => (exchange: Exchange) => answerOf(exchange)?.status === status;

/** A claim that some exchange was answered with this status. */
export function answeredWith(text: string, exchanges: readonly Exchange[], status: number): Claim {
  return shownBy(text, exchanges.find(hasStatus(status)));
}

/** A claim that the server refused some exchange for exactly this reason, which only its own view tells. */
export function refusedFor(text: string, exchanges: readonly Exchange[], reason: Rejection['reason']): Claim {
  return shownBy(
    text,
    exchanges.find(({ serverView }) =>
      serverView.some((seen) => seen.kind === 'refused' && seen.rejection.reason === reason),
    ),
  );
}

/** The log cut into runs: each begins with the client asking for the tools without a token. */
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
