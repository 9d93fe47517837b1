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

const LISTS = [
  {
    kind: 'prompt',
    List: Prompts,
    query: promptsQuery,
    itemOf: (name: string, fields: string[]) => ({ name, arguments: fields.map((each) => ({ name: each })) }),
  },
  {
    kind: 'template',
    List: Templates,
    query: templatesQuery,
    itemOf: (name: string, fields: string[]) => ({ name, uriTemplate: `notes://${name}/{${fields}}` }),
  },
];

/** A page with a list. `list` changes its items. */
async function open({ List, query, itemOf }: (typeof LISTS)[number], fields: string[], ...first: string[]) {
  vi.stubGlobal('IS_REACT_ACT_ENVIRONMENT', true);
  // By default, React Query notifies in a timeout, after `act` has ended.
  notifyManager.setScheduler((notify) => notify());
  const client = new QueryClient({ defaultOptions: { queries: { staleTime: Number.POSITIVE_INFINITY } } });
  const list = (...names: string[]) =>
    client.setQueryData<unknown>(query(connection, SERVER, 'ada').queryKey, {
      items: names.map((name): object => itemOf(name, fields)),
      leftOut: 0,
      refused: [],
      more: false,
    });
  list(...first);
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
  return { page, list };
}

it.each(LISTS)('typed text stays with its $kind if the server adds another $kind', async (kind) => {
  const { page, list } = await open(kind, ['topic'], 'summary');
  const [field] = page.querySelectorAll('textarea');
  if (field) field.value = 'PKCE';
  await act(async () => list('review', 'summary'));
  expect([...page.querySelectorAll('textarea')].map(({ value }) => value)).toEqual(['', 'PKCE']);
});

it.each(LISTS)('after 1,000 fields, a $kind shows its form only when the user asks', async (kind) => {
  const fields = Array.from({ length: 200 }, (_, index) => `field-${index}`);
  const { page } = await open(kind, fields, 'a', 'b', 'c', 'd', 'e', 'f', 'g');
  const late = () =>
    [...page.querySelectorAll('button')].filter(({ textContent }) => /^Show/.test(textContent));
  expect(page.querySelectorAll('form')).toHaveLength(5);
  expect(late().map(({ textContent }) => textContent)).toEqual(['Show the form of f', 'Show the form of g']);
  await act(async () => late()[0]?.click());
  expect(page.querySelectorAll('form')).toHaveLength(6);
});
