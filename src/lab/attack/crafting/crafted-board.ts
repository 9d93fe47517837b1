import { createStore, type ReadableStore } from '../../../store.ts';

/** The best result of each solved server, by the key of the server. A lower result is better. */
export type Results = Readonly<Record<string, number>>;

/** The results of challenges (hints opened) and of mystery servers (messages sent), stored for the next visit. */
export interface CraftedBoard extends ReadableStore<Results> {
  /** Stores the result, if it is the best result so far. */
  mark(key: string, result: number): void;
  reset(): void;
}

const KEY = 'lab:crafted';

/**
 * @param storage where the results are stored. If the storage fails, the results last until the user leaves the page.
 */
export function createCraftedBoard(storage: Pick<Storage, 'getItem' | 'setItem'>): CraftedBoard {
  const { getSnapshot, subscribe, set } = createStore(read(storage));

  function replace(results: Results): void {
    try {
      storage.setItem(KEY, JSON.stringify(results));
    } catch {
      // The storage refuses the value, so the results last for this visit only.
    }
    set(results);
  }

  return {
    getSnapshot,
    subscribe,
    mark(key, result) {
      const best = resultOf(getSnapshot(), key);
      if (best === undefined || result < best) replace({ ...getSnapshot(), [key]: result });
    },
    reset: () => replace({}),
  };
}

export function resultOf(results: Results, key: string): number | undefined {
  return Object.hasOwn(results, key) ? results[key] : undefined;
}

function read(storage: Pick<Storage, 'getItem'>): Results {
  try {
    const kept: Record<string, unknown> = Object(JSON.parse(storage.getItem(KEY) ?? '{}'));
    const valid = Object.entries(kept).flatMap(([key, result]) =>
      Number.isSafeInteger(result) ? [[key, Number(result)] as const] : [],
    );
    return Object.fromEntries(valid);
  } catch {
    return {};
  }
}

let board: CraftedBoard | undefined;

/** The board of this browser, which the rail and the pages share. */
export function craftedBoard(): CraftedBoard {
  board ??= createCraftedBoard(localStorage);
  return board;
}
