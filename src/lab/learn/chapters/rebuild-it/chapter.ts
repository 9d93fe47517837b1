import { choiceOn, type Decision } from '../../../machine/decisions.ts';
import type { Chapter } from '../chapter.ts';
import { stepsTaken } from '../ten-steps.ts';
import { PREDICTION } from './prediction.ts';
import { isComplete, judgeTrace, readTrace } from './trace.ts';
import { WRONG_LINES, type WrongLine, writeFinding } from './wrong-lines.ts';

/** The first criteria of the chapter, in order. Then comes a {@link foundCriterion} for each wrong line. */
export const SHOWN = { run: 'a run went through all ten steps', order: 'the order works' } as const;
export const foundCriterion = ({ name }: Pick<WrongLine, 'name'>): string =>
  `the wrong line of ${name} is found, and what it leads to`;

export const ORDER = 'the order of the ten steps';

function isOrderFound(decisions: readonly Decision[]): boolean {
  const trace = readTrace(choiceOn(decisions, ORDER) ?? '');
  return isComplete(trace) && judgeTrace(trace).accepted;
}

export const rebuildIt: Chapter = {
  slug: 'rebuild-it',
  number: 13,
  title: 'Rebuild it',
  shows: { that: 'each step after the first needs what an earlier step gives', by: SHOWN.run },
  question: 'Can you rebuild it?',
  facts: ['F14', 'F39', 'F49'],
  prediction: PREDICTION,
  hidesSteps: (decisions) => !isOrderFound(decisions),
  proof(log, decisions) {
    return [
      { text: SHOWN.run, met: stepsTaken(log).size === 10 },
      { text: SHOWN.order, met: isOrderFound(decisions) },
      ...WRONG_LINES.map((line) => ({
        text: foundCriterion(line),
        met: choiceOn(decisions, line.question) === writeFinding(line.wrong, line.consequence),
      })),
    ];
  },
  hints: [
    'Ask what each step needs. A token request needs a code; a code needs consent.',
    {
      text: 'One line trusts an empty value, another line writes to a slot that all tabs share, and a third line uses the wrong alphabet.',
      unlocked: (_log, decisions) => decisions.length > 0,
    },
  ],
};
