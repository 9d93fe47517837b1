import { type Exchange, parameterOf } from '../../../machine/wire/exchange.ts';
import type { Chapter } from '../chapter.ts';
import { hasStatus, refusedFor, shownBy, tokenRequests } from '../evidence.ts';
import { onceSent } from '../hints.ts';

export const howCodesLeak: Chapter = {
  slug: 'how-codes-leak',
  number: 3,
  title: 'How a code leaks',
  question: 'How does a code leak?',
  facts: ['F6', 'F21'],
  proof(log) {
    const thefts = tokenRequests(log, 'authorization_code').filter(({ from }) => from === 'attacker');
    const [first, ...others] = thefts.filter(hasStatus(200));
    const codeOf = (theft: Exchange | undefined) => theft && parameterOf(theft.request, 'code');
    return [
      shownBy('a stolen code was redeemed without PKCE', first),
      shownBy(
        'and another one, found in another place',
        others.find((theft) => codeOf(theft) !== codeOf(first)),
      ),
      refusedFor('with PKCE the same theft is refused', thefts, 'missing code_verifier'),
    ];
  },
  hints: [
    {
      text: 'Each place shows the same redirect. Look for code= in it, and redeem it before you look into the next one.',
      unlocked: onceSent,
    },
  ],
};
