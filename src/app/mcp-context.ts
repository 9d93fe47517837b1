import { createContext, use } from 'react';

/** How the app reaches its MCP server. */
export interface McpAccess {
  serverUrl: string;
  fetch(url: string | URL, init?: RequestInit): Promise<Response>;
}

export const McpContext = createContext<McpAccess | undefined>(undefined);

/** @throws Error outside the context: a mistake in the app, not a state of it. */
export function useMcpAccess(): McpAccess {
  const access = use(McpContext);
  if (!access) throw new Error('useMcpAccess needs an McpContext above it.');
  return access;
}
