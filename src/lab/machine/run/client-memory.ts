import { createStore, type ReadableStore } from '../../../store.ts';
import type { Network } from '../wire/recorder.ts';

/** What a page holds in memory and nowhere else: the access token; `undefined` when the page has none. */
export type ClientMemory = ReadableStore<string | undefined>;

/**
 * Watches what a session learns from its token endpoint. The session itself shows its token to nobody, so the
 * lab reads it where it comes in.
 */
export function watchMemory(network: Network): {
  network: Network;
  memory: ClientMemory;
  /** The page was left, and what it held is gone. */
  forget(): void;
} {
  const { getSnapshot, subscribe, set } = createStore<string | undefined>(undefined);
  return {
    memory: { getSnapshot, subscribe },
    forget: () => set(undefined),
    async network(url, init) {
      const response = await network(url, init);
      if (response.ok && new URL(url).pathname.endsWith('/token')) {
        const { access_token }: { access_token?: unknown } = Object(await response.clone().json());
        if (typeof access_token === 'string') set(access_token);
      }
      return response;
    },
  };
}
