import type { Exchange } from '../../../machine/wire/exchange.ts';
import type { Chapter } from '../chapter.ts';
import type { Criterion } from '../criterion.ts';
import { onceSent } from '../hints.ts';
import { GAPS } from './gaps.ts';
import { PREDICTION } from './prediction.ts';

/** A criterion that an exchange meets, with or without a response. */
function shownAt(text: string, exchange: Exchange | undefined): Criterion {
  return exchange ? { text, met: true, evidence: `message ${exchange.id}` } : { text, met: false };
}

export const whatPkceDoesNotFix: Chapter = {
  slug: 'what-pkce-does-not-fix',
  number: 12,
  title: 'What PKCE does not fix',
  question: 'What does PKCE not fix?',
  facts: ['F23', 'F24', 'F26', 'F27', 'F37'],
  prediction: PREDICTION,
  proof: (log) =>
    GAPS.flatMap(({ name, control, open }) => [
      shownAt(`${name}: it works, PKCE or not`, open(log)),
      ...(control ? [shownAt(`and no longer with ${control.name}`, control.closed(log))] : []),
    ]),
  hints: [
    {
      text: 'Each attack but the first has a button without the control and one with it. The proof needs both of each.',
      unlocked: onceSent,
    },
  ],
};
