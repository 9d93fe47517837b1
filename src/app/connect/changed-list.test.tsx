// @vitest-environment happy-dom
import type { Prompt } from '@modelcontextprotocol/client';
import { notifyManager, QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { act } from 'react';
import { createRoot } from 'react-dom/client';
import { MemoryRouter } from 'react-router-dom';
import { expect, it, vi } from 'vitest';
import type { McpConnection } from '../../mcp/connection.ts';
import { promptsQuery } from '../../mcp/queries.ts';
import { Prompts } from './Prompts.tsx';

const SERVER = 'https://mcp.example/mcp';
// The list is in the cache, so nothing calls the connection.
const connection = {} as McpConnection;

const listed = (...names: string[]) => ({
  items: names.map((name): Prompt => ({ name, arguments: [{ name: 'topic' }] })),
  leftOut: 0,
  refused: [],
  more: false,
});

it('what a user has typed for a prompt stays with it if the server lists another prompt before it', async () => {
  vi.stubGlobal('IS_REACT_ACT_ENVIRONMENT', true);
  // By default, React Query notifies in a timeout, after `act` has ended.
  notifyManager.setScheduler((notify) => notify());
  const client = new QueryClient({ defaultOptions: { queries: { staleTime: Number.POSITIVE_INFINITY } } });
  const { queryKey } = promptsQuery(connection, SERVER, 'ada');
  client.setQueryData(queryKey, listed('summary'));
  const root = createRoot(document.body.appendChild(document.createElement('div')));
  await act(async () =>
    root.render(
      <QueryClientProvider client={client}>
        <MemoryRouter>
          <Prompts connection={connection} serverUrl={SERVER} person="ada" />
        </MemoryRouter>
      </QueryClientProvider>,
    ),
  );
  const fields = () => [...document.querySelectorAll('textarea')].map(({ value }) => value);
  await act(async () => {
    const [field] = document.querySelectorAll('textarea');
    if (field) field.value = 'PKCE';
  });
  await act(async () => client.setQueryData(queryKey, listed('review', 'summary')));
  expect(fields()).toEqual(['', 'PKCE']);
});
