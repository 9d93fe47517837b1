import type { Platform } from './platform.ts';
import { type SessionEvent, type SessionState, transition } from './session-state.ts';

/** What a session shows, and who is told when it changes. */
export interface Snapshot {
  state(): SessionState;
  /** @returns a function that unsubscribes. */
  subscribe(listener: () => void): () => void;
  dispatch(event: SessionEvent): void;
}

export function createSnapshot({ schedule }: Pick<Platform, 'schedule'>): Snapshot {
  const listeners = new Set<() => void>();
  let state: SessionState = { status: 'restoring' };
  return {
    state: () => state,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    dispatch(event) {
      state = transition(state, event);
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
