import { describe, expect, it } from 'vitest';
import { keptStorage } from '../../machine/testing/kept-storage.ts';
import { ASKED_ABOUT } from './defences.ts';
import { attacks } from './index.ts';
import { checkGuess, createScoreBoard, type Guess, pointsOf, scoreOf } from './score.ts';

describe('the score of the attacks', () => {
  it('is kept for the next visit, part by part', () => {
    const storage = keptStorage();
    const board = createScoreBoard(storage);
    board.mark('mix-up', 'attacked');
    board.mark('mix-up', 'answered');
    const next = scoreOf(createScoreBoard(storage).getSnapshot(), 'mix-up');
    expect(next).toEqual({ attacked: true, defended: false, answered: true });
    expect(pointsOf(next)).toBe(2);
    board.reset();
    expect(createScoreBoard(storage).getSnapshot()).toEqual({});
  });

  it.each(['{', 'null', '[]', '{"mix-up":7}', '{"mix-up":{"attacked":"yes"}}'])(
    'is empty where %s was kept',
    (kept) => {
      expect(pointsOf(scoreOf(createScoreBoard(keptStorage(kept)).getSnapshot(), 'mix-up'))).toBe(0);
    },
  );
});

describe.each(attacks)('the question after: $title', ({ stoppedBy }) => {
  const right = ASKED_ABOUT.filter((defence) => stoppedBy.includes(defence));
  const answer = new Set<Guess>(right.length ? right : ['none']);

  it('takes what the matrix shows, and nothing more or less', () => {
    expect(checkGuess(stoppedBy, ASKED_ABOUT, answer)).toEqual({ noHelp: [], leftOut: [] });
    expect(checkGuess(stoppedBy, ASKED_ABOUT, new Set()).leftOut).not.toEqual([]);
    const more = ASKED_ABOUT.find((defence) => !answer.has(defence)) ?? 'none';
    expect(checkGuess(stoppedBy, ASKED_ABOUT, new Set([...answer, more])).noHelp).toEqual([more]);
  });
});
