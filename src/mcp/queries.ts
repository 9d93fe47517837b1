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
