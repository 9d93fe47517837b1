import { createContext, use, useSyncExternalStore } from 'react';

/** The origins that the Content-Security-Policy of this document has kept it from calling. */
export interface BlockedConnections {
  has(url: string): boolean;
  /** @returns a function that unsubscribes. */
  subscribe(listener: () => void): () => void;
}

/**
 * Listens for requests that `connect-src` refused. A page cannot tell them from CORS or a network that is down by
 * the error alone: `fetch` rejects with the same `TypeError`.
 *
 * @param target the document.
 */
export function watchBlockedConnections(target: EventTarget): BlockedConnections {
  const origins = new Set<string>();
  const listeners = new Set<() => void>();
  target.addEventListener('securitypolicyviolation', (event) => {
    const { effectiveDirective, blockedURI, disposition } = event as SecurityPolicyViolationEvent;
    if (effectiveDirective !== 'connect-src' || disposition !== 'enforce' || !URL.canParse(blockedURI))
      return;
    origins.add(new URL(blockedURI).origin);
    for (const listener of listeners) listener();
  });
  return {
    has: (url) => URL.canParse(url) && origins.has(new URL(url).origin),
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

export const BlockedConnectionsContext = createContext<BlockedConnections | undefined>(undefined);

const neverChanges = () => () => {};

/** Whether the policy has refused a request to the origin of `url`. The browser may say so after the request failed. */
export function useIsBlocked(url: string | undefined): boolean {
  const blocked = use(BlockedConnectionsContext);
  return useSyncExternalStore(
    blocked?.subscribe ?? neverChanges,
    () => url !== undefined && blocked?.has(url) === true,
  );
}
