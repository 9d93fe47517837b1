import { responseOf } from '../../../machine/wire/exchange.ts';
import type { Chapter } from '../chapter.ts';
import { answeredWith, mcpRequests, refusedFor, tokenRequests } from '../evidence.ts';
import { onceSent } from '../hints.ts';

export const afterFifteenMinutes: Chapter = {
  slug: 'after-15-minutes',
  number: 11,
  title: 'After 15 minutes',
  question: 'And after 15 minutes?',
  facts: ['F25', 'F36'],
  proof(log) {
    const calls = mcpRequests(log, 'tools/call');
    const refreshes = tokenRequests(log, 'refresh_token');
    const killed = refreshes.findIndex(({ serverView }) =>
      serverView.some(({ kind }) => kind === 'revoked grant'),
    );
    const killedAt = refreshes[killed]?.id ?? Number.POSITIVE_INFINITY;
    return [
      answeredWith('the token works', calls, 200),
      answeredWith(
        'the expired token is refused',
        calls.filter(({ id }) => id < killedAt),
        401,
      ),
      answeredWith('the refresh token gets a new one', refreshes, 200),
      refusedFor('the old refresh token is refused', refreshes, 'refresh token used before'),
      {
        text: 'and takes the new tokens with it',
        met: log.some((later) => later.id > killedAt && responseOf(later)?.status === 401),
      },
    ];
  },
  hints: [
    {
      text: 'After the client has refreshed, the old refresh token is still in the wire log: in the request that used it.',
      unlocked: onceSent,
    },
  ],
};
