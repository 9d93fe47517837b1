import { HOME, startApp } from './app.ts';
import { pending } from './event-loop.ts';
import { countInterrupted, leave, open } from './navigation.ts';
import { type Act, isAwake, pick, tabOf } from './step.ts';

const MOST_TABS = 4;

export const browserActions = {
  'run one': (world, { choice }) => {
    const task = pick(pending(world), choice);
    task?.run();
    return task?.label;
  },
  reload: (world, step) => {
    const tab = tabOf(world, step, isAwake);
    if (!tab?.current) return undefined;
    const url = tab.current.platform.href();
    countInterrupted(world, tab.current, 'reload');
    leave(world, tab.current, false);
    open(world, tab, url, step.choice);
    return `reload tab ${tab.id} (document ${tab.current?.id} serves ${[...(tab.current?.sessions.keys() ?? [])]})`;
  },
  crash: (world, step) => {
    const tab = tabOf(world, step, ({ current }) => current);
    const document = tab?.current;
    if (!tab || !document) return undefined;
    const url = document.platform.href();
    countInterrupted(world, document, 'crash');
    world.browser.end(document);
    world.browser.discard(tab.prerendered);
    const released = step.choice % 2 === 0;
    if (released) document.release();
    open(world, tab, url, step.choice >> 1);
    world.occurred(released ? 'a crash releases the locks' : 'a crash releases no lock');
    return `tab ${tab.id} crashes and is loaded again; its locks are ${released ? '' : 'not '}released`;
  },
  close: (world, step) => {
    const tab = tabOf(world, step, isAwake);
    if (!tab?.current) return undefined;
    countInterrupted(world, tab.current, 'close');
    leave(world, tab.current, false);
    world.occurred('a tab is closed');
    return `close tab ${tab.id}`;
  },
  'open again': (world, step) => {
    const tab = tabOf(world, step, ({ current }) => !current);
    if (!tab) return undefined;
    open(world, tab, HOME, step.choice);
    return `open the app in tab ${tab.id} again`;
  },
  'open a tab': (world, step) => {
    if (world.browser.tabs.length >= MOST_TABS) return undefined;
    const tab = world.browser.newTab();
    open(world, tab, HOME, step.choice);
    return `open tab ${tab.id}`;
  },
  copy: (world, step) => {
    const { browser } = world;
    const from = tabOf(world, step, ({ current, away }) => current ?? away);
    // Without locks a copy is not detected: a documented limit.
    if (!from || !browser.hasLocks || browser.tabs.length >= MOST_TABS) return undefined;
    const contents = [...from.storage.entries.values()].join('\n');
    const holder = from.current?.lock ? from.current : undefined;
    const tab = browser.newTab(from.storage, { from, atStep: browser.step, holder, contents });
    if (from.away) tab.away = from.away;
    else open(world, tab, from.current?.platform.href() ?? HOME, step.choice);
    world.occurred(from.away ? 'a tab that is at a server is copied' : 'a tab is copied');
    if (contents.includes('oauth:') || contents.includes('refreshToken')) world.occurred('a grant is copied');
    return `copy tab ${from.id} to tab ${tab.id}`;
  },
  freeze: (world, step) => {
    const tab = tabOf(world, step, isAwake);
    if (!tab?.current) return undefined;
    world.browser.sleep(tab.current, 'frozen');
    world.occurred('freeze');
    return `freeze tab ${tab.id}`;
  },
  thaw: (world, step) => {
    const tab = tabOf(world, step, ({ current }) => current?.life === 'frozen');
    if (!tab?.current) return undefined;
    world.browser.wake(tab.current);
    return `thaw tab ${tab.id}`;
  },
  back: (world, step) => {
    const tab = tabOf(world, step, ({ cached }) => cached);
    if (!tab?.cached) return undefined;
    const { cached } = tab;
    const left = tab.current;
    tab.cached = undefined;
    if (left) leave(world, left, step.choice % 2 === 0);
    Object.assign(tab, { current: cached, away: undefined, leavingFor: undefined });
    world.browser.wake(cached);
    cached.hear('pageshow', true);
    world.occurred('a document returns from the back/forward cache');
    if (left) world.occurred('a document returns, and another document of its tab is left');
    return `go back to document ${cached.id} in tab ${tab.id}`;
  },
  prerender: (world, step) => {
    const tab = tabOf(world, step, ({ current, prerendered }) => current?.life === 'awake' && !prerendered);
    if (!tab) return undefined;
    startApp(world, world.browser.open(tab, HOME, 'prerendered'), step.choice);
    return `prerender a document in tab ${tab.id}`;
  },
  show: (world, step) => {
    const tab = tabOf(world, step, ({ prerendered }) => prerendered);
    if (!tab?.prerendered) return undefined;
    const { prerendered } = tab;
    tab.prerendered = undefined;
    leave(world, tab.current, false);
    Object.assign(tab, { current: prerendered, away: undefined, leavingFor: undefined });
    world.browser.wake(prerendered);
    prerendered.show();
    world.occurred('a prerendered document is shown');
    return `show the prerendered document ${prerendered.id} of tab ${tab.id}`;
  },
  'clear localStorage': (world) => {
    world.browser.shared.entries.clear();
    world.browser.clearedAt = world.browser.step;
    world.occurred('localStorage is cleared');
    return 'clear localStorage';
  },
  'fill or empty storage': (world, step) => {
    const { browser } = world;
    const tab = tabOf(world, step, () => true);
    const storage = step.choice % 2 ? browser.shared : tab?.storage;
    if (!storage) return undefined;
    storage.full = !storage.full;
    if (storage.full) world.occurred('the storage is full');
    if (storage.full && tab && storage !== browser.shared) tab.wasFull = true;
    if (storage.full && storage === browser.shared) world.sharedWasFull = true;
    return `${storage === browser.shared ? 'localStorage' : `sessionStorage of tab ${tab?.id}`} is ${storage.full ? 'full' : 'no longer full'}`;
  },
  'go offline': ({ browser, network }) => {
    if (!browser.online) return undefined;
    browser.online = false;
    network.disconnect();
    return 'the device goes offline';
  },
  'go online': ({ browser }) => {
    if (browser.online) return undefined;
    browser.online = true;
    for (const document of browser.documents) if (document.life === 'awake') document.hear('online');
    return 'the device is online again';
  },
  'look back': (world, step) => {
    const tab = tabOf(world, step, isAwake);
    tab?.current?.hear('visible');
    return tab && `the user returns to tab ${tab.id}`;
  },
} satisfies Record<string, Act>;
