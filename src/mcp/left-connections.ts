import type { QueryClient } from '@tanstack/react-query';

/**
 * Closes connections that no page shows any more. An open stream takes up one of the six connections that a browser
 * allows to a host, and a session takes up memory on the server.
 *
 * @param target the window. Its `pagehide` closes every connection. When the document comes back from the back/forward
 *   cache, the pages in it connect again.
 */
export function closeLeftConnections(queries: QueryClient, target: EventTarget): void {
  const cache = queries.getQueryCache();
  cache.subscribe(({ type, query }) => {
    if (type === 'removed') close(query.state.data);
  });
  target.addEventListener('pagehide', () => {
    for (const { state } of cache.getAll()) close(state.data);
  });
  target.addEventListener('pageshow', (event) => {
    if ('persisted' in event && event.persisted === true)
      void queries.resetQueries({ predicate: ({ state }) => isConnection(state.data) });
  });
}

function close(data: unknown): void {
  if (isConnection(data)) void data.close();
}

function isConnection(data: unknown): data is { close(): unknown } {
  return typeof Object(data).close === 'function';
}
