import { QueryClient, type QueryKey, QueryObserver, type QueryObserverOptions } from '@tanstack/react-query';
import { expect, it, vi } from 'vitest';
import type { McpConnection } from '../mcp/connection.ts';
import { promptsQuery, resourcesQuery, templatesQuery, toolsQuery } from '../mcp/queries.ts';
import { notesQuery } from './notes/notes-api.ts';
import { personKey } from './person-key.ts';

const SERVER = 'https://mcp.example/mcp';
/** The key of a person without an ID token. */
const UNKNOWN = personKey({
  issuer: 'https://login.example',
  clientId: 'my-app',
  scopes: [],
  refreshable: true,
});

/** A connection and a `fetch` that both return `response`. */
function serverWith(response: () => Promise<unknown>) {
  const connection: Pick<McpConnection, 'request'> = { request: () => response().then(Object) };
  return {
    // The queries use only `request` of a connection.
    connection: connection as McpConnection,
    fetch: () => response().then((notes) => Response.json({ notes })),
  };
}

type Options = QueryObserverOptions<unknown, Error, unknown, unknown, QueryKey>;

it.each<[string, (server: ReturnType<typeof serverWith>) => unknown]>([
  ['notes', ({ fetch }) => notesQuery(fetch, 'https://api.example', UNKNOWN)],
  ['tools', ({ connection }) => toolsQuery(connection, SERVER, UNKNOWN)],
  ['resources', ({ connection }) => resourcesQuery(connection, SERVER, UNKNOWN)],
  ['resource templates', ({ connection }) => templatesQuery(connection, SERVER, UNKNOWN)],
  ['prompts', ({ connection }) => promptsQuery(connection, SERVER, UNKNOWN)],
])('a person without an identity does not see the %s of the previous person', async (_what, queryFor) => {
  const queries = new QueryClient();
  // A cast is possible, because the options differ only in the type of their data.
  const show = (response: () => Promise<unknown>) =>
    new QueryObserver(queries, queryFor(serverWith(response)) as Options);
  const first = show(async () => []);
  const leave = first.subscribe(() => {});
  await vi.waitFor(() => expect(first.getCurrentResult().data).toBeDefined(), 30_000);
  leave();
  await vi.waitFor(() => expect(queries.getQueryCache().getAll()).toEqual([]), 30_000);
  const next = show(() => new Promise(() => {}));
  next.subscribe(() => {});
  expect(next.getCurrentResult().data).toBeUndefined();
});
