import { createStore, type ReadableStore } from '../../../store.ts';
import type { Defence } from './defences.ts';

/** What a learner has done with an attack. */
export interface AttackScore {
  /** It did its harm on the weak stage. */
  attacked: boolean;
  /** It failed on the defended one. */
  defended: boolean;
  /** The question after it was answered rightly. */
  answered: boolean;
}

const NOTHING: AttackScore = { attacked: false, defended: false, answered: false };

/** By the slug of the attack. */
export type Scores = Readonly<Record<string, AttackScore>>;

/** The scores of all attacks, kept for the next visit. */
export interface ScoreBoard extends ReadableStore<Scores> {
  mark(slug: string, what: keyof AttackScore): void;
  reset(): void;
}

const KEY = 'lab:attack-score';

/** @param storage where they are kept; a browser that keeps nothing still shows them until the page is left. */
export function createScoreBoard(storage: Pick<Storage, 'getItem' | 'setItem'>): ScoreBoard {
  const { getSnapshot, subscribe, set } = createStore(read(storage));

  function replace(scores: Scores): void {
    try {
      storage.setItem(KEY, JSON.stringify(scores));
    } catch {
      // Kept for this visit only.
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

/** How many of its three parts are done. */
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

/** An answer to the question of what would have stopped an attack; `none` stands for nothing on the list. */
export type Guess = Defence | 'none';

/** What an answer got wrong: named and no help, or left out though it helps. Right when both are empty. */
export function checkGuess(
  stoppedBy: readonly Defence[],
  askedAbout: readonly Defence[],
  guessed: ReadonlySet<Guess>,
): { noHelp: Guess[]; leftOut: Guess[] } {
  const helping: Guess[] = askedAbout.filter((defence) => stoppedBy.includes(defence));
  const right: Guess[] = helping.length ? helping : ['none'];
  return {
    noHelp: [...guessed].filter((guess) => !right.includes(guess)),
    leftOut: right.filter((guess) => !guessed.has(guess)),
  };
}
