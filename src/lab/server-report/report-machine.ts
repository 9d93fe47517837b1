import { createAnswerLog } from '../answers.ts';
import { createGate } from '../debugger/gate.ts';
import type { Machine } from '../machine.ts';
import { createWireLog } from '../wire/wire-log.ts';

/**
 * The machine of a page that looks at servers elsewhere: a log and a gate, and no run. The servers of a run are
 * large, and a probe loads its page twice.
 */
export function createReportMachine(): Machine {
  return {
    log: createWireLog(),
    gate: createGate(),
    answers: createAnswerLog(),
    subscribe: () => () => {},
    getSnapshot: () => undefined,
    start() {
      throw new Error('The page of the report has no servers of its own.');
    },
  };
}
