import { describe, expect, it } from 'vitest';
import { keptStorage } from '../../machine/testing/kept-storage.ts';
import { defencesAskedAbout } from './defences.ts';
import { attacks } from './index.ts';
import { whyNoHelp } from './no-help.ts';
import { checkGuess, createScoreBoard, type Guess, pointsOf, scoreOf } from './score.ts';

describe('the score of the attacks', () => {
  it('is stored for the next visit until the learner resets it, and includes what another tab adds', () => {
    const storage = keptStorage();
    const board = createScoreBoard(storage);
    board.mark('mix-up', 'attacked');
    createScoreBoard(storage).mark('found-code', 'attacked');
    createScoreBoard(storage).mark('mix-up', 'defended');
    board.mark('mix-up', 'answered');
    const next = scoreOf(createScoreBoard(storage).getSnapshot(), 'mix-up');
    expect(next).toEqual({ attacked: true, defended: true, answered: true });
    expect(pointsOf(next)).toBe(3);
    expect(pointsOf(scoreOf(board.getSnapshot(), 'found-code'))).toBe(1);
    board.reset();
    expect(createScoreBoard(storage).getSnapshot()).toEqual({});
  });

  it.each(['{', 'null', '[]', '{"mix-up":7}', '{"mix-up":{"attacked":"yes"}}'])(
    'is empty if %s was stored',
    (kept) => expect(pointsOf(scoreOf(createScoreBoard(keptStorage(kept)).getSnapshot(), 'mix-up'))).toBe(0),
  );
});

describe.each(attacks)('the question after: $title', ({ slug, stoppedBy, presupposes }) => {
  const asked = defencesAskedAbout(presupposes);
  const right = asked.filter((defence) => stoppedBy.includes(defence));
  const answer = new Set<Guess>(right.length ? right : ['none']);

  it('accepts exactly the listed defences that stop the attack', () => {
    expect(checkGuess(stoppedBy, asked, answer)).toEqual({ wrong: [], missing: [] });
    expect(checkGuess(stoppedBy, asked, new Set()).missing).not.toEqual([]);
    const more = asked.find((defence) => !answer.has(defence)) ?? 'none';
    expect(checkGuess(stoppedBy, asked, new Set([...answer, more])).wrong).toEqual([more]);
  });

  it('says, for each of the other listed defences, why the defence does not stop the attack', () => {
    const wrong = asked.filter((defence) => !right.includes(defence));
    expect(wrong.filter((defence) => whyNoHelp(slug, defence) === undefined)).toEqual([]);
  });
});
