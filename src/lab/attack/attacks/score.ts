import type { ReadableStore } from '../../../store.ts';
import { createStoredBoard } from '../stored-board.ts';
import type { Defence } from './defences.ts';

export interface AttackScore {
  /** Whether the attack succeeded in the weak scenario. */
  attacked: boolean;
  /** Whether the attack failed in the defended scenario. */
  defended: boolean;
  /** Whether the learner answered the question after the attack correctly. */
  answered: boolean;
}

const NOTHING: AttackScore = { attacked: false, defended: false, answered: false };

/** The score of each attack, by its slug. */
export type Scores = Readonly<Record<string, AttackScore>>;

export interface ScoreBoard extends ReadableStore<Scores> {
  mark(slug: string, what: keyof AttackScore): void;
  reset(): void;
}

export function createScoreBoard(storage: Pick<Storage, 'getItem' | 'setItem'>): ScoreBoard {
  const { put, ...board } = createStoredBoard(storage, 'lab:attack-score', readScore);
  return {
    ...board,
    mark(slug, what) {
      put(slug, (before = NOTHING) => ({ ...before, [what]: true }));
    },
  };
}

let board: ScoreBoard | undefined;

/** The scores of this browser, which the rail and the pages share. */
export function scoreBoard(): ScoreBoard {
  board ??= createScoreBoard(localStorage);
  return board;
}

export const scoreOf = (scores: Scores, slug: string): AttackScore =>
  Object.hasOwn(scores, slug) ? (scores[slug] ?? NOTHING) : NOTHING;

/** How many of the three parts the learner has completed. */
export const pointsOf = ({ attacked, defended, answered }: AttackScore): number =>
  [attacked, defended, answered].filter(Boolean).length;

function readScore(stored: unknown): AttackScore {
  const { attacked, defended, answered }: Partial<Record<keyof AttackScore, unknown>> = Object(stored);
  return { attacked: attacked === true, defended: defended === true, answered: answered === true };
}

/** A choice in the question after an attack; `none` means that no listed defence stops the attack. */
export type Guess = Defence | 'none';

/** Checks the choices. @returns the wrong choices and the missing choices. If both are empty, the answer is right. */
export function checkGuess(
  stoppedBy: readonly Defence[],
  askedAbout: readonly Defence[],
  guessed: ReadonlySet<Guess>,
): { wrong: Guess[]; missing: Guess[] } {
  const helping: Guess[] = askedAbout.filter((defence) => stoppedBy.includes(defence));
  const right: Guess[] = helping.length ? helping : ['none'];
  return {
    wrong: [...guessed].filter((guess) => !right.includes(guess)),
    missing: right.filter((guess) => !guessed.has(guess)),
  };
}
