import type { QueryClient } from '@tanstack/react-query';

/**
 * Closes what no page shows any more: an open stream is one of six connections that a browser grants a host, and a
 * session is memory of the server.
 *
 * @param target the window, whose leaving ends every connection.
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
