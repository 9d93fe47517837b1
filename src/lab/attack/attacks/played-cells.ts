import type { MatrixCell } from './matrix.ts';

/** What was played against one defence alone on the attacks' own pages, in this visit. */
export interface PlayedCells {
  subscribe(listener: () => void): () => void;
  /** The newest outcome of each attack and defence, in the order in which they were first played. */
  getSnapshot(): readonly MatrixCell[];
  record(cell: MatrixCell): void;
}

export function createPlayedCells(): PlayedCells {
  const listeners = new Set<() => void>();
  let cells: readonly MatrixCell[] = [];
  return {
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    getSnapshot: () => cells,
    record(cell) {
      const isSame = ({ attack, defence }: MatrixCell) =>
        attack.slug === cell.attack.slug && defence === cell.defence;
      cells = cells.some(isSame) ? cells.map((kept) => (isSame(kept) ? cell : kept)) : [...cells, cell];
      for (const listener of listeners) listener();
    },
  };
}

/** Of this page, until it is left: the pages of the lab come and go, what was played in them stays. */
export const playedCells = createPlayedCells();
