import type { Prompt, Resource, ResourceTemplateType, Tool } from '@modelcontextprotocol/client';
import { queryOptions } from '@tanstack/react-query';
import type { ServerAccess } from './client.ts';
import { type McpConnection, openConnection } from './connection.ts';
import { type Listed, listPrompts, listResources, listTemplates, listTools } from './lists.ts';

/**
 * If the server does not say who signed in, the results of two people have the same key. So results are kept only while
 * a page shows them.
 */
const AS_LISTED = { retry: false, refetchOnWindowFocus: false, gcTime: 0 } as const;

/** The query key of a connection. The lists of the server are below it, by name. */
const keyOf = (serverUrl: string, person: string, ...list: string[]) => ['mcp', serverUrl, person, ...list];

/**
 * One connection for a session and a server. It is kept while the same person is signed in and a page uses it. After
 * that, `closeLeftConnections` closes it.
 */
export function connectionQuery(
  access: Pick<ServerAccess, 'session' | 'serverUrl' | 'fetch'>,
  person: string,
) {
  return queryOptions({
    queryKey: keyOf(access.serverUrl, person),
    queryFn: ({ client: queries }): Promise<McpConnection> =>
      openConnection({
        ...access,
        onListChanged: (list) =>
          void queries.invalidateQueries({ queryKey: keyOf(access.serverUrl, person, list) }),
      }),
    ...AS_LISTED,
    staleTime: Number.POSITIVE_INFINITY,
  });
}

export function toolsQuery(connection: McpConnection, serverUrl: string, person: string) {
  return queryOptions({
    queryKey: keyOf(serverUrl, person, 'tools'),
    queryFn: (): Promise<Listed<Tool>> => connection.request(listTools),
    ...AS_LISTED,
  });
}

/** The resources of a connected server; empty if it does not offer any. */
export function resourcesQuery(connection: McpConnection, serverUrl: string, person: string) {
  return queryOptions({
    queryKey: keyOf(serverUrl, person, 'resources'),
    queryFn: (): Promise<Listed<Resource>> => connection.request(listResources),
    ...AS_LISTED,
  });
}

/** The resource templates of a connected server; empty if it does not offer any. */
export function templatesQuery(connection: McpConnection, serverUrl: string, person: string) {
  return queryOptions({
    // This key is below the key of the resources, because a notification about the list of resources also concerns the
    // templates.
    queryKey: keyOf(serverUrl, person, 'resources', 'templates'),
    queryFn: (): Promise<Listed<ResourceTemplateType>> => connection.request(listTemplates),
    ...AS_LISTED,
  });
}

/** The prompts of a connected server; empty if it does not offer any. */
export function promptsQuery(connection: McpConnection, serverUrl: string, person: string) {
  return queryOptions({
    queryKey: keyOf(serverUrl, person, 'prompts'),
    queryFn: (): Promise<Listed<Prompt>> => connection.request(listPrompts),
    ...AS_LISTED,
  });
}
