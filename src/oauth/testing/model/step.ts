import type { Session } from '../../index.ts';
import type { Tab } from './model.ts';
import type { ServerName } from './server.ts';
import type { World } from './world.ts';

/** One step of a schedule. Its numbers choose among the possible targets. */
export interface Step<Kind extends string = string> {
  readonly kind: Kind;
  readonly tab: number;
  readonly server: ServerName;
  readonly choice: number;
}

/** @returns a description of the action; `undefined` when it was not possible. */
export type Act = (world: World, step: Step) => string | undefined | Promise<string | undefined>;

export const pick = <Item>(items: readonly Item[], number: number): Item | undefined =>
  items[number % items.length];

/** Returns one of the tabs that fit a step. */
export const tabOf = ({ browser }: World, { tab }: Step, fits: (tab: Tab) => unknown): Tab | undefined =>
  pick(browser.tabs.filter(fits), tab);

export const isAwake = ({ current }: Tab): boolean => current?.life === 'awake';

/** Returns the session of a server in an awake tab. */
export function sessionOf(world: World, step: Step): { tab: Tab; session: Session } | undefined {
  const tab = tabOf(world, step, (one) => isAwake(one) && one.current?.sessions.has(step.server));
  const session = tab?.current?.sessions.get(step.server);
  return tab && session ? { tab, session } : undefined;
}
