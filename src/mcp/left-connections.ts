import type { QueryClient } from '@tanstack/react-query';

/** Closes connections that no page shows: each takes up one of six per host, and memory. `pagehide` closes all. */
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
