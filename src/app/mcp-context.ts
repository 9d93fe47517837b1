import { createContext, use } from 'react';

export interface McpAccess {
  serverUrl: string;
  fetch(url: string | URL, init?: RequestInit): Promise<Response>;
}

export const McpContext = createContext<McpAccess | undefined>(undefined);

/** @throws Error if no component above provides the context: a mistake in the code of the app. */
export function useMcpAccess(): McpAccess {
  const access = use(McpContext);
  if (!access) throw new Error('useMcpAccess needs an McpContext above it.');
  return access;
}
