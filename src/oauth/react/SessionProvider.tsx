import { createContext, type ReactNode, use, useEffect, useSyncExternalStore } from 'react';
import type { Session, SessionState } from '../index.ts';
import { SERVER_STATE } from './server-session.ts';

const SessionContext = createContext<Session | undefined>(undefined);

/**
 * Provides a session to its children, and restores the session after a reload. At the callback route, {@link
 * CallbackPage} completes the sign-in instead.
 */
export function SessionProvider({
  session,
  restore = true,
  children,
}: {
  session: Session;
  /** Whether to restore the session. Set it to `false` at the callback route. */
  restore?: boolean;
  children: ReactNode;
}) {
  useEffect(() => {
    if (restore && session.getSnapshot().status === 'restoring') void session.restore();
  }, [session, restore]);
  return <SessionContext value={session}>{children}</SessionContext>;
}

/**
 * Returns the session and its current state. During server rendering and hydration, the state is signed out.
 *
 * @throws Error outside a {@link SessionProvider}.
 */
export function useSession(): { session: Session; state: SessionState } {
  const session = use(SessionContext);
  if (!session) throw new Error('useSession needs a SessionProvider.');
  const state = useSyncExternalStore(session.subscribe, session.getSnapshot, () => SERVER_STATE);
  return { session, state };
}
