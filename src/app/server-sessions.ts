import { createContext, use } from 'react';
import type { ClientIdentification, Platform, Session, SessionSettings } from '../oauth/index.ts';

/** The servers that this document can talk to, and its session with each server. */
export interface ServerSessions {
  platform: Platform;
  /** How this app identifies itself to servers that it is not configured for. */
  identification: ClientIdentification & Pick<SessionSettings, 'scopesIfListed'>;
  /** The only session of a key, created at the first call. The key of an MCP server is its URL; see `sessionKey`. */
  sessionOf(key: string): Session;
}

export const ServerSessionsContext = createContext<ServerSessions | undefined>(undefined);

/** @throws Error outside the context: a mistake in the app, not a state of it. */
export function useServerSessions(): ServerSessions {
  const sessions = use(ServerSessionsContext);
  if (!sessions) throw new Error('useServerSessions needs a ServerSessionsContext above it.');
  return sessions;
}
