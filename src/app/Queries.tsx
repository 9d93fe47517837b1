import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { Outlet } from 'react-router-dom';
import { closeLeftConnections } from '../mcp/left-connections.ts';
import { notifications } from './notifications/notifications.ts';
import { showUnseenFailures } from './notifications/unseen-failures.ts';

/**
 * The cache of server responses, which is kept across pages until the document ends. A device that says it is offline
 * may still reach servers on this machine. By default, a call would wait until it is online again, and would then be made
 * without the user, who may have left the page.
 */
const queryClient = new QueryClient({
  defaultOptions: {
    queries: { networkMode: 'always', refetchOnReconnect: true },
    mutations: { networkMode: 'always' },
  },
});
closeLeftConnections(queryClient, window);
showUnseenFailures(queryClient.getMutationCache(), notifications.show);

/**
 * Provides the cache to the pages that call servers. It is loaded with the first such page, not for the first paint.
 */
export function Queries() {
  return (
    <QueryClientProvider client={queryClient}>
      <Outlet />
    </QueryClientProvider>
  );
}
