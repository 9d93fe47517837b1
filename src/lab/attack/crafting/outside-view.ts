import type { Machine } from '../../machine/machine.ts';
import type { Exchange } from '../../machine/wire/exchange.ts';

/** The machine without its run: an attacker can read neither the storage of the victim nor the tables of the server. */
export function outsideView(machine: Machine): Machine {
  return { ...machine, getSnapshot: () => undefined, subscribe: () => () => {} };
}

/** Removes what the servers recorded about messages that they tolerated, because this would name the weakness. */
export function withoutVerdicts(log: readonly Exchange[]): Exchange[] {
  return log.map((exchange) => ({
    ...exchange,
    serverView: exchange.serverView.filter(({ kind }) => kind !== 'tolerated'),
  }));
}
