import type { Chapter } from '../chapter.ts';
import { refusedFor, respondedWith, shownBy, tokenRequests } from '../evidence.ts';
import { PREDICTION } from './prediction.ts';

export const SHOWN = {
  wrong: 'a wrong verifier is refused',
  none: 'a missing verifier is refused',
  otherClient: 'another client is refused',
  right: 'the right verifier gets tokens',
  again: 'the same code is refused the second time',
  revoked: 'the tokens of the first exchange are revoked',
} as const;

export const tokenEndpoint: Chapter = {
  slug: 'token-endpoint',
  number: 9,
  title: 'What /token checks',
  shows: {
    that: 'a code buys tokens once, for the client that began the sign-in, and only with its verifier',
    by: SHOWN.again,
  },
  question: 'What does /token check?',
  facts: ['F2', 'F10', 'F11', 'F12', 'F34'],
  prediction: PREDICTION,
  proof(log) {
    const requests = tokenRequests(log, 'authorization_code');
    return [
      refusedFor(SHOWN.wrong, requests, 'code_verifier does not match'),
      refusedFor(SHOWN.none, requests, 'missing code_verifier'),
      refusedFor(SHOWN.otherClient, requests, 'code of another client'),
      respondedWith(SHOWN.right, requests, 200),
      refusedFor(SHOWN.again, requests, 'code used before'),
      shownBy(
        SHOWN.revoked,
        requests.find(({ serverView }) =>
          serverView.some(
            (seen) => seen.kind === 'revoked grant' && seen.because === 'its code was presented twice',
          ),
        ),
      ),
    ];
  },
  hints: [
    'The request can be wrong in three ways: a changed verifier, an empty verifier, or another client_id. After each of these requests, press “Put the right values back”.',
    'A verifier has 43 to 128 characters. A shorter verifier is refused for its form, before anything is compared.',
  ],
};
