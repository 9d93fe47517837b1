import { type Exchange, membersOf, parameterOf, responseOf } from '../../../machine/wire/exchange.ts';
import type { Chapter } from '../chapter.ts';
import {
  bearerRefusedFor,
  mcpRequests,
  refusedFor,
  respondedWith,
  shownBy,
  tokenRequests,
} from '../evidence.ts';
import { bearerOf } from '../token-claims.ts';
import { PREDICTION } from './prediction.ts';

/** A grant that ended because someone presented a replaced refresh token. */
interface Grant {
  accessTokens: ReadonlySet<string>;
  /** The position in the log of the message that presented the replaced refresh token. */
  end: number;
}

/** Finds the grants that ended in a log, each with the access tokens that the grant had until its end. */
function endedGrants(log: readonly Exchange[]): Grant[] {
  const grants: { accessTokens: Set<string>; refreshTokens: Set<string> }[] = [];
  return log.flatMap((exchange, end) => {
    const presented = parameterOf(exchange.request, 'refresh_token') ?? '';
    const known = grants.find(({ refreshTokens }) => refreshTokens.has(presented));
    const { access_token, refresh_token } = membersOf(responseOf(exchange));
    if (typeof access_token === 'string') {
      const grant = known ?? { accessTokens: new Set(), refreshTokens: new Set() };
      if (!known) grants.push(grant);
      grant.accessTokens.add(access_token);
      grant.refreshTokens.add(String(refresh_token));
    }
    const ended = exchange.serverView.some(
      (seen) => seen.kind === 'revoked grant' && seen.because === 'a replaced refresh token was presented',
    );
    return ended && known ? [{ accessTokens: new Set(known.accessTokens), end }] : [];
  });
}

/** The calls with an access token of a grant that had already ended. */
const callsAfterTheEnd = (log: readonly Exchange[]): Exchange[] =>
  endedGrants(log).flatMap(({ accessTokens, end }) =>
    mcpRequests(log.slice(end), 'tools/call').filter((call) => accessTokens.has(bearerOf(call) ?? '')),
  );

/** What the chapter requires, in the order of its steps. The last two criteria need different servers. */
export const SHOWN = {
  works: 'the token works',
  expired: 'the expired token is refused',
  refreshed: 'the refresh token gets a new access token',
  replaced: 'the old refresh token is refused',
  revoked: 'the new tokens end with the grant',
  worksOn: 'at a server that only reads the token, the new token goes on working',
} as const;

export const afterFifteenMinutes: Chapter = {
  slug: 'after-15-minutes',
  number: 11,
  title: 'After 15 minutes',
  shows: {
    that: 'a copied refresh token ends the grant, and that a server which only reads the access token does not notice',
    by: SHOWN.worksOn,
  },
  question: 'And after 15 minutes?',
  facts: ['F25', 'F36', 'F48'],
  prediction: PREDICTION,
  proof(log) {
    const calls = mcpRequests(log, 'tools/call');
    const refreshes = tokenRequests(log, 'refresh_token');
    const late = callsAfterTheEnd(log);
    return [
      respondedWith(SHOWN.works, calls, 200),
      bearerRefusedFor(SHOWN.expired, calls, 'expired'),
      respondedWith(
        SHOWN.refreshed,
        // A thief who refreshes first gets new tokens as well, but this does not show that the client refreshed.
        refreshes.filter(({ from }) => from === 'client'),
        200,
      ),
      refusedFor(SHOWN.replaced, refreshes, 'refresh token used before'),
      bearerRefusedFor(SHOWN.revoked, late, 'revoked'),
      shownBy(
        SHOWN.worksOn,
        late.find((call) => responseOf(call)?.status === 200),
      ),
    ];
  },
  hints: [
    'Send the old refresh token after the client has used it: until then it is not old. If the thief comes first, the thief gets the new pair, and the client’s next refresh ends the grant.',
    'Do the same twice, once for each way of checking a token. Each way needs a sign-in of its own.',
  ],
};
