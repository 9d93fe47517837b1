import type { Decision } from '../../../machine/decisions.ts';
import { type Exchange, parameterOf } from '../../../machine/wire/exchange.ts';
import type { Chapter } from '../chapter.ts';
import { hasStatus, refusedFor, shownBy, tokenRequests } from '../evidence.ts';
import { PREDICTION } from './prediction.ts';

export const SHOWN = {
  without: 'a stolen code was redeemed without PKCE',
  another: 'another code, from another place, was redeemed without PKCE',
  withPkce: 'with PKCE the same theft is refused',
  proxy: 'a proxy that opens TLS has the verifier, and gets tokens',
} as const;

/** The place where the thief reads the token request of the client. */
export const PROXY = 'Open TLS at the proxy';

const LOOKED = 'looked for a code: ';

/** The key has the message, so that a second look at a place does not replace the first look. */
export const lookedAfter = (message: number): string => `${LOOKED}after message ${message}`;

export const placesLookedInto = (decisions: readonly Decision[]): string[] =>
  decisions.filter(({ question }) => question.startsWith(LOOKED)).map(({ choice }) => choice);

/** Where the thief found the code: the last place that the thief looked into before this token request. */
function placeOf({ id }: Exchange, decisions: readonly Decision[]): string | undefined {
  const [last] = decisions
    .filter(({ question, afterMessage }) => question.startsWith(LOOKED) && afterMessage < id)
    .sort((one, other) => other.afterMessage - one.afterMessage);
  return last?.choice;
}

export const howCodesLeak: Chapter = {
  slug: 'how-codes-leak',
  number: 3,
  title: 'How a code leaks',
  shows: {
    that: 'a code from the front channel buys tokens without PKCE, and no tokens with PKCE',
    by: SHOWN.withPkce,
  },
  question: 'How does a code leak?',
  facts: ['F6', 'F21', 'F40'],
  prediction: PREDICTION,
  proof(log, decisions) {
    const thefts = tokenRequests(log, 'authorization_code').filter(({ from }) => from === 'attacker');
    const granted = thefts.filter(hasStatus(200));
    const hasVerifier = ({ request }: Exchange) => parameterOf(request, 'code_verifier') !== undefined;
    const [first, ...others] = granted.filter((theft) => !hasVerifier(theft));
    return [
      shownBy(SHOWN.without, first),
      shownBy(
        SHOWN.another,
        first && others.find((theft) => placeOf(theft, decisions) !== placeOf(first, decisions)),
      ),
      refusedFor(SHOWN.withPkce, thefts, 'missing code_verifier'),
      shownBy(
        SHOWN.proxy,
        granted.find((theft) => hasVerifier(theft) && placeOf(theft, decisions) === PROXY),
      ),
    ];
  },
  hints: [
    'Each place shows the same redirect. Look for code= in the redirect, and redeem the code before you look into the next place.',
    'The proxy reads a message other than the redirect. Which message contains the verifier?',
  ],
};
