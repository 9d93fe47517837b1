import { createStore, type ReadableStore } from '../../store.ts';

/** The proven chapters, stored for the next visit. */
export interface Progress extends ReadableStore<ProgressState> {
  markProven(slug: string): void;
  reset(): void;
}

export interface ProgressState {
  proven: readonly string[];
  /** The stored progress could not be read and was discarded. */
  wasCorrupt: boolean;
}

const KEY = 'lab:progress';

/** @param storage may refuse to store: then progress lasts until the page is left. */
export function createProgress(storage: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>): Progress {
  const { getSnapshot, subscribe, set } = createStore(read(storage));

  function replace(next: ProgressState): void {
    try {
      storage.setItem(KEY, JSON.stringify(next.proven));
    } catch {
      // Kept for this visit only.
    }
    set(next);
  }

  return {
    getSnapshot,
    subscribe,
    markProven(slug) {
      const { proven } = getSnapshot();
      if (!proven.includes(slug)) replace({ proven: [...proven, slug], wasCorrupt: false });
    },
    reset: () => replace({ proven: [], wasCorrupt: false }),
  };
}

function read(storage: Pick<Storage, 'getItem'>): ProgressState {
  try {
    const kept: unknown = JSON.parse(storage.getItem(KEY) ?? '[]');
    if (Array.isArray(kept) && kept.every((slug) => typeof slug === 'string')) {
      return { proven: kept, wasCorrupt: false };
    }
  } catch {
    // Not JSON: corrupt, like a wrong shape.
  }
  return { proven: [], wasCorrupt: true };
}
