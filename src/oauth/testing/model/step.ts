import type { Session } from '../../index.ts';
import type { Tab } from './model.ts';
import type { ServerName } from './server.ts';
import type { World } from './world.ts';

/** One step of a schedule. What its numbers choose among depends on what there is. */
export interface Step<Kind extends string = string> {
  readonly kind: Kind;
  readonly tab: number;
  readonly server: ServerName;
  readonly choice: number;
}

/** @returns what was done, in words; `undefined` where there was nothing to do it to. */
export type Act = (world: World, step: Step) => string | undefined | Promise<string | undefined>;

export function pick<Item>(items: readonly Item[], number: number): Item | undefined {
  return items[number % items.length];
}

/** One of the tabs that a step can be about. */
export function tabOf({ browser }: World, { tab }: Step, fits: (tab: Tab) => unknown): Tab | undefined {
  return pick(browser.tabs.filter(fits), tab);
}

export function isAwake({ current }: Tab): boolean {
  return current?.life === 'awake';
}

/** The session of a server in a tab that is awake. */
export function sessionOf(world: World, step: Step): { tab: Tab; session: Session } | undefined {
  const tab = tabOf(world, step, (one) => isAwake(one) && one.current?.sessions.has(step.server));
  const session = tab?.current?.sessions.get(step.server);
  return tab && session ? { tab, session } : undefined;
}
