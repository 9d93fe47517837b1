import type { ReactNode } from 'react';
import type { Grant, SessionState } from '../index.ts';
import { RequireSession } from './RequireSession.tsx';

/**
 * Shows its children if the grant has all of these scopes. This component only avoids a request that the API would
 * refuse: the API decides.
 */
export function RequireScopes({
  scopes,
  children,
  missing,
  otherwise,
}: {
  scopes: readonly string[];
  children(grant: Grant): ReactNode;
  /** @param lacking the missing scopes, for `session.stepUp`. */
  missing(lacking: readonly string[], grant: Grant): ReactNode;
  /** Shown if no user is signed in. */
  otherwise(state: Exclude<SessionState, { grant: Grant }>): ReactNode;
}) {
  return (
    <RequireSession otherwise={otherwise}>
      {(grant) => {
        const lacking = scopes.filter((scope) => !grant.scopes.includes(scope));
        return lacking.length ? missing(lacking, grant) : children(grant);
      }}
    </RequireSession>
  );
}
