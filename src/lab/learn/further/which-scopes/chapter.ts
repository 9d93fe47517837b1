import { type Exchange, membersOf, parameterOf, responseOf } from '../../../machine/wire/exchange.ts';
import {
  isScopeRefusal,
  mcpRequests,
  messagesByRun,
  refusedFor,
  shownBy,
  tokenRequests,
} from '../../chapters/evidence.ts';
import { bearerOf, readClaims } from '../../chapters/token-claims.ts';
import type { FurtherBody } from '../further-chapter.ts';
import { PREDICTION } from './prediction.ts';

export const WRITE = 'notes:write';

/** What the chapter requires, in a useful order. The last two criteria need different decisions of the person. */
export const SHOWN = {
  listed: 'with notes:read alone, the notes are listed',
  refused: 'writing is refused: the token lacks the scope',
  notRefreshed: 'a refresh gets no scope that was not granted',
  inPart: 'after a step-up that the person allows in part, writing is refused again',
  written: 'after a step-up that the person allows, the note is written',
} as const;

const scopesIn = (text: unknown): string[] => (typeof text === 'string' ? text.split(' ') : []);
const scopesOf = (call: Exchange): string[] => scopesIn(readClaims(bearerOf(call) ?? '').scope);

const callsOf = (log: readonly Exchange[], tool: string): Exchange[] =>
  mcpRequests(log, 'tools/call').filter(({ request }) => {
    const { params }: { params?: { name?: unknown } } = Object(JSON.parse(request.body));
    return params?.name === tool;
  });

const ran = (call: Exchange): boolean => responseOf(call)?.status === 200;
const lacksScope = (call: Exchange): boolean => isScopeRefusal(call) && !scopesOf(call).includes(WRITE);

/** Whether an authorization request asks for the missing scope together with the scopes that the client has. */
function isStepUp({ to, request }: Exchange): boolean {
  if (to !== 'browser' || !request.url.includes('/authorize?')) return false;
  const scopes = scopesIn(parameterOf(request, 'scope'));
  return scopes.includes(WRITE) && scopes.includes('notes:read');
}

/** Whether the newest step-up of a run came before any refusal for the missing scope. Such a step-up proves nothing. */
export function steppedUpUnasked(run: readonly Exchange[]): boolean {
  const asked = run.findLastIndex(isStepUp);
  return asked >= 0 && !callsOf(run.slice(0, asked), 'add_note').some(lacksScope);
}

/** What the learner should try next in a run; `undefined` if nothing is left to try. */
export function untried(
  run: readonly Exchange[],
  log: readonly Exchange[],
): 'write' | 'refresh' | 'step up' | undefined {
  const refused = run.findIndex((exchange) => callsOf([exchange], 'add_note').some(lacksScope));
  if (refused < 0) return 'write';
  if (!refusedRefresh(log).met) return 'refresh';
  const asked = run.findLastIndex(isStepUp);
  if (asked < refused) return 'step up';
  return callsOf(run.slice(asked), 'add_note').length === 0 ? 'write' : undefined;
}

const refusedRefresh = (log: readonly Exchange[]) =>
  refusedFor(SHOWN.notRefreshed, tokenRequests(log, 'refresh_token'), 'scope not granted');

/**
 * The messages of a run, beginning with the token response of a step-up that followed a refused write.
 *
 * @param granted `true` if that response must contain the scope, `false` if it must lack the scope. If the response
 * differs, the result is empty.
 */
function afterStepUp(run: readonly Exchange[], granted: boolean): Exchange[] {
  const refused = run.findIndex((exchange) => callsOf([exchange], 'add_note').some(lacksScope));
  if (refused < 0) return [];
  const later = run.slice(refused + 1);
  const asked = later.findIndex(isStepUp);
  if (asked < 0) return [];
  const after = later.slice(asked);
  const exchange = tokenRequests(after, 'authorization_code').find(ran);
  if (!exchange) return [];
  const { scope } = membersOf(responseOf(exchange));
  return scopesIn(scope).includes(WRITE) === granted ? after.slice(after.indexOf(exchange)) : [];
}

export const whichScopes: FurtherBody = {
  shows: {
    that: 'a scope comes from the person who grants it: a refresh brings no new scope, and a step-up brings what the person allows',
    by: SHOWN.written,
  },
  facts: ['F53', 'F54', 'F55', 'F56'],
  prediction: PREDICTION,
  proof(log) {
    // The learner may go back and forth between the sign-ins.
    const runs = messagesByRun(log);
    const writes = callsOf(log, 'add_note');
    return [
      shownBy(
        SHOWN.listed,
        callsOf(log, 'list_notes').find((call) => ran(call) && !scopesOf(call).includes(WRITE)),
      ),
      shownBy(SHOWN.refused, writes.find(lacksScope)),
      refusedRefresh(log),
      shownBy(
        SHOWN.inPart,
        callsOf(
          runs.flatMap((run) => afterStepUp(run, false)),
          'add_note',
        ).find(lacksScope),
      ),
      shownBy(
        SHOWN.written,
        callsOf(
          runs.flatMap((run) => afterStepUp(run, true)),
          'add_note',
        ).find((call) => ran(call) && scopesOf(call).includes(WRITE)),
      ),
    ];
  },
  hints: [
    'Step up after a refusal: until then, the client does not know which scope is missing.',
    'Sign in twice, once for each decision of the person, and write before and after each step-up.',
  ],
};
