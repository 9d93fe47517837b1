import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { Outlet } from 'react-router-dom';
import { closeLeftConnections } from '../mcp/left-connections.ts';
import { notifications } from './notifications/notifications.ts';
import { showUnseenFailures } from './notifications/unseen-failures.ts';

/**
 * The cache of server responses. All pages share it until the document ends. `always` makes a call even if the device
 * reports that it is offline, because a server on this machine may still be reachable. By default, such a call would
 * wait until the device is online. It would then run even if the user has left the page.
 */
const queryClient = new QueryClient({
  defaultOptions: {
    queries: { networkMode: 'always', refetchOnReconnect: true },
    mutations: { networkMode: 'always' },
  },
});
closeLeftConnections(queryClient, window);
showUnseenFailures(queryClient.getMutationCache(), notifications.show);

/** Provides the cache to the pages that call servers. Its code loads with these pages, not for the first paint. */
export function Queries() {
  return (
    <QueryClientProvider client={queryClient}>
      <Outlet />
    </QueryClientProvider>
  );
}
