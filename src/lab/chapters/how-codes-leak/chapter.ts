import { answerOf, parameterOf } from '../../wire/exchange.ts';
import type { Chapter } from '../chapter.ts';
import { refusedFor, tokenRequests } from '../evidence.ts';

export const howCodesLeak: Chapter = {
  slug: 'how-codes-leak',
  number: 3,
  title: 'How a code leaks',
  question: 'How does a code leak?',
  facts: ['F6', 'F21'],
  proof(log) {
    const thefts = tokenRequests(log, 'authorization_code').filter(({ from }) => from === 'attacker');
    const redeemed = thefts.filter((theft) => answerOf(theft)?.status === 200);
    const codes = new Set(redeemed.map(({ request }) => parameterOf(request, 'code')));
    return [
      { text: 'a stolen code was redeemed without PKCE', met: codes.size >= 1, evidence: '200' },
      { text: 'and another one, found in another place', met: codes.size >= 2, evidence: '200' },
      refusedFor('with PKCE the same theft is refused', thefts, 'missing code_verifier'),
    ];
  },
  solution: [
    { press: 'Read the history' },
    { press: 'Redeem the stolen code' },
    { press: 'Read the access log' },
    { press: 'Redeem the stolen code' },
    { press: 'Turn PKCE on' },
    { press: 'Listen at the proxy' },
    { press: 'Redeem the stolen code' },
  ],
};
