import { type Exchange, parameterOf } from '../../../machine/wire/exchange.ts';
import type { Chapter } from '../chapter.ts';
import { comparisonIn, hasStatus, refusedFor, shownBy, tokenRequests } from '../evidence.ts';
import { PREDICTION } from './prediction.ts';

export const SHOWN = {
  plain: 'the thief got tokens for the code of such a client',
  s256: 'the same theft against S256 is refused',
} as const;

export const s256OrPlain: Chapter = {
  slug: 's256-or-plain',
  number: 5,
  title: 'S256 or plain?',
  shows: { that: 'plain gives the verifier away in the front channel, and S256 does not', by: SHOWN.s256 },
  question: 'S256 or plain?',
  facts: ['F15'],
  prediction: PREDICTION,
  proof(log) {
    const thefts = theftsIn(log);
    const opened = log.filter(({ to, request }) => to === 'browser' && request.url.includes('/authorize?'));
    return [
      {
        text: 'a client asked without naming a method',
        met: opened.some(({ request }) => parameterOf(request, 'code_challenge_method') === undefined),
      },
      shownBy(SHOWN.plain, thefts.filter(hasStatus(200)).find(compared('plain'))),
      refusedFor(SHOWN.s256, thefts.filter(compared('S256')), 'code_verifier does not match'),
    ];
  },
  hints: [
    'The thief has both addresses and nothing else. In which of the two runs does an address hold the verifier?',
    'A prediction counts for the thefts that come after it. Predict again, and steal twice more.',
  ],
};

const theftsIn = (log: readonly Exchange[]) =>
  tokenRequests(log, 'authorization_code').filter(({ from }) => from === 'attacker');

const compared = (method: 'S256' | 'plain') => (theft: Exchange) => comparisonIn(theft)?.method === method;
