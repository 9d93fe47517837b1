import { answerTo } from '../../../machine/answers.ts';
import type { Chapter } from '../chapter.ts';
import { onceDecided, onceSent } from '../hints.ts';
import { stepsTaken } from '../ten-steps.ts';
import { FOUND_LINES } from './found-lines.ts';
import { isWhole, judgeTrace, readTrace } from './trace.ts';

/** The question that the order answers. */
export const ORDER = 'the order of the ten steps';

export const rebuildIt: Chapter = {
  slug: 'rebuild-it',
  number: 13,
  title: 'Rebuild it',
  question: 'Can you rebuild it?',
  facts: ['F14', 'F39'],
  proof(log, answers) {
    const trace = readTrace(answerTo(answers, ORDER) ?? '');
    return [
      { text: 'a run went through all ten steps', met: stepsTaken(log).size === 10 },
      { text: 'the order can be run', met: isWhole(trace) && judgeTrace(trace).accepted },
      ...FOUND_LINES.map(({ name, question, wrong }) => ({
        text: `the wrong line of ${name} is found`,
        met: answerTo(answers, question) === wrong,
      })),
    ];
  },
  hints: [
    {
      text: 'Ask of each step what it needs. A token request needs a code; a code needs a consent.',
      unlocked: onceSent,
    },
    {
      text: 'One line trusts an empty value, one writes where everybody writes, one picks the wrong alphabet.',
      unlocked: onceDecided,
    },
  ],
};
