import type { KeyValueStorage, Platform } from '../../oauth/index.ts';

/** What a process gives `src/oauth` in place of a browser tab. */
export interface NodePlatformOptions {
  fetch: Platform['fetch'];
  /** Takes the user to an address, in a browser that is no part of this process. */
  navigate: Platform['navigate'];
  /** Where the last authorization response arrived: the address of a loopback redirect. */
  href(): string;
}

/**
 * The platform of a command line program: `src/oauth` runs on it as it is. Everything is kept in the memory of the
 * process, the code verifier above all. It outlives the redirect, since not the process leaves but the user's browser;
 * and it ends with the process.
 */
export function nodePlatform({ fetch, navigate, href }: NodePlatformOptions): Platform {
  return {
    href,
    framed: false,
    fetch,
    navigate,
    // The response is in no address bar.
    replaceUrl() {},
    storage: { tab: memoryStorage(), shared: memoryStorage() },
    now: () => Date.now(),
    schedule(callback, delayMs) {
      const timer = setTimeout(callback, delayMs);
      // A refresh that is due tomorrow keeps no process alive.
      timer.unref();
      return () => clearTimeout(timer);
    },
    randomBytes: (length) => crypto.getRandomValues(new Uint8Array(length)),
    // No other process shares this memory: there is no one to lock out, and no one to tell.
    locks: undefined,
    broadcast: { postMessage() {}, addEventListener() {} },
    online: () => true,
    whenShown: async () => {},
    listen() {},
  };
}

function memoryStorage(): KeyValueStorage {
  const items = new Map<string, string>();
  return {
    get length() {
      return items.size;
    },
    key: (index) => [...items.keys()][index] ?? null,
    getItem: (key) => items.get(key) ?? null,
    setItem: (key, value) => void items.set(key, value),
    removeItem: (key) => void items.delete(key),
  };
}
