import type { Chapter } from '../chapter.ts';
import { answeredWith, refusedFor, shownBy, tokenRequests } from '../evidence.ts';
import { onceSent } from '../hints.ts';
import { PREDICTION } from './prediction.ts';

export const tokenEndpoint: Chapter = {
  slug: 'token-endpoint',
  number: 9,
  title: 'What /token checks',
  shows: {
    that: 'a code buys tokens once, for the client that began, and only with its verifier',
    by: 'the same code again is refused',
  },
  question: 'What does /token check?',
  facts: ['F2', 'F10', 'F11', 'F12', 'F34'],
  prediction: PREDICTION,
  proof(log) {
    const requests = tokenRequests(log, 'authorization_code');
    return [
      refusedFor('a wrong verifier is refused', requests, 'code_verifier does not match'),
      refusedFor('no verifier is refused', requests, 'missing code_verifier'),
      refusedFor('another client is refused', requests, 'code of another client'),
      answeredWith('the right one is granted', requests, 200),
      refusedFor('the same code again is refused', requests, 'code used before'),
      shownBy(
        'and what it bought is revoked',
        requests.find(({ serverView }) =>
          serverView.some(
            (seen) => seen.kind === 'revoked grant' && seen.because === 'its code was presented twice',
          ),
        ),
      ),
    ];
  },
  hints: [
    {
      text: 'Three fields can be wrong in three ways: the verifier changed, the verifier empty, another client_id. After each of them, press “Put the right values back”.',
      unlocked: onceSent,
    },
    {
      text: 'A verifier has 43 to 128 characters. A shorter one is refused for its form, before anything is compared.',
      unlocked: onceSent,
    },
  ],
};
