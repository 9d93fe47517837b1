import type { Platform } from '../../../oauth/index.ts';

type KeyValueStorage = Platform['storage']['tab'];

/** The `sessionStorage` of a run's own tab, which can be watched. */
export interface TabStorage extends KeyValueStorage {
  subscribe(listener: () => void): () => void;
  getSnapshot(): ReadonlyMap<string, string>;
}

export function createTabStorage(): TabStorage {
  const listeners = new Set<() => void>();
  let entries: ReadonlyMap<string, string> = new Map();

  function replace(next: ReadonlyMap<string, string>): void {
    entries = next;
    for (const listener of listeners) listener();
  }

  return {
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    getSnapshot: () => entries,
    get length() {
      return entries.size;
    },
    key: (index) => [...entries.keys()][index] ?? null,
    getItem: (key) => entries.get(key) ?? null,
    setItem: (key, value) => replace(new Map(entries).set(key, value)),
    removeItem(key) {
      replace(new Map([...entries].filter(([kept]) => kept !== key)));
    },
  };
}
