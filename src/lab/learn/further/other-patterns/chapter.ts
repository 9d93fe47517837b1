import { type Exchange, parameterOf } from '../../../machine/wire/exchange.ts';
import {
  hasStatus,
  mcpRequests,
  refusedFor,
  runsOf,
  shownBy,
  tokenRequests,
} from '../../chapters/evidence.ts';
import { bearerOf } from '../../chapters/token-claims.ts';
import type { FurtherBody } from '../further-chapter.ts';
import { NOTHING_FOUND } from './patterns.ts';
import { PREDICTION } from './prediction.ts';

export const SHOWN = {
  localStorage: 'from localStorage the attacker has an access token, and calls with it',
  sessionStorage: 'from sessionStorage the attacker has a refresh token, and gets tokens for it',
  inMemory: 'from the page, a script calls a tool as this app does',
  nothing: 'at a page with a backend, a script finds no token',
  throughBackend: 'a script still calls through the page, and the backend adds the token',
  implicit: 'a token in the address is refused',
} as const;

/** The messages in which a script brought something to the attacker. */
const brought = (log: readonly Exchange[], from: Exchange['from']): Exchange[] =>
  log.filter((exchange) => exchange.from === from && exchange.to === 'attacker');
const takenIn = ({ request }: Exchange): string | undefined => parameterOf(request, 'taken');
const isOfBackend = (run: readonly Exchange[]): boolean =>
  tokenRequests(run, 'authorization_code').some(
    (exchange) => hasStatus(200)(exchange) && parameterOf(exchange.request, 'client_id') === 'this-backend',
  );

export const otherPatterns: FurtherBody = {
  shows: {
    that: 'a backend leaves a script no token to take, and no pattern keeps the script from calling through the page',
    by: SHOWN.throughBackend,
  },
  facts: ['F67', 'F68', 'F69', 'F70', 'F71'],
  prediction: PREDICTION,
  proof(log) {
    const runs = runsOf(log);
    const taken = new Set(brought(log, 'client').map(takenIn));
    const ofAttacker = log.filter(({ from }) => from === 'attacker');
    const behindBackend = runs.filter(isOfBackend);
    return [
      shownBy(
        SHOWN.localStorage,
        mcpRequests(ofAttacker, 'tools/call').find(
          (call) => hasStatus(200)(call) && taken.has(bearerOf(call)),
        ),
      ),
      shownBy(
        SHOWN.sessionStorage,
        tokenRequests(ofAttacker, 'refresh_token').find(
          (exchange) => hasStatus(200)(exchange) && taken.has(parameterOf(exchange.request, 'refresh_token')),
        ),
      ),
      shownBy(
        SHOWN.inMemory,
        runs
          .filter((run) => !isOfBackend(run))
          .flatMap((run) => mcpRequests(run, 'tools/call'))
          .find((call) => call.from === 'client' && hasStatus(200)(call)),
      ),
      shownBy(
        SHOWN.nothing,
        behindBackend
          .flatMap((run) => brought(run, 'browser'))
          .find((exchange) => takenIn(exchange) === NOTHING_FOUND),
      ),
      shownBy(
        SHOWN.throughBackend,
        behindBackend.flatMap((run) => {
          const asked = run.find(
            (exchange) =>
              exchange.from === 'browser' &&
              exchange.request.url.endsWith('/backend/call') &&
              hasStatus(200)(exchange),
          );
          const called = mcpRequests(run, 'tools/call').some(
            (call) => asked && call.id > asked.id && call.from === 'client' && hasStatus(200)(call),
          );
          return asked && called ? [asked] : [];
        })[0],
      ),
      refusedFor(
        SHOWN.implicit,
        log.filter(({ request }) => parameterOf(request, 'response_type') === 'token'),
        'unsupported response_type',
      ),
    ];
  },
  hints: [
    'In each of the three patterns, let the script read. The message to the attacker contains what the script brings.',
    'Then let the script call a tool from the page, once with the tokens in memory, and once through the backend.',
  ],
};
