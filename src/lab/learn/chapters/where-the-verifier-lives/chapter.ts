import { answerOf, type Exchange, parameterOf } from '../../../machine/wire/exchange.ts';
import type { Chapter, Claim } from '../chapter.ts';
import { hasStatus, refusedFor, shownBy, tokenRequests } from '../evidence.ts';
import { onceSent } from '../hints.ts';

export const whereTheVerifierLives: Chapter = {
  slug: 'where-the-verifier-lives',
  number: 6,
  title: 'Where the verifier lives',
  question: 'Where does the verifier live?',
  facts: ['F17', 'F18'],
  proof(log) {
    const requests = tokenRequests(log, 'authorization_code');
    return [
      refusedFor(
        'one slot for two tabs: the first sign-in is lost',
        requests,
        'code_verifier does not match',
      ),
      shownBy('a record in each tab: both get their tokens', secondOfPair(log, requests)),
      restarted(log, requests),
    ];
  },
  hints: [
    {
      text: 'Compare the two lists of what is kept, in this tab and in the second one, before the codes are handed in.',
      unlocked: onceSent,
    },
  ],
};

/** The second of two good exchanges whose codes had both been issued before either was handed in. */
function secondOfPair(log: readonly Exchange[], requests: readonly Exchange[]): Exchange | undefined {
  return requests.filter(hasStatus(200)).find((second, index, granted) => {
    const first = granted[index - 1];
    const issued = log.find(
      (exchange) =>
        answerOf(exchange)?.headers.location?.includes(`code=${parameterOf(second.request, 'code')}`) ??
        false,
    );
    return first !== undefined && issued !== undefined && issued.id < first.id;
  });
}

/** An answer that came back to a client without its verifier was not handed in, and a new sign-in worked. */
function restarted(log: readonly Exchange[], requests: readonly Exchange[]): Claim {
  const text = 'a killed app lost its verifier: it sent nothing, and a new sign-in worked';
  const arrivals = log.filter(
    ({ to, request }) => to === 'client' && parameterOf(request, 'code') !== undefined,
  );
  const unused = arrivals.find(({ request }) =>
    requests.every((sent) => parameterOf(sent.request, 'code') !== parameterOf(request, 'code')),
  );
  const after = unused && requests.find((exchange) => exchange.id > unused.id && hasStatus(200)(exchange));
  return shownBy(text, after);
}
