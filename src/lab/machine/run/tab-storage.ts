import type { Platform } from '../../../oauth/index.ts';
import { createStore, type ReadableStore } from '../../../store.ts';

type KeyValueStorage = Platform['storage']['tab'];

export interface TabStorage extends KeyValueStorage, ReadableStore<ReadonlyMap<string, string>> {}

export function createTabStorage(): TabStorage {
  const { getSnapshot, subscribe, set } = createStore<ReadonlyMap<string, string>>(new Map());
  return {
    getSnapshot,
    subscribe,
    get length() {
      return getSnapshot().size;
    },
    key: (index) => [...getSnapshot().keys()][index] ?? null,
    getItem: (key) => getSnapshot().get(key) ?? null,
    setItem: (key, value) => set(new Map(getSnapshot()).set(key, value)),
    removeItem(key) {
      set(new Map([...getSnapshot()].filter(([kept]) => kept !== key)));
    },
  };
}
