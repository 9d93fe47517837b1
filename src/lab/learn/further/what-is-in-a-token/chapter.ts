import { type Exchange, membersOf, responseOf } from '../../../machine/wire/exchange.ts';
import {
  answeredWith,
  bearerRefusedFor,
  mcpRequests,
  runsOf,
  shownBy,
  tokenRequests,
} from '../../chapters/evidence.ts';
import { onceSent } from '../../chapters/hints.ts';
import { bearerOf, readClaims } from '../../chapters/token-claims.ts';
import type { FurtherBody } from '../further-chapter.ts';
import { PREDICTION } from './prediction.ts';

/** The tokens of one kind that the authorization server issued. */
const issued = (log: readonly Exchange[], kind: 'access_token' | 'refresh_token'): Set<unknown> =>
  new Set(tokenRequests(log, 'authorization_code').map((exchange) => membersOf(responseOf(exchange))[kind]));

/** Whether a call carries claims that were issued, but for a later end. */
function isLengthened(call: Exchange, tokens: ReadonlySet<unknown>): boolean {
  const { exp, ...claims } = readClaims(bearerOf(call) ?? '');
  return [...tokens].some((token) => {
    const { exp: issuedExp, ...others } = readClaims(String(token));
    return Number(exp) > Number(issuedExp) && JSON.stringify(claims) === JSON.stringify(others);
  });
}

/** The calls of a run after the client had its token revoked, by tokens that were issued before. */
function callsAfterRevocation(run: readonly Exchange[]): Exchange[] {
  const at = run.findIndex(({ serverView }) =>
    serverView.some((seen) => seen.kind === 'revoked grant' && seen.because === 'the client asked for it'),
  );
  if (at < 0) return [];
  const before = issued(run.slice(0, at), 'access_token');
  return mcpRequests(run.slice(at), 'tools/call').filter((call) => before.has(bearerOf(call)));
}

export const whatIsInAToken: FurtherBody = {
  shows: {
    that: 'a revoked token goes on working at a server that reads the token alone, until the exp in it',
    by: 'once revoked, it still works at a server that reads it alone',
  },
  facts: ['F50', 'F51', 'F52'],
  prediction: PREDICTION,
  proof(log) {
    const calls = mcpRequests(log, 'tools/call');
    const accessTokens = issued(log, 'access_token');
    const refreshTokens = issued(log, 'refresh_token');
    const unchanged = calls.filter((call) => accessTokens.has(bearerOf(call)));
    const revoked = runsOf(log).map(callsAfterRevocation);
    const worked = (call: Exchange): boolean => responseOf(call)?.status === 200;
    return [
      answeredWith('the token is accepted', unchanged, 200),
      bearerRefusedFor(
        'with a later exp, its signature is wrong',
        calls.filter((call) => isLengthened(call, accessTokens)),
        'bad signature',
      ),
      bearerRefusedFor(
        'an opaque token is nothing that the MCP server can read',
        calls.filter((call) => refreshTokens.has(bearerOf(call))),
        'malformed token',
      ),
      bearerRefusedFor('once revoked, it is refused by a server that asks', revoked.flat(), 'revoked'),
      shownBy('once revoked, it still works at a server that reads it alone', revoked.flat().find(worked)),
      bearerRefusedFor(
        'and there, only its exp ends it',
        revoked.filter((after) => after.some(worked)).flat(),
        'expired',
      ),
    ];
  },
  hints: [
    {
      text: 'Each way of checking a token needs a sign-in of its own, and in each of them the token has to be revoked.',
      unlocked: onceSent,
    },
    {
      text: 'The expiry counts for the token that worked after its revocation: revoke it, call, and only then advance the clock.',
      unlocked: onceSent,
    },
  ],
};
