import { createStore, type ReadableStore } from '../../store.ts';
import { type Answer, type AnswerLog, createAnswerLog } from './answers.ts';
import { createGate, type Gate } from './debugger/gate.ts';
import type { Run, RunOptions } from './run/run.ts';
import type { Exchange } from './wire/exchange.ts';
import { createWireLog, type WireLog } from './wire/wire-log.ts';

/** What stands beside a chapter: one log, one gate, and the run that is under way, which is the value of this store. */
export interface Machine extends ReadableStore<Run | undefined> {
  log: WireLog;
  gate: Gate;
  answers: AnswerLog;
  /** Begins a new run; what was logged before stays, as evidence. */
  start(options?: Omit<RunOptions, 'origin' | 'log' | 'gate'>): Run;
  /** Does something when all that was asked for before has ended: their messages never mix. */
  inTurn<Result>(work: () => Promise<Result>): Promise<Result>;
}

/** What every exercise is given. */
export interface ExerciseProps {
  machine: Machine;
  log: readonly Exchange[];
  answers: readonly Answer[];
}

/** @param createRun the engine, which a page may load after the machine is shown. */
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
    answers: createAnswerLog(() => log.getSnapshot().at(-1)?.id ?? 0),
    getSnapshot,
    subscribe,
    start(options = {}) {
      const run = createRun({ origin, log, gate, ...options });
      set(run);
      return run;
    },
    inTurn(work) {
      const mine = last.then(work);
      // Its caller is told of a failure; whoever comes next only waits for the end.
      last = mine.catch(() => {});
      return mine;
    },
  };
}
