// @vitest-environment happy-dom
import { notifyManager, QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { act } from 'react';
import { createRoot } from 'react-dom/client';
import { MemoryRouter } from 'react-router-dom';
import { expect, it, vi } from 'vitest';
import type { McpConnection } from '../../mcp/connection.ts';
import { promptsQuery, templatesQuery } from '../../mcp/queries.ts';
import { Prompts } from './Prompts.tsx';
import { Templates } from './Templates.tsx';

const SERVER = 'https://mcp.example/mcp';
// The list is in the cache, so nothing calls the connection.
const connection = {} as McpConnection;

it.each([
  {
    kind: 'prompt',
    List: Prompts,
    query: promptsQuery,
    itemOf: (name: string) => ({ name, arguments: [{ name: 'topic' }] }),
  },
  {
    kind: 'template',
    List: Templates,
    query: templatesQuery,
    itemOf: (name: string) => ({ name, uriTemplate: `notes://${name}/{topic}` }),
  },
])('what a user has typed stays with its $kind if another one is added', async ({ List, query, itemOf }) => {
  vi.stubGlobal('IS_REACT_ACT_ENVIRONMENT', true);
  // By default, React Query notifies in a timeout, after `act` has ended.
  notifyManager.setScheduler((notify) => notify());
  const client = new QueryClient({ defaultOptions: { queries: { staleTime: Number.POSITIVE_INFINITY } } });
  const list = (...names: string[]) =>
    client.setQueryData<unknown>(query(connection, SERVER, 'ada').queryKey, {
      items: names.map((name): object => itemOf(name)),
      leftOut: 0,
      refused: [],
      more: false,
    });
  list('summary');
  const page = document.createElement('div');
  await act(async () =>
    createRoot(page).render(
      <QueryClientProvider client={client}>
        <MemoryRouter>
          <List connection={connection} serverUrl={SERVER} person="ada" />
        </MemoryRouter>
      </QueryClientProvider>,
    ),
  );
  const [field] = page.querySelectorAll('textarea');
  if (field) field.value = 'PKCE';
  await act(async () => list('review', 'summary'));
  expect([...page.querySelectorAll('textarea')].map(({ value }) => value)).toEqual(['', 'PKCE']);
});
