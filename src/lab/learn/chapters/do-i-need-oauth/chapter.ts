import { choiceOn } from '../../../machine/decisions.ts';
import type { Chapter } from '../chapter.ts';
import { bearerRefusedFor, mcpRequests } from '../evidence.ts';
import { PREDICTION } from './prediction.ts';

export const SHOWN = {
  pipe: 'a server behind a pipe has no address: nothing was sent',
  http: 'a server behind HTTP asked who calls',
} as const;

/** The decision that records a connection through a pipe, because such a connection leaves no message in the log. */
export const BY_PIPE = 'a connection by stdio';

export const doINeedOAuth: Chapter = {
  slug: 'do-i-need-oauth',
  number: 1,
  title: 'Do I need OAuth?',
  shows: {
    that: 'a server behind HTTP has to ask who calls, and a server behind a pipe does not',
    by: SHOWN.http,
  },
  question: 'Do I need OAuth at all?',
  facts: ['F22', 'F38'],
  prediction: PREDICTION,
  proof(log, decisions) {
    const anonymous = mcpRequests(log, 'initialize').filter(({ request }) => !request.headers.authorization);
    return [
      { text: SHOWN.pipe, met: choiceOn(decisions, BY_PIPE) !== undefined },
      bearerRefusedFor(SHOWN.http, anonymous, 'no token'),
    ];
  },
  hints: [
    {
      text: 'Replace "command" and "args" with "url" and the address below the field.',
      unlocked: (_log, decisions) => choiceOn(decisions, BY_PIPE) !== undefined,
    },
    'To decide whether a server needs OAuth, ask whether another person could open this connection. If the connection is a pipe of your own process, no other person can.',
  ],
};
