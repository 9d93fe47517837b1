import { useEffect, useSyncExternalStore } from 'react';
import type { Session } from '../../oauth/index.ts';

/** For each session, the number of components that show its state. */
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

/** Declares that the calling component shows the state of a session, so that no notification repeats that state. */
export function useStatesSession(session: Session): void {
  useEffect(() => {
    change(session, 1);
    return () => change(session, -1);
  }, [session]);
}

/** Whether the page shows the state of a session. */
export function useIsStated(session: Session): boolean {
  return useSyncExternalStore(
    subscribe,
    () => (counts.get(session) ?? 0) > 0,
    () => false,
  );
}
