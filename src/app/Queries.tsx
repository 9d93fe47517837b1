import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { Outlet } from 'react-router-dom';
import { closeLeftConnections } from '../mcp/left-connections.ts';
import { notifications } from './notifications/notifications.ts';
import { showUnseenFailures } from './notifications/unseen-failures.ts';

/** The cache of server responses: kept as long as the document, across pages. */
const queryClient = new QueryClient();
closeLeftConnections(queryClient, window);
showUnseenFailures(queryClient.getMutationCache(), notifications.show);

/** Provides the cache to the pages that call servers. Loaded with the first of them, so that no first paint waits. */
export function Queries() {
  return (
    <QueryClientProvider client={queryClient}>
      <Outlet />
    </QueryClientProvider>
  );
}
