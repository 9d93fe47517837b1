import type { Exchange } from './exchange.ts';

/** The newest exchanges that are kept; older ones are let go, so that a long session stays quick. */
const MOST_EXCHANGES = 5_000;

/** The event log of a run. Everything on screen is derived from it, progress included. */
export interface WireLog {
  subscribe(listener: () => void): () => void;
  getSnapshot(): readonly Exchange[];
  /** Adds an exchange. @returns its id. */
  open(exchange: Omit<Exchange, 'id'>): number;
  /** Changes what is known of an exchange. */
  update(id: number, change: Partial<Omit<Exchange, 'id'>>): void;
  clear(): void;
}

export function createWireLog(): WireLog {
  const listeners = new Set<() => void>();
  let exchanges: readonly Exchange[] = [];
  let opened = 0;

  function replace(next: readonly Exchange[]): void {
    exchanges = next;
    for (const listener of listeners) listener();
  }

  return {
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    getSnapshot: () => exchanges,
    open(exchange) {
      opened += 1;
      replace([...exchanges, { ...exchange, id: opened }].slice(-MOST_EXCHANGES));
      return opened;
    },
    update(id, change) {
      replace(exchanges.map((exchange) => (exchange.id === id ? { ...exchange, ...change } : exchange)));
    },
    clear() {
      opened = 0;
      replace([]);
    },
  };
}
