import { createStore, type ReadableStore } from '../../store.ts';
import { createGate, type Gate } from './debugger/gate.ts';
import { createDecisionLog, type Decision, type DecisionLog } from './decisions.ts';
import type { Run, RunOptions } from './run/run.ts';
import type { Exchange } from './wire/exchange.ts';
import { createWireLog, type WireLog } from './wire/wire-log.ts';

/** The machine beside a chapter: one log, one gate, and the current run, which is the value of this store. */
export interface Machine extends ReadableStore<Run | undefined> {
  log: WireLog;
  gate: Gate;
  decisions: DecisionLog;
  /** Starts a new run. The log keeps earlier messages as evidence. */
  start(options?: Omit<RunOptions, 'origin' | 'log' | 'gate'>): Run;
  /** Runs work after all earlier work has ended, so that the messages of two pieces of work never mix. */
  inTurn<Result>(work: () => Promise<Result>): Promise<Result>;
}

export interface ExerciseProps {
  machine: Machine;
  log: readonly Exchange[];
  decisions: readonly Decision[];
}

/** @param createRun the engine, which a page may load later. */
export function createMachine({
  origin,
  paceMs,
  createRun,
}: {
  origin: string;
  paceMs?: () => number;
  createRun(options: RunOptions): Run;
}): Machine {
  const log = createWireLog();
  const gate = createGate(paceMs);
  const { getSnapshot, subscribe, set } = createStore<Run | undefined>(undefined);
  let last: Promise<unknown> = Promise.resolve();
  return {
    log,
    gate,
    decisions: createDecisionLog(() => log.getSnapshot().at(-1)?.id ?? 0),
    getSnapshot,
    subscribe,
    start(options = {}) {
      const run = createRun({ origin, log: log.beginRun(), gate, ...options });
      set(run);
      return run;
    },
    inTurn(work) {
      const mine = last.then(work);
      // The caller gets the failure; the next work only waits until this work has ended.
      last = mine.catch(() => {});
      return mine;
    },
  };
}
