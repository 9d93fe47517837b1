import { createStore, type ReadableStore } from '../../../store.ts';
import type { Exchange } from './exchange.ts';

/** The log keeps this many of the newest exchanges, so that a long session stays fast. */
export const MOST_EXCHANGES = 5_000;

type OpenedExchange = Omit<Exchange, 'id' | 'serverView'> & Partial<Pick<Exchange, 'serverView'>>;

/** The event log of a machine. The screen and the progress are derived from this log. */
export interface WireLog extends ReadableStore<readonly Exchange[]> {
  /** Adds an exchange. Without `serverView`, no server has seen the exchange yet. @returns its id. */
  open(exchange: OpenedExchange): number;
  update(id: number, change: Partial<Omit<Exchange, 'id'>>): void;
  /**
   * Begins a run. New exchanges belong to this run.
   *
   * @returns the log to which this run writes. Its exchanges belong to this run, even after a later run has begun.
   */
  beginRun(): WireLog;
  /** Replaces the log with the log of an earlier visit, whose messages keep their ids. */
  restore(exchanges: readonly Exchange[]): void;
  clear(): void;
}

export function createWireLog(): WireLog {
  const { getSnapshot, subscribe, set } = createStore<readonly Exchange[]>([]);
  let opened = 0;
  let run = 0;

  const log: WireLog = {
    getSnapshot,
    subscribe,
    open(exchange) {
      opened += 1;
      const added = { serverView: [], ...(run > 0 && { run }), ...exchange, id: opened };
      set([...getSnapshot(), added].slice(-MOST_EXCHANGES));
      return opened;
    },
    update(id, change) {
      set(getSnapshot().map((exchange) => (exchange.id === id ? { ...exchange, ...change } : exchange)));
    },
    beginRun() {
      run += 1;
      const begun = run;
      return { ...log, open: (exchange) => log.open({ run: begun, ...exchange }) };
    },
    restore(exchanges) {
      opened = Math.max(0, ...exchanges.map(({ id }) => id));
      run = Math.max(0, ...exchanges.map((exchange) => exchange.run ?? 0));
      set(exchanges);
    },
    clear() {
      opened = 0;
      run = 0;
      set([]);
    },
  };
  return log;
}
