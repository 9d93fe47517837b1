import { createStore, type ReadableStore } from '../../../store.ts';
import type { WireMessage } from '../wire/exchange.ts';

/** Whether messages pass, and which message is paused. */
type GateState =
  | { status: 'open' }
  /** The gate will pause the next message. */
  | { status: 'stepping' }
  /** A message is held and has not left the tab. */
  | { status: 'paused'; exchangeId: number; message: WireMessage };

/** Every message passes the gate before it is sent. In step mode, it waits until the learner sends or drops it. */
export interface Gate extends ReadableStore<GateState> {
  /**
   * Called by the recorder.
   *
   * @returns the message to send, changed or not; `dropped` if the learner dropped the message.
   */
  pass(exchangeId: number, message: WireMessage): Promise<WireMessage | 'dropped'>;
  /** Turns step mode on or off. Turning it off releases every waiting message. */
  setStepping(stepping: boolean): void;
  /** Releases the waiting message, unchanged or changed. */
  send(message?: WireMessage): void;
  drop(): void;
}

/** @param paceMs how long to hold a message outside step mode, so that the eye can follow. */
export function createGate(paceMs = () => 0): Gate {
  const { getSnapshot, subscribe, set } = createStore<GateState>({ status: 'open' });
  let resolveHeld: ((passed: WireMessage | 'dropped') => void) | undefined;
  /** Settles when the last message in the queue has passed. */
  let queue: Promise<unknown> = Promise.resolve();

  function release(passed: WireMessage | 'dropped'): void {
    const resolve = resolveHeld;
    resolveHeld = undefined;
    if (getSnapshot().status === 'paused') set({ status: 'stepping' });
    resolve?.(passed);
  }

  function hold(exchangeId: number, message: WireMessage): Promise<WireMessage | 'dropped'> | WireMessage {
    if (getSnapshot().status === 'open') return message;
    return new Promise((resolve) => {
      resolveHeld = resolve;
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
      const passed = queue.then(() => hold(exchangeId, message));
      queue = passed;
      return passed;
    },
    setStepping(stepping) {
      const state = getSnapshot();
      const waiting = state.status === 'paused' ? state.message : undefined;
      if (stepping && !waiting) set({ status: 'stepping' });
      if (stepping) return;
      if (waiting) release(waiting);
      set({ status: 'open' });
    },
    send(message) {
      const state = getSnapshot();
      if (state.status === 'paused') release(message ?? state.message);
    },
    drop() {
      release('dropped');
    },
  };
}
