import type { Chapter } from '../chapter.ts';
import { answeredWith, refusedFor, tokenRequests } from '../evidence.ts';
import { onceSent } from '../hints.ts';

export const tokenEndpoint: Chapter = {
  slug: 'token-endpoint',
  number: 9,
  title: 'What /token checks',
  question: 'What does /token check?',
  facts: ['F2', 'F10', 'F11', 'F12', 'F34'],
  proof(log) {
    const requests = tokenRequests(log, 'authorization_code');
    const replayed = refusedFor('the same code again is refused', requests, 'code used before');
    return [
      refusedFor('a wrong verifier is refused', requests, 'code_verifier does not match'),
      refusedFor('no verifier is refused', requests, 'missing code_verifier'),
      refusedFor('another client is refused', requests, 'code of another client'),
      answeredWith('the right one is granted', requests, 200),
      replayed,
      {
        text: 'and what it bought is revoked',
        met: requests.some(({ serverView }) => serverView.some(({ kind }) => kind === 'revoked grant')),
      },
    ];
  },
  hints: [
    {
      text: 'Three fields can be wrong in three ways: the verifier changed, the verifier empty, another client_id. Put the right values back in between.',
      unlocked: onceSent,
    },
  ],
};
