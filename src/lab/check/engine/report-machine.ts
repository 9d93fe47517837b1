import { createMachine, type Machine } from '../../machine/machine.ts';

/** A log and a gate, but no run: the servers of a run are large, and each probe loads the page twice. */
export function createReportMachine(): Machine {
  return createMachine({
    origin: location.origin,
    createRun() {
      throw new Error('The report page has no servers of its own.');
    },
  });
}
