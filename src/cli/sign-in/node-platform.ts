import type { KeyValueStorage, Platform } from '../../oauth/index.ts';

/** What a process provides to `src/oauth` in place of a browser tab. */
export interface NodePlatformOptions {
  fetch: Platform['fetch'];
  /** Opens an address in the user's browser, which is another process. */
  navigate: Platform['navigate'];
  /** The URL of the last authorization response, at the loopback redirect URI. */
  href(): string;
}

/**
 * The platform of a command line program, on which `src/oauth` runs unchanged. It keeps everything, including the code
 * verifier, in the memory of the process. This memory survives the redirect, because only the user's browser navigates.
 */
export function nodePlatform({ fetch, navigate, href }: NodePlatformOptions): Platform {
  return {
    href,
    framed: false,
    fetch,
    navigate,
    // There is no address bar to remove the response from.
    replaceUrl() {},
    storage: { tab: memoryStorage(), shared: memoryStorage() },
    now: () => Date.now(),
    schedule(callback, delayMs) {
      const timer = setTimeout(callback, delayMs);
      // A scheduled refresh must not keep the process alive.
      timer.unref();
      return () => clearTimeout(timer);
    },
    randomBytes: (length) => crypto.getRandomValues(new Uint8Array(length)),
    // No other process shares this memory, so there is nothing to lock or to announce.
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
