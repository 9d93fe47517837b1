import type { Client, RequestOptions } from '@modelcontextprotocol/client';
import { queryOptions } from '@tanstack/react-query';
import { type McpConnection, openConnection } from './connection.ts';
import { type Listed, listPrompts, listResources, listTemplates, listTools } from './lists.ts';
import type { ServerAccess } from './server-access.ts';

/**
 * If the server does not say who signed in, the results of two people have the same key. So results are kept only while
 * a page shows them.
 */
const AS_LISTED = { retry: false, refetchOnWindowFocus: false, gcTime: 0 } as const;

/** The query key of a connection. The key of a list begins with this key, and ends with the name of the list. */
const keyOf = (serverUrl: string, person: string, ...list: string[]) => ['mcp', serverUrl, person, ...list];

/**
 * One connection for a session and a server. It is kept while the same person is signed in and a page uses it; then
 * `closeLeftConnections` closes it.
 */
export function connectionQuery(
  access: Pick<ServerAccess, 'session' | 'serverUrl' | 'fetch' | 'onTokenRefused'>,
  person: string,
) {
  return queryOptions({
    queryKey: keyOf(access.serverUrl, person),
    queryFn: ({ client: queries, signal }): Promise<McpConnection> =>
      openConnection({
        ...access,
        signal,
        onListChanged: (list) =>
          void queries.invalidateQueries({ queryKey: keyOf(access.serverUrl, person, list) }),
      }),
    ...AS_LISTED,
    staleTime: Number.POSITIVE_INFINITY,
  });
}

/** The query of a list of a connected server. The list is empty if the server does not offer it. */
function listed<Item>(
  names: readonly string[],
  read: (client: Client, options?: RequestOptions) => Promise<Listed<Item>>,
) {
  return (connection: McpConnection, serverUrl: string, person: string) =>
    queryOptions({
      queryKey: keyOf(serverUrl, person, ...names),
      queryFn: () => connection.request(read),
      ...AS_LISTED,
    });
}

export type ListQuery<Item> = ReturnType<ReturnType<typeof listed<Item>>>;

export const toolsQuery = listed(['tools'], listTools);
export const resourcesQuery = listed(['resources'], listResources);
// This key begins with the key of the resources, because a notification about the list of resources also concerns the
// templates.
export const templatesQuery = listed(['resources', 'templates'], listTemplates);
export const promptsQuery = listed(['prompts'], listPrompts);
