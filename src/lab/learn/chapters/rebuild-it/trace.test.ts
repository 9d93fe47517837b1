import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { excerpt } from '../../../machine/source/excerpt.ts';
import { isProven } from '../criteria.ts';
import { rebuildIt } from './chapter.ts';
import { isComplete, judgeTrace, readTrace } from './trace.ts';
import { WRONG_LINES } from './wrong-lines.ts';

describe('the rules of the flow', () => {
  it('accept the ten steps in order, and no order with two neighbours swapped', () => {
    const order = readTrace('1 2 3 4 5 6 7 8 9 10');
    expect(judgeTrace(order)).toEqual({ accepted: true });
    for (const [index, step] of order.entries()) {
      const next = order[index + 1];
      if (next === undefined) continue;
      expect(judgeTrace(order.with(index, next).with(index + 1, step)).accepted).toBe(false);
    }
  });

  it('name the step that was impossible, and what it lacked', () => {
    expect(judgeTrace(readTrace('1 2 3 4 6 5 7 8 9 10'))).toEqual({
      accepted: false,
      step: 6,
      lacks: 'a code',
    });
  });

  it('recognize an incomplete trace', () => {
    expect(judgeTrace(readTrace('1 2 3')).accepted).toBe(true);
    expect(isComplete(readTrace('1 2 3'))).toBe(false);
    expect(isComplete(readTrace('1 2 3 4 5 6 7 8 9 9'))).toBe(false);
  });
});

describe('the functions with a wrong line', () => {
  it.each(WRONG_LINES)('$name has it in its source', ({ file, functionName, wrong }) => {
    const path = join(import.meta.dirname, '../../../machine/naive-client', file);
    const lines = excerpt(readFileSync(path, 'utf8'), functionName).split('\n');
    expect(lines.map((line) => line.trim())).toContain(wrong);
  });

  it('are not solved by another line', () => {
    const decisions = WRONG_LINES.map(({ question }) => ({ question, choice: '}', afterMessage: 0 }));
    expect(rebuildIt.proof([], decisions).filter(({ met }) => met)).toEqual([]);
    expect(isProven(rebuildIt, [], decisions)).toBe(false);
  });
});
