import { createMachine, type Machine } from '../../machine/machine.ts';

/**
 * The machine of a page that looks at servers elsewhere: a log and a gate, and no run. The servers of a run are
 * large, and a probe loads its page twice.
 */
export function createReportMachine(): Machine {
  return createMachine({
    origin: location.origin,
    createRun() {
      throw new Error('The page of the report has no servers of its own.');
    },
  });
}
