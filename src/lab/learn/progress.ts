import { createStore, type ReadableStore } from '../../store.ts';

/** Which chapters were proven, kept for the next visit. */
export interface Progress extends ReadableStore<ProgressState> {
  markProven(slug: string): void;
  reset(): void;
}

export interface ProgressState {
  proven: readonly string[];
  /** What was kept could not be read and was thrown away. */
  wasCorrupt: boolean;
}

const KEY = 'lab:progress';

/** @param storage where it is kept; a browser that keeps nothing still shows progress until the page is left. */
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
    // Not JSON: as corrupt as a wrong shape.
  }
  return { proven: [], wasCorrupt: true };
}
