import type { DocumentEvent, KeyValueStorage, Platform } from '../../platform.ts';
import type { Browser, Life, ModelDocument, Tab } from './model.ts';

export function createDocument(
  browser: Browser,
  tab: Tab,
  id: number,
  url: string,
  life: Life,
): ModelDocument {
  const listeners: [DocumentEvent, Parameters<Platform['listen']>[1]][] = [];
  const messageListeners: ((event: MessageEvent<unknown>) => void)[] = [];
  const timers = new Map<number, { atMs: number; run(): void }>();
  const { locks, release } = browser.locks.ofDocument((task) => document.post('lock', task));
  let href = url;
  let timerIds = 0;
  let show = () => {};
  const shown = new Promise<void>((resolve) => {
    show = resolve;
  });
  if (life !== 'prerendered') show();
  const isGone = () => document.life === 'gone';

  /** A storage that ignores the writes of a document that is gone. */
  function storageOf(storage: KeyValueStorage): KeyValueStorage {
    return {
      get length() {
        return storage.length;
      },
      key: (index) => storage.key(index),
      getItem: (key) => storage.getItem(key),
      setItem: (key, value) => isGone() || storage.setItem(key, value),
      removeItem: (key) => isGone() || storage.removeItem(key),
    };
  }

  /** Requests a lock, and records its owner for the model. */
  function watchedRequest(
    name: string,
    options: LockOptions,
    callback: () => Promise<unknown>,
  ): Promise<unknown> {
    if (isGone()) return new Promise(() => {});
    browser.evict(name);
    if (options.steal) {
      const owners = browser.documents.filter(({ lock }) => lock === name);
      if (owners.every((owner) => owner.life !== 'awake')) tab.emptyAt = browser.step;
      for (const owner of owners) {
        owner.lock = undefined;
        if (owner.life !== 'awake') owner.untoldUntil = Number.POSITIVE_INFINITY;
      }
    }
    const granted = () => {
      document.lock = name;
      return callback().finally(() => {
        document.lock = undefined;
      });
    };
    const request = locks.request as unknown as typeof watchedRequest;
    return request(name, options, granted).catch((error: unknown) => {
      // The lock may be stolen before its callback runs.
      document.lock = undefined;
      document.untoldUntil = Math.min(document.untoldUntil, browser.step);
      throw error;
    });
  }

  const platform: Platform = {
    href: () => href,
    framed: false,
    fetch: (url, init) => browser.fetch(document, url, init),
    navigate(url) {
      if (!isGone()) browser.navigate(document, url);
    },
    replaceUrl(url) {
      href = new URL(url, href).href;
    },
    storage: { tab: storageOf(tab.storage), shared: storageOf(browser.shared) },
    now: () => browser.nowMs,
    schedule(run, delayMs) {
      const timer = timerIds++;
      timers.set(timer, { atMs: browser.nowMs + delayMs, run });
      return () => timers.delete(timer);
    },
    randomBytes: (length) => browser.randomBytes(length),
    locks: browser.hasLocks ? ({ request: watchedRequest } as unknown as Platform['locks']) : undefined,
    broadcast: {
      addEventListener: (_type, listener) => messageListeners.push(listener),
      postMessage(data) {
        if (!isGone()) browser.broadcast(document, data);
      },
    },
    online: () => browser.online,
    whenShown: () => shown,
    listen: (event, listener) => listeners.push([event, listener]),
  };

  const document: ModelDocument = {
    id,
    tab,
    platform,
    life,
    sessions: new Map(),
    failedSignIns: new Set(),
    tasks: [],
    lock: undefined,
    openedAt: browser.step,
    asleepAt: -1,
    untoldUntil: -1,
    dueTimes: () => [...timers.values()].map(({ atMs }) => atMs),
    dueTimer() {
      const [first] = [...timers].sort(([, a], [, b]) => a.atMs - b.atMs);
      if (!first || first[1].atMs > browser.nowMs) return undefined;
      return () => {
        timers.delete(first[0]);
        first[1].run();
      };
    },
    post(source, run) {
      if (!isGone()) document.tasks.push({ source, run });
    },
    receive(sender, data) {
      if (document.life !== 'awake') return;
      document.post(`message of ${sender.id}`, () => {
        for (const listener of messageListeners) listener(new MessageEvent('message', { data }));
      });
    },
    hear(event, persisted = false) {
      for (const [heard, listener] of listeners) {
        if (heard === event) listener(Object.assign(new Event(event), { persisted }));
      }
    },
    show: () => show(),
    release,
  };
  return document;
}
