import { type ReactNode, useEffect, useRef } from 'react';
import type { AuthorizationParameters, Grant, Session, SessionState } from '../index.ts';
import { RequireSession } from './RequireSession.tsx';
import { useSession } from './SessionProvider.tsx';

/**
 * Shows its children if a user is signed in; otherwise starts a sign-in that returns to this page. It does so once per
 * mount, so `otherwise` has to offer the next attempt. A user who has signed out is not signed in again, not even by the
 * document that the end-session page opens in this tab.
 */
export function SignInAutomatically({
  children,
  otherwise,
  parameters,
}: {
  children(grant: Grant): ReactNode;
  otherwise(state: Exclude<SessionState, { grant: Grant }>): ReactNode;
  /** Parameters of the automatic sign-in; see `session.signIn`. */
  parameters?: AuthorizationParameters;
}) {
  const { session, state } = useSession();
  const tried = useRef(false);
  useEffect(() => {
    // During hydration, `state` is still the state of the server rendering.
    if (tried.current || state !== session.getSnapshot() || !mayLeave(state)) return;
    tried.current = true;
    signInFromHere(session, parameters);
  }, [session, state, parameters]);
  return <RequireSession otherwise={otherwise}>{children}</RequireSession>;
}

/** Whether the user may be signed in automatically: not after a sign-out, and not in a copied tab. */
export function mayLeave(state: SessionState): boolean {
  return state.status === 'signed-out' && ['not-signed-in', 'session-ended'].includes(state.reason);
}

function signInFromHere(session: Session, parameters: AuthorizationParameters | undefined): void {
  const { pathname, search, hash } = location;
  void session.signIn(pathname + search + hash, parameters);
}
