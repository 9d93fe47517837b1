import type { Client, Prompt, Resource, Tool } from '@modelcontextprotocol/client';
import { queryOptions } from '@tanstack/react-query';
import { connectMcpClient, type TokenSource } from './client.ts';
import { type Listed, listPrompts, listResources, listTools } from './lists.ts';
import { createQuestions, type Questions } from './questions.ts';

type Fetch = (url: string | URL, init?: RequestInit) => Promise<Response>;

/** A connected client, and what its server asks meanwhile. */
export interface McpConnection {
  client: Client;
  questions: Questions;
}

/**
 * One connection for a session and a server, kept for as long as the same person is signed in.
 *
 * @param session left out for a server that needs no sign-in.
 */
export function connectionQuery(
  session: TokenSource | undefined,
  serverUrl: string,
  fetch: Fetch,
  person: string,
) {
  return queryOptions({
    queryKey: ['mcp', serverUrl, person],
    queryFn: async (): Promise<McpConnection> => {
      const questions = createQuestions();
      return { client: await connectMcpClient(session, serverUrl, fetch, questions), questions };
    },
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
    refetchOnWindowFocus: false,
  });
}

/** The tools of a connected server. */
export function toolsQuery(client: Client, serverUrl: string, person: string) {
  return queryOptions({
    queryKey: ['mcp', serverUrl, person, 'tools'],
    queryFn: (): Promise<Listed<Tool>> => listTools(client),
    retry: false,
    refetchOnWindowFocus: false,
  });
}

/** The resources of a connected server; none where it offers none at all. */
export function resourcesQuery(client: Client, serverUrl: string, person: string) {
  return queryOptions({
    queryKey: ['mcp', serverUrl, person, 'resources'],
    queryFn: (): Promise<Listed<Resource>> => listResources(client),
    retry: false,
    refetchOnWindowFocus: false,
  });
}

/** The prompts of a connected server; none where it offers none at all. */
export function promptsQuery(client: Client, serverUrl: string, person: string) {
  return queryOptions({
    queryKey: ['mcp', serverUrl, person, 'prompts'],
    queryFn: (): Promise<Listed<Prompt>> => listPrompts(client),
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
      if (!client) return null;
      const { items } = await listTools(client);
      if (!items.some(({ name }) => name === WHO_AM_I)) return null;
      const { structuredContent } = await client.callTool({ name: WHO_AM_I, arguments: {} });
      const subject: unknown = Reflect.get(Object(structuredContent), 'subject');
      return typeof subject === 'string' ? subject : null;
    },
    enabled: client !== undefined,
    retry: false,
    refetchOnWindowFocus: false,
  });
}
