import type { Exchange } from '../../../machine/wire/exchange.ts';
import type { Chapter } from '../chapter.ts';
import type { Criterion } from '../criterion.ts';
import { GAPS, worksWithPkce } from './gaps.ts';
import { PREDICTION } from './prediction.ts';

/** A criterion that an exchange meets even if the exchange has no response. */
function shownAt(text: string, exchange: Exchange | undefined): Criterion {
  if (!exchange) return { text, met: false };
  return { text, met: true, evidence: `message ${exchange.id}`, message: exchange.id };
}

export const whatPkceDoesNotFix: Chapter = {
  slug: 'what-pkce-does-not-fix',
  number: 12,
  title: 'What PKCE does not fix',
  shows: {
    that: 'three attacks succeed despite a perfect verifier until their own control stops them, one attack is seen only in an audit log, and a script in the page succeeds despite every control',
    by: 'Run a script in the page: with PKCE, the attack works',
  },
  question: 'What does PKCE not fix?',
  facts: ['F23', 'F24', 'F26', 'F27', 'F37', 'F47'],
  prediction: PREDICTION,
  proof: (log) =>
    GAPS.flatMap((gap) => [
      shownAt(worksWithPkce(gap), gap.open(log)),
      ...(gap.control ? [shownAt(gap.control.effect.criterion, gap.control.closed(log))] : []),
    ]),
  hints: [
    'Each attack except the first has two buttons: one plays the attack without the control that stops it, and the other with this control. The proof needs all these buttons.',
  ],
};
