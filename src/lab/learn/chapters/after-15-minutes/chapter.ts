import { type Exchange, responseOf } from '../../../machine/wire/exchange.ts';
import type { Chapter } from '../chapter.ts';
import {
  answeredWith,
  bearerRefusedFor,
  mcpRequests,
  refusedFor,
  runsOf,
  shownBy,
  tokenRequests,
} from '../evidence.ts';
import { onceSent } from '../hints.ts';
import { bearerOf } from '../token-claims.ts';
import { PREDICTION } from './prediction.ts';

/** The calls after a replaced refresh token ended the grant, with tokens that were issued before that. */
function callsAfterTheEnd(run: readonly Exchange[]): Exchange[] {
  const end = run.findIndex(({ serverView }) =>
    serverView.some(
      (seen) => seen.kind === 'revoked grant' && seen.because === 'a replaced refresh token was presented',
    ),
  );
  if (end < 0) return [];
  const before = new Set(mcpRequests(run.slice(0, end), 'tools/call').map(bearerOf));
  return mcpRequests(run.slice(end), 'tools/call').filter((call) => before.has(bearerOf(call)));
}

export const afterFifteenMinutes: Chapter = {
  slug: 'after-15-minutes',
  number: 11,
  title: 'After 15 minutes',
  shows: {
    that: 'a copied refresh token ends the grant, and that a server which reads the access token alone does not notice',
    by: 'at a server that does not ask, the new token goes on working',
  },
  question: 'And after 15 minutes?',
  facts: ['F25', 'F36', 'F48'],
  prediction: PREDICTION,
  proof(log) {
    const calls = mcpRequests(log, 'tools/call');
    const refreshes = tokenRequests(log, 'refresh_token');
    const late = runsOf(log).flatMap(callsAfterTheEnd);
    return [
      answeredWith('the token works', calls, 200),
      bearerRefusedFor('the expired token is refused', calls, 'expired'),
      answeredWith('the refresh token gets a new one', refreshes, 200),
      refusedFor('the old refresh token is refused', refreshes, 'refresh token used before'),
      bearerRefusedFor('and takes the new tokens with it', late, 'revoked'),
      shownBy(
        'at a server that does not ask, the new token goes on working',
        late.find((call) => responseOf(call)?.status === 200),
      ),
    ];
  },
  hints: [
    {
      text: 'Send the old refresh token after the client has used it: until then it is not old.',
      unlocked: onceSent,
    },
    {
      text: 'Do the same twice, once for each way of checking a token. Each needs a sign-in of its own.',
      unlocked: onceSent,
    },
  ],
};
