import { type ReactNode, useEffect, useRef } from 'react';
import type { AuthorizationParameters, Grant, KeyValueStorage, SessionState } from '../index.ts';
import { readRecord, writeRecord } from '../stored-record.ts';
import { RequireSession } from './RequireSession.tsx';
import { useSession } from './SessionProvider.tsx';

/**
 * Shows its children if a user is signed in; otherwise starts a sign-in. Each mount starts only one sign-in, so
 * `otherwise` has to offer the next attempt. A user who has signed out is not signed in again, not even by the document
 * that the end-session page opens in this tab. A tab starts at most three sign-ins in half a minute: more would be a
 * loop, as at a server that signs the user in silently but refuses every refresh.
 */
export function SignInAutomatically({
  children,
  otherwise,
  parameters,
  returnTo,
}: {
  children(grant: Grant): ReactNode;
  otherwise(state: Exclude<SessionState, { grant: Grant }>): ReactNode;
  /** Parameters of the automatic sign-in; see `session.signIn`. */
  parameters?: AuthorizationParameters;
  /**
   * Where the sign-in returns to. The default is the URL of this page. If your router adds a base path to each path, pass
   * the path as the router spells it.
   */
  returnTo?: string | undefined;
}) {
  const { session, state } = useSession();
  const tried = useRef(false);
  useEffect(() => {
    // During hydration, `state` is still the state of the server rendering.
    if (tried.current || state !== session.getSnapshot() || !mayLeave(state)) return;
    tried.current = true;
    if (!isLoop(sessionStorage, Date.now())) {
      const { pathname, search, hash } = location;
      void session.signIn(returnTo ?? pathname + search + hash, parameters);
    }
  }, [session, state, parameters, returnTo]);
  return <RequireSession otherwise={otherwise}>{children}</RequireSession>;
}

/** Whether the user may be signed in automatically: not after a sign-out, and not in a copied tab. */
export function mayLeave(state: SessionState): boolean {
  return state.status === 'signed-out' && ['not-signed-in', 'session-ended'].includes(state.reason);
}

const KEY = 'oauth:automatic';
const MOST = 3;
const LOOP_MS = 30_000;

/** Counts the automatic sign-ins of a tab. @returns whether another sign-in would be a loop. */
export function isLoop(storage: KeyValueStorage, nowMs: number): boolean {
  const startedMs = Object.values(readRecord(storage, KEY) ?? {}).filter(
    (startMs) => Math.abs(nowMs - Number(startMs)) < LOOP_MS,
  );
  if (startedMs.length >= MOST) return true;
  try {
    writeRecord(storage, KEY, { ...startedMs, [startedMs.length]: nowMs });
  } catch {
    // If the storage is full, the sign-in fails and reports this.
  }
  return false;
}
