import { createStore, type ReadableStore } from '../../../store.ts';
import type { WireMessage } from '../wire/exchange.ts';

/** What a message waits for, if it waits. */
export type GateState =
  | { status: 'open' }
  /** The next message will stop here. */
  | { status: 'stepping' }
  /** A message stands here and has not left the tab. */
  | { status: 'paused'; exchangeId: number; message: WireMessage };

/** Where every message passes on its way out. In step mode each one stops until somebody lets it go. */
export interface Gate extends ReadableStore<GateState> {
  /** Called by the recorder. @returns the message to send, changed or not, or that it was dropped. */
  pass(exchangeId: number, message: WireMessage): Promise<WireMessage | 'dropped'>;
  /** Step mode on or off; off lets go of all that wait. */
  setStepping(stepping: boolean): void;
  /** Lets the waiting message go, as it is or changed. */
  send(message?: WireMessage): void;
  /** Swallows the waiting message. */
  drop(): void;
}

/** @param paceMs how long a message is held now when nobody steps, so that the eye can follow. */
export function createGate(paceMs = () => 0): Gate {
  const { getSnapshot, subscribe, set } = createStore<GateState>({ status: 'open' });
  let release: ((passed: WireMessage | 'dropped') => void) | undefined;
  /** Settles when the last one in line has passed. */
  let line: Promise<unknown> = Promise.resolve();

  function letGo(passed: WireMessage | 'dropped'): void {
    const released = release;
    release = undefined;
    if (getSnapshot().status === 'paused') set({ status: 'stepping' });
    released?.(passed);
  }

  function stand(exchangeId: number, message: WireMessage): Promise<WireMessage | 'dropped'> | WireMessage {
    if (getSnapshot().status === 'open') return message;
    return new Promise((resolve) => {
      release = resolve;
      set({ status: 'paused', exchangeId, message });
    });
  }

  return {
    getSnapshot,
    subscribe,
    async pass(exchangeId, message) {
      if (getSnapshot().status === 'open') {
        const heldMs = paceMs();
        if (heldMs > 0) await new Promise((resolve) => setTimeout(resolve, heldMs));
        return message;
      }
      const passed = line.then(() => stand(exchangeId, message));
      line = passed;
      return passed;
    },
    setStepping(stepping) {
      const state = getSnapshot();
      const waiting = state.status === 'paused' ? state.message : undefined;
      if (stepping && !waiting) set({ status: 'stepping' });
      if (stepping) return;
      if (waiting) letGo(waiting);
      set({ status: 'open' });
    },
    send(message) {
      const state = getSnapshot();
      if (state.status === 'paused') letGo(message ?? state.message);
    },
    drop() {
      letGo('dropped');
    },
  };
}
