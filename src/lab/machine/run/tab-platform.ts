import type { Platform } from '../../../oauth/index.ts';
import { createTabStorage } from './tab-storage.ts';

/**
 * The platform of a client in the lab: a tab that is visible and online, without other tabs.
 *
 * @param parts overrides; `fetch` is the network to the servers.
 */
export function createTabPlatform(parts: Pick<Platform, 'fetch'> & Partial<Platform>): Platform {
  return {
    href: () => location.href,
    framed: false,
    navigate() {},
    replaceUrl() {},
    storage: { tab: createTabStorage(), shared: createTabStorage() },
    now: () => Date.now(),
    schedule(callback, delayMs) {
      const timer = setTimeout(callback, delayMs);
      return () => clearTimeout(timer);
    },
    randomBytes,
    broadcast: { postMessage() {}, addEventListener() {} },
    online: () => true,
    whenShown: async () => {},
    listen() {},
    ...parts,
  };
}

export const randomBytes = (length: number): Uint8Array<ArrayBuffer> =>
  crypto.getRandomValues(new Uint8Array(length));
