import type { Network } from '../wire/recorder.ts';

/** What a page holds in memory and nowhere else. */
export interface ClientMemory {
  subscribe(listener: () => void): () => void;
  /** The access token; `undefined` when the page has none. */
  getSnapshot(): string | undefined;
}

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
  const listeners = new Set<() => void>();
  let accessToken: string | undefined;

  function hold(next: string | undefined): void {
    accessToken = next;
    for (const listener of listeners) listener();
  }
  return {
    memory: {
      subscribe(listener) {
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
      getSnapshot: () => accessToken,
    },
    forget: () => hold(undefined),
    async network(url, init) {
      const response = await network(url, init);
      if (response.ok && new URL(url).pathname.endsWith('/token')) {
        const { access_token }: { access_token?: unknown } = Object(await response.clone().json());
        if (typeof access_token === 'string') hold(access_token);
      }
      return response;
    },
  };
}
