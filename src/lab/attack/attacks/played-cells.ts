import { createStore, type ReadableStore } from '../../../store.ts';
import type { MatrixCell } from './matrix.ts';

/** The newest outcome of each attack that the learner played against a single defence. */
export interface PlayedCells extends ReadableStore<readonly MatrixCell[]> {
  record(cell: MatrixCell): void;
}

function createPlayedCells(): PlayedCells {
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

/** This store is a variable of the module, so the outcomes last until the user leaves the document. */
export const playedCells = createPlayedCells();
