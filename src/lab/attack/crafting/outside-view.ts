import type { Machine } from '../../machine/machine.ts';
import type { Exchange } from '../../machine/wire/exchange.ts';

/** The machine without its run: the storage of the victim and the tables of the server are not the attacker's to read. */
export function outsideView(machine: Machine): Machine {
  return { ...machine, getSnapshot: () => undefined, subscribe: () => () => {} };
}

/** The log without what would name the weakness: that a setting let a message through. */
export function withoutVerdicts(log: readonly Exchange[]): Exchange[] {
  return log.map((exchange) => ({
    ...exchange,
    serverView: exchange.serverView.filter(({ kind }) => kind !== 'tolerated'),
  }));
}
