import type { Machine } from '../../machine/machine.ts';
import { attacks } from './index.ts';
import { defencesOn, playAttack, refusalOf } from './play-attack.ts';

/** The attacks that need no windows of their own. The exam plays each in the defended or in the weak scenario. */
export const examAttacks = attacks
  .filter(({ needs }) => needs === undefined)
  .map((attack) => ({
    slug: attack.slug,
    title: attack.title,
    hasProofs: (defended: boolean) => defencesOn(attack, defended ? 'defended' : 'weak')('DPoP'),
    async play(machine: Machine, defended: boolean) {
      const outcome = await playAttack(attack, machine, defended ? 'defended' : 'weak');
      if (outcome.succeeded) return { end: 'harm', exchangeId: outcome.exchange.id } as const;
      const { reason, exchange } = outcome;
      const refused = machine.log.getSnapshot().filter((each) => refusalOf(each) !== undefined);
      return exchange
        ? ({ end: 'refused by a server', refusedIds: refused.map(({ id }) => id), reason } as const)
        : ({ end: 'stopped by the client', reason } as const);
    },
  }));
