import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { Outlet } from 'react-router-dom';
import { closeLeftConnections } from '../mcp/left-connections.ts';
import { notifications } from './notifications/notifications.ts';
import { showUnseenFailures } from './notifications/unseen-failures.ts';

/** What servers were asked: kept for as long as the document is, whatever page is open. */
const queryClient = new QueryClient();
closeLeftConnections(queryClient, window);
showUnseenFailures(queryClient.getMutationCache(), notifications.show);

/** Around the pages that ask servers. Loaded with the first of them: no first paint waits for it. */
export function Queries() {
  return (
    <QueryClientProvider client={queryClient}>
      <Outlet />
    </QueryClientProvider>
  );
}
