import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { Outlet } from 'react-router-dom';

/** What servers were asked: kept for as long as the document is, whatever page is open. */
const queryClient = new QueryClient();

/** Around the pages that ask servers. Loaded with the first of them: no first paint waits for it. */
export function Queries() {
  return (
    <QueryClientProvider client={queryClient}>
      <Outlet />
    </QueryClientProvider>
  );
}
