import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { Outlet } from 'react-router-dom';

/** What was asked of MCP servers: kept for as long as the document is, whatever page is open. */
const answers = new QueryClient();

/** Around the pages that ask MCP servers. Loaded with the first of them: no first paint waits for it. */
export function McpQueries() {
  return (
    <QueryClientProvider client={answers}>
      <Outlet />
    </QueryClientProvider>
  );
}
