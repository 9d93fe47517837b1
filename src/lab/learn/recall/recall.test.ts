import { describe, expect, it } from 'vitest';
import { chapters } from '../chapters/index.ts';
import { EMPTY, type KeptProgress } from '../progress-format.ts';
import { ASKED, askedQuestions } from './ask.ts';
import { dueRecall } from './due.ts';
import { QUESTIONS } from './questions.ts';

/** Local time, as the calendar of the browser has it. */
const at = (day: number, hour: number): number => new Date(2026, 2, day, hour).getTime();

const provenOn = (...days: number[]): KeptProgress => ({
  ...EMPTY,
  provenAt: Object.fromEntries(days.map((day, index) => [`chapter-${index}`, at(day, 22)])),
});

describe('the questions that become due on a later day', () => {
  it('are due on the next day of the calendar, not after 24 hours', () => {
    const progress = provenOn(1, 1, 2);
    expect(dueRecall(progress, at(2, 23))).toBeUndefined();
    expect(dueRecall(progress, at(3, 1))).toBe('day');
    expect(dueRecall(progress, at(8, 23))).toBe('day');
    expect(dueRecall(progress, at(9, 1))).toBe('week');
  });

  it('are due twice, a day and a week after a proof, even if summer time begins in between', () => {
    // In much of Europe, the clock goes forward on 29 March 2026.
    expect(dueRecall(provenOn(28, 28, 28), at(29, 3))).toBe('day');
    expect(dueRecall(provenOn(25, 25, 25), new Date(2026, 3, 1, 1).getTime())).toBe('week');
  });

  it('are not due before three chapters are proven, and are not due again after an answer', () => {
    expect(dueRecall(provenOn(1, 1), at(9, 1))).toBeUndefined();
    const progress = provenOn(1, 1, 1);
    const answered: KeptProgress = { ...progress, recalls: [{ which: 'day', right: 3, atMs: at(2, 9) }] };
    expect(dueRecall(answered, at(2, 10))).toBeUndefined();
    expect(dueRecall(answered, at(8, 10)), 'the questions of the week are still due').toBe('week');
    const both: KeptProgress = {
      ...answered,
      recalls: [...answered.recalls, { which: 'week', right: 1, atMs: at(8, 11) }],
    };
    expect(dueRecall(both, at(20, 1))).toBeUndefined();
  });

  it('start again after another proof', () => {
    const progress: KeptProgress = {
      ...provenOn(1, 1, 10),
      recalls: [{ which: 'week', right: 3, atMs: at(9, 9) }],
    };
    expect(dueRecall(progress, at(11, 9))).toBe('day');
  });
});

describe('the recall questions', () => {
  it('are three different questions about proven chapters, equal for equal seeds, each with the right option', () => {
    const proven = chapters.map(({ slug }) => slug);
    const asked = askedQuestions(proven, ASKED, 7);
    expect(asked).toHaveLength(ASKED);
    expect(askedQuestions(proven, ASKED, 7)).toEqual(asked);
    expect(new Set(asked.map(({ question }) => question)).size).toBe(ASKED);
    for (const { question, options } of asked) {
      expect(options).toHaveLength(4);
      expect(options).toContain(question.right);
    }
    const [only] = askedQuestions(['after-15-minutes'], ASKED, 7);
    expect(only?.question.chapter).toBe('after-15-minutes');
  });

  it('are about every chapter of the course and about no other chapter, and each option has a reason', () => {
    const asked = new Set(QUESTIONS.map(({ chapter }) => chapter));
    expect(chapters.map(({ slug }) => slug).filter((slug) => !asked.has(slug))).toEqual([]);
    expect([...asked].filter((chapter) => !chapters.some(({ slug }) => slug === chapter))).toEqual([]);
    for (const { right, because, wrong } of QUESTIONS) {
      expect(new Set([right, ...Object.keys(wrong)]).size).toBe(4);
      for (const reason of [because, ...Object.values(wrong)]) expect(reason).toMatch(/[.]$/);
    }
  });

  it.each<[string, (...lengths: number[]) => number]>([
    ['longest', Math.max],
    ['shortest', Math.min],
  ])('have the right answer at the %s option in at most a third of the cases', (_, of) => {
    const guessed = QUESTIONS.filter(
      ({ right, wrong }) =>
        right.length === of(...[right, ...Object.keys(wrong)].map(({ length }) => length)),
    );
    expect(guessed.length, guessed.map(({ asks }) => asks).join('\n')).toBeLessThanOrEqual(
      QUESTIONS.length / 3,
    );
  });
});
