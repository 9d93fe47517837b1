import { createGate } from '../debugger/gate.ts';
import { createMachine, type Machine } from '../machine.ts';
import { createRun, type RunOptions } from '../run/run.ts';
import type { Exchange } from '../wire/exchange.ts';
import { createWireLog } from '../wire/wire-log.ts';

export function testRun(options: Partial<RunOptions> = {}) {
  const log = createWireLog();
  const gate = createGate();
  const run = createRun({ origin: 'https://lab.example', log, gate, ...options });
  const find = (matches: (exchange: Exchange) => boolean) => log.getSnapshot().find(matches);
  return { run, log, gate, find };
}

/** A machine at a fixed origin, whose messages are not held. */
export const testMachine = (): Machine => createMachine({ origin: 'https://lab.example', createRun });
