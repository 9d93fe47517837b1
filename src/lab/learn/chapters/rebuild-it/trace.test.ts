import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { excerpt } from '../../../machine/source/excerpt.ts';
import { isProven } from '../chapter.ts';
import { rebuildIt } from './chapter.ts';
import { FOUND_LINES } from './found-lines.ts';
import { isWhole, judgeTrace, readTrace } from './trace.ts';

describe('the rules of the flow', () => {
  it('accept the ten steps in their order and in no other that swaps two neighbours', () => {
    const order = readTrace('1 2 3 4 5 6 7 8 9 10');
    expect(judgeTrace(order)).toEqual({ accepted: true });
    for (const [index, step] of order.entries()) {
      const next = order[index + 1];
      if (next === undefined) continue;
      expect(judgeTrace(order.with(index, next).with(index + 1, step)).accepted).toBe(false);
    }
  });

  it('name the step that could not be taken, and what it lacked', () => {
    expect(judgeTrace(readTrace('1 2 3 4 6 5 7 8 9 10'))).toEqual({
      accepted: false,
      step: 6,
      lacks: 'a code',
    });
  });

  it('know a trace that leaves something out', () => {
    expect(judgeTrace(readTrace('1 2 3')).accepted).toBe(true);
    expect(isWhole(readTrace('1 2 3'))).toBe(false);
    expect(isWhole(readTrace('1 2 3 4 5 6 7 8 9 9'))).toBe(false);
  });
});

describe('the functions with a wrong line', () => {
  it.each(FOUND_LINES)('$name has it, as it stands in the source', ({ file, functionName, wrong }) => {
    const path = join(import.meta.dirname, '../../../machine/naive-client', file);
    const lines = excerpt(readFileSync(path, 'utf8'), functionName).split('\n');
    expect(lines.map((line) => line.trim())).toContain(wrong);
  });

  it('are not found by pointing at another line', () => {
    const answers = FOUND_LINES.map(({ question }) => ({ question, answer: '}', afterMessage: 0 }));
    expect(rebuildIt.proof([], answers).filter(({ met }) => met)).toEqual([]);
    expect(isProven(rebuildIt, [], answers)).toBe(false);
  });
});
