import { createStore, type ReadableStore } from '../../../store.ts';
import type { Defence } from './defences.ts';

/** What a learner has done with an attack. */
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

/** The scores of all attacks, stored for the next visit. */
export interface ScoreBoard extends ReadableStore<Scores> {
  mark(slug: string, what: keyof AttackScore): void;
  reset(): void;
}

const KEY = 'lab:attack-score';

/** @param storage where the scores are stored. If the storage fails, the scores last until the user leaves the page. */
export function createScoreBoard(storage: Pick<Storage, 'getItem' | 'setItem'>): ScoreBoard {
  const { getSnapshot, subscribe, set } = createStore(read(storage));

  function replace(scores: Scores): void {
    try {
      storage.setItem(KEY, JSON.stringify(scores));
    } catch {
      // The storage refuses the value, so the scores last for this visit only.
    }
    set(scores);
  }

  return {
    getSnapshot,
    subscribe,
    mark(slug, what) {
      const scores = getSnapshot();
      const score = scoreOf(scores, slug);
      if (!score[what]) replace({ ...scores, [slug]: { ...score, [what]: true } });
    },
    reset: () => replace({}),
  };
}

export function scoreOf(scores: Scores, slug: string): AttackScore {
  return Object.hasOwn(scores, slug) ? (scores[slug] ?? NOTHING) : NOTHING;
}

/** How many of the three parts the learner has completed. */
export function pointsOf({ attacked, defended, answered }: AttackScore): number {
  return [attacked, defended, answered].filter(Boolean).length;
}

function read(storage: Pick<Storage, 'getItem'>): Scores {
  try {
    const kept: Record<string, unknown> = Object(JSON.parse(storage.getItem(KEY) ?? '{}'));
    return Object.fromEntries(
      Object.entries(kept).map(([slug, score]) => {
        const { attacked, defended, answered }: Partial<Record<keyof AttackScore, unknown>> = Object(score);
        return [
          slug,
          { attacked: attacked === true, defended: defended === true, answered: answered === true },
        ];
      }),
    );
  } catch {
    return {};
  }
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
