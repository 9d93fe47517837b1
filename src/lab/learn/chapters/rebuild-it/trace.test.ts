import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { excerpt } from '../../../machine/source/excerpt.ts';
import { isProven } from '../criteria.ts';
import { rebuildIt } from './chapter.ts';
import { isComplete, judgeTrace, readTrace } from './trace.ts';
import { CONSEQUENCES, reasonFor, WRONG_LINES, writeFinding } from './wrong-lines.ts';

describe('the rules of the flow', () => {
  it('accept the ten steps in order, and no order with two adjacent steps swapped', () => {
    const order = readTrace('1 2 3 4 5 6 7 8 9 10');
    expect(judgeTrace(order)).toEqual({ accepted: true });
    for (const [index, step] of order.entries()) {
      const next = order[index + 1];
      if (next === undefined) continue;
      expect(judgeTrace(order.with(index, next).with(index + 1, step)).accepted).toBe(false);
    }
  });

  it('name the step that was impossible, and what that step lacked', () => {
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
  it.each(WRONG_LINES)('include $name, with its wrong line', ({ file, functionName, wrong }) => {
    const path = join(import.meta.dirname, '../../../machine/naive-client', file);
    const lines = excerpt(readFileSync(path, 'utf8'), functionName).split('\n');
    expect(lines.map((line) => line.trim())).toContain(wrong);
  });

  it('are solved only if the learner chooses both the wrong line and its consequence', () => {
    const decided = (choiceFor: (line: (typeof WRONG_LINES)[number]) => string) =>
      WRONG_LINES.map((line) => ({ question: line.question, choice: choiceFor(line), afterMessage: 0 }));
    const met = (decisions: ReturnType<typeof decided>) =>
      rebuildIt.proof([], decisions).filter((criterion) => criterion.met).length;
    expect(met(decided(({ consequence }) => writeFinding('}', consequence)))).toBe(0);
    const another = ({ consequence }: { consequence: string }) =>
      CONSEQUENCES.find((each) => each !== consequence) ?? '';
    expect(met(decided((line) => writeFinding(line.wrong, another(line))))).toBe(0);
    const found = decided(({ wrong, consequence }) => writeFinding(wrong, consequence));
    expect(met(found)).toBe(WRONG_LINES.length);
    expect(isProven(rebuildIt, [], found)).toBe(false);
  });

  it.each(WRONG_LINES)('include $name, with a reason why each of its other lines is right', (line) => {
    const path = join(import.meta.dirname, '../../../machine/naive-client', line.file);
    const source = excerpt(readFileSync(path, 'utf8'), line.functionName);
    const body = source.slice(source.indexOf('export ')).split('\n').slice(1, -1);
    for (const text of body.map((each) => each.trim()).filter((each) => each !== line.wrong)) {
      expect(reasonFor(line, text), text).toMatch(/^This line is right: /);
    }
  });
});
