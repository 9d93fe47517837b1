import { type Exchange, parameterOf, responseOf } from '../../../machine/wire/exchange.ts';
import type { Chapter } from '../chapter.ts';
import type { Criterion } from '../criterion.ts';
import { comparisonIn, hasStatus, refusedFor, shownBy, tokenRequests } from '../evidence.ts';
import { PREDICTION } from './prediction.ts';

export const SHOWN = {
  slot: 'one slot for two tabs: the first sign-in is lost',
  record: 'a record in each tab: both get their tokens',
  killed: 'a killed app lost its verifier: it sent nothing, and a new sign-in worked',
} as const;

export const whereTheVerifierLives: Chapter = {
  slug: 'where-the-verifier-lives',
  number: 6,
  title: 'Where the verifier lives',
  shows: {
    that: 'one slot for two tabs loses a sign-in, and a record in each tab loses none',
    by: SHOWN.record,
  },
  question: 'Where does the verifier live?',
  facts: ['F17', 'F18'],
  prediction: PREDICTION,
  proof(log) {
    const requests = tokenRequests(log, 'authorization_code');
    return [
      refusedFor(SHOWN.slot, withVerifierOfAnother(log, requests), 'code_verifier does not match'),
      shownBy(SHOWN.record, secondOfPair(log, requests)),
      restarted(log, requests),
    ];
  },
  hints: ['Compare what this tab and the second tab store, before the codes are exchanged.'],
};

/** The exchanges with the verifier of another sign-in, and not with a made-up one. */
function withVerifierOfAnother(log: readonly Exchange[], requests: readonly Exchange[]): Exchange[] {
  const challenges = log.map(({ request }) => parameterOf(request, 'code_challenge'));
  return requests.filter((sent) => {
    const { computedFromVerifier, equal } = comparisonIn(sent) ?? {};
    return equal === false && challenges.includes(computedFromVerifier);
  });
}

/** The second of two successful exchanges whose codes were both issued before the first exchange. */
function secondOfPair(log: readonly Exchange[], requests: readonly Exchange[]): Exchange | undefined {
  return requests.filter(hasStatus(200)).find((second, index, granted) => {
    const first = granted[index - 1];
    const issued = log.find(
      (exchange) =>
        responseOf(exchange)?.headers.location?.includes(`code=${parameterOf(second.request, 'code')}`) ??
        false,
    );
    return first !== undefined && issued !== undefined && issued.id < first.id;
  });
}

/** The criterion that a client without its verifier did not exchange its code, and that a new sign-in worked. */
function restarted(log: readonly Exchange[], requests: readonly Exchange[]): Criterion {
  const text = SHOWN.killed;
  const arrivals = log.filter(
    ({ to, request }) => to === 'client' && parameterOf(request, 'code') !== undefined,
  );
  const unused = arrivals.filter(({ request }) =>
    requests.every((sent) => parameterOf(sent.request, 'code') !== parameterOf(request, 'code')),
  );
  const after = requests
    .filter(hasStatus(200))
    // One run has sign-ins of one client only.
    .find((exchange) => unused.some(({ id, run }) => exchange.id > id && exchange.run === run));
  return shownBy(text, after);
}
