import { useEffect, useSyncExternalStore } from 'react';
import type { Session } from '../../oauth/index.ts';

/** How many parts of the page say how a session is. */
const counts = new Map<Session, number>();
const listeners = new Set<() => void>();

function change(session: Session, by: number): void {
  counts.set(session, (counts.get(session) ?? 0) + by);
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** For a component that says how a session is: nothing has to say it a second time. */
export function useStatesSession(session: Session): void {
  useEffect(() => {
    change(session, 1);
    return () => change(session, -1);
  }, [session]);
}

/** Whether the page says how a session is. */
export function useIsStated(session: Session): boolean {
  return useSyncExternalStore(
    subscribe,
    () => (counts.get(session) ?? 0) > 0,
    () => false,
  );
}
