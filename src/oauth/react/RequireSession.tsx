import type { ReactNode } from 'react';
import type { Grant, SessionState } from '../index.ts';
import { useSession } from './SessionProvider.tsx';

/** Shows its children if a user is signed in, and `otherwise` if not. */
export function RequireSession({
  children,
  otherwise,
}: {
  children(grant: Grant): ReactNode;
  otherwise(state: Exclude<SessionState, { grant: Grant }>): ReactNode;
}) {
  const { state } = useSession();
  return 'grant' in state ? children(state.grant) : otherwise(state);
}
