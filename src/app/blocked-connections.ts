import { createContext, use } from 'react';
import { createStore, type ReadableStore } from '../store.ts';
import { useStore } from '../ui/use-store.ts';

/** The origins that the Content-Security-Policy of this document has blocked. */
export interface BlockedConnections extends Pick<ReadableStore<unknown>, 'subscribe'> {
  has(url: string): boolean;
}

/**
 * Listens for requests that `connect-src` blocked. These events are necessary, because `fetch` rejects with the same
 * `TypeError` whether the cause is the policy, CORS or the network.
 *
 * @param target the document.
 */
export function watchBlockedConnections(target: EventTarget): BlockedConnections {
  const { getSnapshot, subscribe, set } = createStore<ReadonlySet<string>>(new Set());
  target.addEventListener('securitypolicyviolation', (event) => {
    const { effectiveDirective, blockedURI, disposition } = event as SecurityPolicyViolationEvent;
    if (effectiveDirective !== 'connect-src' || disposition !== 'enforce' || !URL.canParse(blockedURI))
      return;
    set(new Set(getSnapshot()).add(new URL(blockedURI).origin));
  });
  return { has: (url) => URL.canParse(url) && getSnapshot().has(new URL(url).origin), subscribe };
}

export const BlockedConnectionsContext = createContext<BlockedConnections>({
  has: () => false,
  subscribe: () => () => {},
});

/** Whether the policy blocked a request to this origin. A browser may report this after the failure. */
export function useIsBlocked(url: string | undefined): boolean {
  const { has, subscribe } = use(BlockedConnectionsContext);
  return useStore({ subscribe, getSnapshot: () => url !== undefined && has(url) });
}
