import { type Exchange, membersOf, parameterOf, responseOf } from '../../../machine/wire/exchange.ts';
import {
  bearerRefusedFor,
  hasStatus,
  mcpRequests,
  refusedFor,
  shownBy,
  tokenRequests,
} from '../../chapters/evidence.ts';
import { bearerOf, readClaims } from '../../chapters/token-claims.ts';
import type { FurtherBody } from '../further-chapter.ts';
import { PREDICTION } from './prediction.ts';

export const SHOWN = {
  goesOn: 'with its own ID token, the client goes on',
  wrongType: 'at the MCP server, the ID token is of the wrong type',
  otherApp: 'an ID token for another app is dropped, though its nonce fits',
  earlier: 'the ID token of an earlier sign-in is dropped for its nonce',
  neither: 'with neither PKCE nor a nonce, an injected code gives the attacker a token that works',
  nonce: 'with a nonce alone, the client drops tokens that were issued',
  pkce: 'with PKCE, the server refuses the injected code and issues nothing',
} as const;

const CLIENT_ID = 'this-app';

/** A code that the client exchanged, and the result. */
interface Redeemed {
  exchange: Exchange;
  /** The nonce of the authorization request that led to the code. */
  sentNonce: string | undefined;
  /** The claims of the ID token in the token response; empty if there is no ID token. */
  claims: Readonly<Record<string, unknown>>;
  /** Whether the client had the tokens revoked, and called no tool with them. */
  dropped: boolean;
  /** The tool call with the access token, if it succeeded. */
  used: Exchange | undefined;
  /** Whether the code had reached the browser of another person before the attacker exchanged it. */
  injected: boolean;
}

/** The messages in which a browser came back to the client with this code. */
const arrivals = (log: readonly Exchange[], code: string | undefined): Exchange[] =>
  log.filter(
    ({ to, channel, request }) =>
      to === 'client' && channel === 'front' && parameterOf(request, 'code') === code,
  );

/** The authorization request that contained this state. */
const openedWith = (log: readonly Exchange[], state: string | undefined): Exchange | undefined =>
  log.find(
    ({ from, channel, request }) =>
      from === 'client' && channel === 'front' && parameterOf(request, 'state') === state,
  );

function redeemed(log: readonly Exchange[]): Redeemed[] {
  return tokenRequests(log, 'authorization_code')
    .filter(({ from }) => from === 'client')
    .flatMap((exchange) => {
      const arrived = arrivals(log, parameterOf(exchange.request, 'code'));
      const last = arrived.at(-1);
      if (!last) return [];
      const tokens = membersOf(responseOf(exchange));
      const opened = openedWith(log, parameterOf(last.request, 'state'));
      const given = new Set<unknown>([tokens.access_token, tokens.refresh_token].filter(Boolean));
      const used = mcpRequests(log, 'tools/call')
        .filter(hasStatus(200))
        .find((call) => given.has(bearerOf(call)));
      const revoked = log.some(
        ({ from, request }) =>
          from === 'client' && request.url.endsWith('/revoke') && given.has(parameterOf(request, 'token')),
      );
      return {
        exchange,
        sentNonce: opened && parameterOf(opened.request, 'nonce'),
        claims: readClaims(String(tokens.id_token)),
        dropped: revoked && !used,
        used,
        injected: last.from === 'attacker' && arrived.some(({ from }) => from === 'browser'),
      };
    });
}

/** Whether a setting let through a code that PKCE would have stopped. */
const withoutPkce = ({ serverView }: Exchange): boolean =>
  serverView.some(
    (seen) => seen.kind === 'tolerated' && seen.rejection.reason === 'code_verifier without challenge',
  );

const hasIdToken = ({ claims }: Redeemed): boolean => claims.aud !== undefined;
const isForThisClient = ({ claims }: Redeemed): boolean => claims.aud === CLIENT_ID;
const hasOwnNonce = ({ claims, sentNonce }: Redeemed): boolean =>
  sentNonce !== undefined && claims.nonce === sentNonce;

export const whoSignedIn: FurtherBody = {
  shows: {
    that: 'a client accepts an ID token only if the token names this client and has the nonce of the client’s own request',
    by: SHOWN.otherApp,
  },
  facts: ['F57', 'F58', 'F59', 'F60'],
  prediction: PREDICTION,
  proof(log) {
    const all = redeemed(log);
    const own = all.filter((each) => !each.injected);
    const injected = all.filter((each) => each.injected);
    const issued = new Set(
      tokenRequests(log, 'authorization_code').map((sent) => membersOf(responseOf(sent)).id_token),
    );
    return [
      shownBy(
        SHOWN.goesOn,
        own.find((each) => isForThisClient(each) && hasOwnNonce(each) && each.used)?.used,
      ),
      bearerRefusedFor(
        SHOWN.wrongType,
        mcpRequests(log, 'tools/call').filter((call) => issued.has(bearerOf(call))),
        'wrong type',
      ),
      shownBy(
        SHOWN.otherApp,
        own.find((each) => hasIdToken(each) && !isForThisClient(each) && hasOwnNonce(each) && each.dropped)
          ?.exchange,
      ),
      shownBy(
        SHOWN.earlier,
        own.find((each) => isForThisClient(each) && !hasOwnNonce(each) && each.dropped)?.exchange,
      ),
      shownBy(
        SHOWN.neither,
        injected.find((each) => withoutPkce(each.exchange) && !hasIdToken(each) && each.used)?.used,
      ),
      shownBy(
        SHOWN.nonce,
        injected.find((each) => withoutPkce(each.exchange) && isForThisClient(each) && each.dropped)
          ?.exchange,
      ),
      refusedFor(
        SHOWN.pkce,
        injected.map(({ exchange }) => exchange),
        'code_verifier does not match',
      ),
    ];
  },
  hints: [
    'Look for a token response of 200 that is followed by a revocation: there the client dropped the tokens.',
    'Inject a code three times: without a nonce and PKCE, with a nonce alone, and with PKCE.',
  ],
};
