import { createMachine, type Machine } from '../../machine/machine.ts';

/**
 * The machine of a page that examines other servers: a log and a gate, but no run. The code for the servers of a run is
 * large, and each probe loads the page twice.
 */
export function createReportMachine(): Machine {
  return createMachine({
    origin: location.origin,
    createRun() {
      throw new Error('The report page has no servers of its own.');
    },
  });
}
