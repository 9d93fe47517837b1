import { createContext, type ReactNode, use, useEffect, useSyncExternalStore } from 'react';
import type { Session, SessionState } from '../index.ts';
import { SERVER_STATE } from './server-session.ts';

const SessionContext = createContext<Session | undefined>(undefined);

/**
 * Makes a session available below it and continues what this tab kept over a reload, unless the document was
 * opened to finish a sign-in: then {@link CallbackPage} does.
 */
export function SessionProvider({
  session,
  restore = true,
  children,
}: {
  session: Session;
  /** Off at the callback route. */
  restore?: boolean;
  children: ReactNode;
}) {
  useEffect(() => {
    if (restore && session.getSnapshot().status === 'restoring') void session.restore();
  }, [session, restore]);
  return <SessionContext value={session}>{children}</SessionContext>;
}

/**
 * The session and its state now; while a server renders, and while React hydrates what it rendered, signed out.
 *
 * @throws Error outside a {@link SessionProvider}: a mistake in the app, not a state of it.
 */
export function useSession(): { session: Session; state: SessionState } {
  const session = use(SessionContext);
  if (!session) throw new Error('useSession needs a SessionProvider above it.');
  const state = useSyncExternalStore(session.subscribe, session.getSnapshot, () => SERVER_STATE);
  return { session, state };
}
