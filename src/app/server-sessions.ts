import { createContext, use } from 'react';
import type { ClientIdentification, Platform, Session, SessionSettings } from '../oauth/index.ts';

export interface ServerSessions {
  platform: Platform;
  /** How this app identifies itself to servers that are not in its settings. */
  identification: ClientIdentification & Pick<SessionSettings, 'scopesIfListed'>;
  /** Returns the session of a key, created at the first call. The key of an MCP server is its URL; see `sessionKey`. */
  sessionOf(key: string): Session;
}

export const ServerSessionsContext = createContext<ServerSessions | undefined>(undefined);

/** @throws Error if no component above provides the context: a mistake in the code of the app. */
export function useServerSessions(): ServerSessions {
  const sessions = use(ServerSessionsContext);
  if (!sessions) throw new Error('useServerSessions needs a ServerSessionsContext above it.');
  return sessions;
}
