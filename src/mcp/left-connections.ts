import type { QueryClient } from '@tanstack/react-query';

/**
 * Closes connections that no page shows any more: an open stream is one of the six connections that a browser allows
 * per host, and a session takes memory of the server.
 *
 * @param target the window; its `pagehide` ends every connection.
 */
export function closeLeftConnections(queries: QueryClient, target: EventTarget): void {
  const cache = queries.getQueryCache();
  cache.subscribe(({ type, query }) => {
    if (type === 'removed') close(query.state.data);
  });
  target.addEventListener('pagehide', () => {
    for (const { state } of cache.getAll()) close(state.data);
  });
}

function close(data: unknown): void {
  const { close: closeConnection }: { close?: unknown } = Object(data);
  if (typeof closeConnection === 'function') void closeConnection();
}
