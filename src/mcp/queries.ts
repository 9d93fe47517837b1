import type { Client, Tool } from '@modelcontextprotocol/client';
import { queryOptions } from '@tanstack/react-query';
import type { Session } from '../oauth/index.ts';
import { connectMcpClient } from './client.ts';

type Fetch = (url: string | URL, init?: RequestInit) => Promise<Response>;

/** One connected client for a session and a server, kept for as long as the same person is signed in. */
export function mcpClientQuery(session: Session, serverUrl: string, fetch: Fetch, person: string) {
  return queryOptions({
    queryKey: ['mcp', serverUrl, person],
    queryFn: () => connectMcpClient(session, serverUrl, fetch),
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
    refetchOnWindowFocus: false,
  });
}

/** The tools of a connected server. */
export function toolsQuery(client: Client, serverUrl: string, person: string) {
  return queryOptions({
    queryKey: ['mcp', serverUrl, person, 'tools'],
    queryFn: async (): Promise<Tool[]> => (await client.listTools()).tools,
    retry: false,
    refetchOnWindowFocus: false,
  });
}

const WHO_AM_I = 'whoami';

/**
 * Who the server takes us for, by its who-am-i tool; `null` when it has none or the answer names nobody.
 * Waits for `client`.
 */
export function whoAmIQuery(client: Client | undefined, serverUrl: string, person: string) {
  return queryOptions({
    queryKey: ['mcp', serverUrl, person, WHO_AM_I],
    queryFn: async (): Promise<string | null> => {
      const tools = (await client?.listTools())?.tools ?? [];
      if (!client || !tools.some(({ name }) => name === WHO_AM_I)) return null;
      const { structuredContent } = await client.callTool({ name: WHO_AM_I, arguments: {} });
      const subject: unknown = Reflect.get(Object(structuredContent), 'subject');
      return typeof subject === 'string' ? subject : null;
    },
    enabled: client !== undefined,
    retry: false,
    refetchOnWindowFocus: false,
  });
}
