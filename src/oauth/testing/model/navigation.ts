import { startApp } from './app.ts';
import type { ModelDocument, Tab } from './model.ts';
import type { World } from './world.ts';

/** Opens a document in a tab, and starts the app in it. */
export function open(world: World, tab: Tab, url: string, choice: number): void {
  startApp(world, world.browser.open(tab, url), choice);
}

/** Leaves a document, for good or into the back/forward cache. */
export function leave({ browser }: World, document: ModelDocument | undefined, cached: boolean): void {
  if (!document) return;
  const { tab, life } = document;
  if (life === 'frozen') browser.wake(document);
  document.hear('pagehide', cached);
  for (const other of [tab.cached, tab.prerendered]) browser.discard(other);
  if (cached) {
    browser.sleep(document, 'cached');
    Object.assign(tab, { cached: document, current: undefined });
  } else browser.discard(document);
}

/** Counts the pending requests of a document that is about to end. */
export function countInterrupted(world: World, document: ModelDocument, how: string): void {
  for (const exchange of world.network.exchanges) {
    if (exchange.document !== document || exchange.phase === 'settled') continue;
    if (exchange.form.has('refresh_token')) world.occurred(`${how} in the middle of a refresh`);
    if (exchange.to === 'pushed request') world.occurred(`${how} in the middle of a push`);
    if (exchange.form.has('code')) world.occurred(`${how} in the middle of an exchange`);
  }
}

/** Commits the navigation of a tab. */
export function commit(world: World, tab: Tab, cached: boolean): void {
  const { leavingFor } = tab;
  if (tab.current) countInterrupted(world, tab.current, 'navigation');
  leave(world, tab.current, cached);
  Object.assign(tab, { away: leavingFor, leavingFor: undefined, emptyAt: world.browser.step });
}
