import { type Exchange, membersOf, responseOf } from '../../../machine/wire/exchange.ts';
import type { Chapter } from '../chapter.ts';
import { bearerRefusedFor, mcpRequests, respondedWith, shownBy } from '../evidence.ts';
import { bearerOf, readAudience, readClaims } from '../token-claims.ts';
import { PREDICTION } from './prediction.ts';

export const SHOWN = {
  own: 'a token for this server is accepted',
  none: 'a call without a token is refused',
  elsewhere: 'the same token is accepted from another machine',
  foreign: 'a good token for another server is refused',
  rewritten: 'a token with a rewritten aud has a wrong signature',
} as const;

const signatureOf = (token: string | undefined): string | undefined => token?.split('.')[2];

export const whatATokenBuys: Chapter = {
  slug: 'what-a-token-buys',
  number: 10,
  title: 'What a token buys',
  shows: {
    that: 'a bearer token works for everyone who holds it, and only at the server that it names',
    by: SHOWN.elsewhere,
  },
  question: 'What does the token buy?',
  facts: ['F35'],
  prediction: PREDICTION,
  proof(log) {
    const calls = mcpRequests(log, 'tools/call');
    const meant = calls.filter((call) => readAudience(call) === call.request.url);
    const byClient = meant.filter(({ from }) => from === 'client');
    const known = new Set(byClient.map(bearerOf));
    // The learner may have got the other token before the prediction.
    const issued = log.map((exchange) => String(membersOf(responseOf(exchange)).access_token));
    const tokens = [...issued, ...calls.map((call) => bearerOf(call) ?? '')];
    const isRewritten = (call: Exchange) =>
      tokens.some(
        (token) =>
          signatureOf(token) === signatureOf(bearerOf(call)) && readClaims(token).aud !== call.request.url,
      );
    return [
      respondedWith(SHOWN.own, byClient, 200),
      bearerRefusedFor(SHOWN.none, calls, 'no token'),
      shownBy(
        SHOWN.elsewhere,
        meant.find(
          (call) => call.from === 'attacker' && known.has(bearerOf(call)) && responseOf(call)?.status === 200,
        ),
      ),
      bearerRefusedFor(SHOWN.foreign, calls, 'wrong audience'),
      bearerRefusedFor(SHOWN.rewritten, meant.filter(isRewritten), 'bad signature'),
    ];
  },
  hints: ['The token for the other server is a good token. Compare its aud with that of your own token.'],
};
