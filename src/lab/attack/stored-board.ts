import { createStore, type ReadableStore } from '../../store.ts';

/** Results by their keys, stored for the next visit. */
export interface StoredBoard<Result> extends ReadableStore<Readonly<Record<string, Result>>> {
  /** Stores what `next` computes from the last stored result, which may come from another tab. */
  put(key: string, next: (before: Result | undefined) => Result): void;
  reset(): void;
}

/**
 * @param storage where the results are stored. If the storage fails, the results last until the user leaves the page.
 * @param valid reads one stored result; if it returns `undefined`, the result is left out.
 */
export function createStoredBoard<Result>(
  storage: Pick<Storage, 'getItem' | 'setItem'>,
  name: string,
  valid: (stored: unknown) => Result | undefined,
): StoredBoard<Result> {
  const { getSnapshot, subscribe, set } = createStore(read());

  function read(): Readonly<Record<string, Result>> {
    try {
      const kept: Record<string, unknown> = Object(JSON.parse(storage.getItem(name) ?? '{}'));
      const results = Object.entries(kept).flatMap(([key, stored]) => {
        const result = valid(stored);
        return result === undefined ? [] : [[key, result] as const];
      });
      return Object.fromEntries(results);
    } catch {
      return {};
    }
  }

  function replace(results: Readonly<Record<string, Result>>): void {
    try {
      storage.setItem(name, JSON.stringify(results));
    } catch {
      // The storage refuses the value, so the results last for this visit only.
    }
    set(results);
  }

  return {
    getSnapshot,
    subscribe,
    put(key, next) {
      const results = { ...getSnapshot(), ...read() };
      replace({ ...results, [key]: next(Object.hasOwn(results, key) ? results[key] : undefined) });
    },
    reset: () => replace({}),
  };
}
