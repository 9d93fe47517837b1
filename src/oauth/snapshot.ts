import type { Platform } from './platform.ts';
import { type NextState, type SessionState, transition } from './session-state.ts';

/** The observable state of a session. */
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
          // The error is reported as uncaught, so that the session and the other listeners continue.
          schedule(() => {
            throw error;
          }, 0);
        }
      }
    },
  };
}
