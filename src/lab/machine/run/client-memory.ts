import { createStore, type ReadableStore } from '../../../store.ts';
import type { Network } from '../wire/recorder.ts';

/** What a page holds only in memory: the access token; `undefined` when the page has no token. */
export type ClientMemory = ReadableStore<string | undefined>;

/** The session never exposes its token, so the lab reads it from the network. */
export function watchMemory(network: Network): {
  network: Network;
  memory: ClientMemory;
  /** Clears the memory, as a navigation away from the page does. */
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
