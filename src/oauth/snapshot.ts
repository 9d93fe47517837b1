import type { Platform } from './platform.ts';
import { type NextState, type SessionState, transition } from './session-state.ts';

/** What a session shows, and who is told when it changes. */
export interface Snapshot {
  getSnapshot(): SessionState;
  /** @returns a function that unsubscribes. */
  subscribe(listener: () => void): () => void;
  is(...statuses: SessionState['status'][]): boolean;
  show(next: NextState): void;
}

export function createSnapshot({ schedule }: Pick<Platform, 'schedule'>): Snapshot {
  const listeners = new Set<() => void>();
  let state: SessionState = { status: 'restoring' };
  return {
    getSnapshot: () => state,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    is: (...statuses) => statuses.includes(state.status),
    show(next) {
      state = transition(state, next);
      for (const listener of listeners) {
        try {
          listener();
        } catch (error) {
          // Reported as what it is, an uncaught error of the listener; the session and the other listeners go on.
          schedule(() => {
            throw error;
          }, 0);
        }
      }
    },
  };
}
