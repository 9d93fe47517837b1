import type { ReadableStore } from '../../../store.ts';
import { createStoredBoard } from '../stored-board.ts';

/** The best result of each solved server, by the key of the server. A lower result is better. */
export type Results = Readonly<Record<string, number>>;

/** The results of challenges (hints opened) and of mystery servers (messages sent), stored for the next visit. */
export interface CraftedBoard extends ReadableStore<Results> {
  /** Stores the result, if it is the best result so far. */
  mark(key: string, result: number): void;
  reset(): void;
}

export function createCraftedBoard(storage: Pick<Storage, 'getItem' | 'setItem'>): CraftedBoard {
  const { put, ...board } = createStoredBoard(storage, 'lab:crafted', (stored) =>
    Number.isSafeInteger(stored) ? Number(stored) : undefined,
  );
  return {
    ...board,
    mark(key, result) {
      put(key, (best = result) => Math.min(best, result));
    },
  };
}

export const resultOf = (results: Results, key: string): number | undefined =>
  Object.hasOwn(results, key) ? results[key] : undefined;

let board: CraftedBoard | undefined;

/** The results of this browser, which the rail and the pages share. */
export function craftedBoard(): CraftedBoard {
  board ??= createCraftedBoard(localStorage);
  return board;
}
