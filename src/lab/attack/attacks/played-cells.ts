import { createStore, type ReadableStore } from '../../../store.ts';
import type { MatrixCell } from './matrix.ts';

/**
 * What was played against one defence alone on the attacks' own pages, in this visit: the newest outcome of each
 * attack and defence, in the order in which they were first played.
 */
export interface PlayedCells extends ReadableStore<readonly MatrixCell[]> {
  record(cell: MatrixCell): void;
}

export function createPlayedCells(): PlayedCells {
  const { getSnapshot, subscribe, set } = createStore<readonly MatrixCell[]>([]);
  return {
    getSnapshot,
    subscribe,
    record(cell) {
      const cells = getSnapshot();
      const isSame = ({ attack, defence }: MatrixCell) =>
        attack.slug === cell.attack.slug && defence === cell.defence;
      set(cells.some(isSame) ? cells.map((kept) => (isSame(kept) ? cell : kept)) : [...cells, cell]);
    },
  };
}

/** Of this page, until it is left: the pages of the lab come and go, what was played in them stays. */
export const playedCells = createPlayedCells();
