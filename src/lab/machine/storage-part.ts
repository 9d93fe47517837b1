import type { Platform } from '../../oauth/index.ts';

/** The entries with a prefix, so that an exercise does not touch the records of the app. */
export function partOfStorage(storage: Storage, prefix: string): Platform['storage']['tab'] {
  const keys = () => Object.keys(storage).filter((key) => key.startsWith(prefix));
  return {
    get length() {
      return keys().length;
    },
    key: (index) => keys()[index]?.slice(prefix.length) ?? null,
    getItem: (key) => storage.getItem(prefix + key),
    setItem: (key, value) => storage.setItem(prefix + key, value),
    removeItem: (key) => storage.removeItem(prefix + key),
  };
}
