import { type Exchange, membersOf, parameterOf, responseOf } from '../../../machine/wire/exchange.ts';
import {
  bearerRefusedFor,
  mcpRequests,
  refusedFor,
  respondedWith,
  shownBy,
  tokenRequests,
} from '../../chapters/evidence.ts';
import { bearerOf, readClaims } from '../../chapters/token-claims.ts';
import type { FurtherBody } from '../further-chapter.ts';
import { PREDICTION } from './prediction.ts';

export const SHOWN = {
  accepted: 'the token is accepted',
  lengthened: 'a JWT with a later exp has a wrong signature',
  opaque: 'the MCP server cannot read an opaque token',
  worksOn: 'a revoked JWT still works at a server that only reads tokens',
  ended: 'at such a server, only the exp ends the JWT',
  asked: 'asked by the MCP server, the authorization server says what an opaque token means',
  toApp: 'to an app that asks about its own token, the authorization server says nothing',
  revoked: 'a revoked opaque token is refused by a server that asks',
} as const;

/** The tokens of one kind that the authorization server issued. */
const issued = (log: readonly Exchange[], kind: 'access_token' | 'refresh_token'): Set<unknown> =>
  new Set(tokenRequests(log, 'authorization_code').map((exchange) => membersOf(responseOf(exchange))[kind]));

/** Whether the token of a call has the claims of an issued token, with a later `exp`. */
function isLengthened(call: Exchange, tokens: ReadonlySet<unknown>): boolean {
  const { exp, ...claims } = readClaims(bearerOf(call) ?? '');
  return [...tokens].some((token) => {
    const { exp: issuedExp, ...others } = readClaims(String(token));
    return Number(exp) > Number(issuedExp) && JSON.stringify(claims) === JSON.stringify(others);
  });
}

const isQuestion = ({ request }: Exchange): boolean => request.url.endsWith('/introspect');
/** The token that an introspection or revocation request is about. */
const tokenNamedIn = ({ request }: Exchange): string | undefined => parameterOf(request, 'token');
const isOpaque = (token: string | undefined): boolean => token !== undefined && !token.includes('.');

/** What the authorization server recorded about an introspection request of the MCP server. */
function stateOf(exchange: Exchange) {
  const asked = exchange.from === 'MCP server' && isQuestion(exchange);
  return asked ? exchange.serverView.find((seen) => seen.kind === 'introspected') : undefined;
}

/** Only the private view shows that the reason for the inactive token was a revocation. */
function isToldOfRevocation(exchange: Exchange, call: Exchange): boolean {
  const state = stateOf(exchange);
  const because = state && !state.active ? state.because : undefined;
  return exchange.id > call.id && because === 'grant revoked' && tokenNamedIn(exchange) === bearerOf(call);
}

/** The calls with an issued token after the client had revoked this token. Other messages may be in between. */
function callsAfterRevocation(log: readonly Exchange[]): Exchange[] {
  const tokens = issued(log, 'access_token');
  const revocations = log.filter(({ serverView }) =>
    serverView.some((seen) => seen.kind === 'revoked grant' && seen.because === 'the client asked for it'),
  );
  return mcpRequests(log, 'tools/call').filter((call) => {
    const token = bearerOf(call);
    return (
      tokens.has(token) &&
      revocations.some((revocation) => revocation.id < call.id && tokenNamedIn(revocation) === token)
    );
  });
}

export const whatIsInAToken: FurtherBody = {
  shows: {
    that: 'a revoked token goes on working at a server that only reads the token, until the exp in it',
    by: SHOWN.worksOn,
  },
  facts: ['F50', 'F51', 'F52', 'F65', 'F66'],
  prediction: PREDICTION,
  proof(log) {
    const calls = mcpRequests(log, 'tools/call');
    const accessTokens = issued(log, 'access_token');
    const refreshTokens = issued(log, 'refresh_token');
    const unchanged = calls.filter((call) => accessTokens.has(bearerOf(call)));
    const revoked = callsAfterRevocation(log);
    const worked = (call: Exchange): boolean => responseOf(call)?.status === 200;
    return [
      respondedWith(SHOWN.accepted, unchanged, 200),
      bearerRefusedFor(
        SHOWN.lengthened,
        calls.filter((call) => isLengthened(call, accessTokens)),
        'bad signature',
      ),
      bearerRefusedFor(
        SHOWN.opaque,
        calls.filter((call) => refreshTokens.has(bearerOf(call))),
        'malformed token',
      ),
      shownBy(SHOWN.worksOn, revoked.find(worked)),
      bearerRefusedFor(
        SHOWN.ended,
        revoked.filter((call) =>
          revoked.some((other) => worked(other) && bearerOf(other) === bearerOf(call)),
        ),
        'expired',
      ),
      shownBy(
        SHOWN.asked,
        log.find((exchange) => stateOf(exchange)?.active && isOpaque(tokenNamedIn(exchange))),
      ),
      refusedFor(
        SHOWN.toApp,
        log.filter((exchange) => isQuestion(exchange) && accessTokens.has(tokenNamedIn(exchange))),
        'client authentication failed',
      ),
      bearerRefusedFor(
        SHOWN.revoked,
        revoked.filter((call) => log.some((exchange) => isToldOfRevocation(exchange, call))),
        'not active',
      ),
    ];
  },
  hints: [
    'Each of the two servers needs its own sign-in. Revoke the access token of both sign-ins.',
    'The expiry counts only for a token that worked after its revocation: revoke it, call, and only then advance the clock.',
  ],
};
