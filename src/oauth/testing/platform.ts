import type { Broadcast, DocumentEvent, KeyValueStorage, Platform } from '../platform.ts';
import { type TestLocks, testLocks } from './locks.ts';

/** A `Storage` in memory. With `refuse`, every write throws; with `full`, the current size is the quota. */
export function memoryStorage(): KeyValueStorage & {
  entries: Map<string, string>;
  refuse: boolean;
  full: boolean;
} {
  const entries = new Map<string, string>();
  const size = () => [...entries].reduce((total, [key, value]) => total + key.length + value.length, 0);
  let quota = Number.POSITIVE_INFINITY;
  return {
    entries,
    refuse: false,
    get full() {
      return quota !== Number.POSITIVE_INFINITY;
    },
    set full(full) {
      quota = full ? size() : Number.POSITIVE_INFINITY;
    },
    get length() {
      return entries.size;
    },
    key: (index) => [...entries.keys()][index] ?? null,
    getItem: (key) => entries.get(key) ?? null,
    setItem(key, value) {
      const before = entries.get(key);
      const growth = value.length - (before === undefined ? -key.length : before.length);
      if (this.refuse || size() + growth > quota) throw new DOMException('full', 'QuotaExceededError');
      entries.set(key, value);
    },
    removeItem(key) {
      entries.delete(key);
    },
  };
}

/** The state that the tabs of one browser share. */
export interface TestBrowser {
  shared: ReturnType<typeof memoryStorage>;
  /** The listeners for broadcasts, by tab. */
  tabs: Set<(event: MessageEvent<unknown>) => void>[];
  locks: TestLocks;
}

export const testBrowser = (): TestBrowser => ({ shared: memoryStorage(), tabs: [], locks: testLocks() });

export interface SentRequest {
  url: string;
  method: string;
  headers: Headers;
  body: string;
  init: RequestInit;
}

/** A platform whose clock, network and browser the test controls. */
export interface TestPlatform extends Platform {
  storage: { tab: ReturnType<typeof memoryStorage>; shared: ReturnType<typeof memoryStorage> };
  tab: ReturnType<typeof memoryStorage>;
  browser: TestBrowser;
  url: string;
  framed: boolean;
  connected: boolean;
  nowMs: number;
  navigations: string[];
  requests: SentRequest[];
  /** Advances the clock and runs the timers that are due. */
  pass(ms: number): void;
  /** Advances the clock in steps of 250 ms, and runs pending tasks in between. */
  elapse(ms: number): Promise<void>;
  /** Copies this tab, `sessionStorage` included, as a browser does. */
  duplicate(): TestPlatform;
  /** Fires an event. A `pageshow` has `persisted` by default, as if the document came from the back/forward cache. */
  fire(event: DocumentEvent, persisted?: boolean): void;
  /** Shows a prerendered document. */
  show(): void;
  /** Freezes the document: it receives no broadcasts and keeps its locks. */
  freeze(): void;
  /** Thaws the document: it receives broadcasts again. */
  thaw(): void;
  /** Reloads this tab: the old document is gone and releases its lock. */
  reload(url?: string): TestPlatform;
}

export type Responder = (request: SentRequest) => Response | Promise<Response>;

export function testPlatform(
  respond: Responder,
  {
    url = 'https://app.example/',
    browser = testBrowser(),
    tab = memoryStorage(),
    nowMs = 1_750_000_000_000,
    prerendered = false,
  } = {},
): TestPlatform {
  const due = new Map<number, { atMs: number; run(): void }>();
  const { locks, release } = browser.locks.ofDocument();
  const listeners: [DocumentEvent, Parameters<Platform['listen']>[1]][] = [];
  let show = () => {};
  const shown = new Promise<void>((resolve) => {
    show = resolve;
  });
  if (!prerendered) show();
  let timers = 0;
  const messageListeners = new Set<(event: MessageEvent<unknown>) => void>();
  const channel: Broadcast = {
    addEventListener(type, listener) {
      if (type === 'message') messageListeners.add(listener);
    },
    postMessage(data) {
      for (const other of browser.tabs) {
        if (other === messageListeners) continue;
        for (const listener of other) listener(new MessageEvent('message', { data }));
      }
    },
  };
  browser.tabs.push(messageListeners);
  const platform: TestPlatform = {
    tab,
    browser,
    url,
    nowMs,
    connected: true,
    framed: false,
    navigations: [],
    requests: [],
    href: () => platform.url,
    navigate: (to) => platform.navigations.push(to),
    replaceUrl(to) {
      const { href, origin } = new URL(to, platform.url);
      if (origin !== new URL(platform.url).origin)
        throw new DOMException(`${href} is elsewhere`, 'SecurityError');
      platform.url = href;
    },
    storage: { tab, shared: browser.shared },
    now: () => platform.nowMs,
    online: () => platform.connected,
    randomBytes: (length) => crypto.getRandomValues(new Uint8Array(length)),
    broadcast: channel,
    locks,
    whenShown: () => shown,
    show: () => show(),
    listen: (event, listener) => listeners.push([event, listener]),
    fire(event, persisted = true) {
      for (const [type, listener] of listeners)
        if (type === event) listener(Object.assign(new Event(event), { persisted }));
    },
    freeze() {
      browser.tabs.splice(browser.tabs.indexOf(messageListeners), 1);
    },
    thaw() {
      browser.tabs.push(messageListeners);
    },
    schedule(run, delayMs) {
      const timer = timers++;
      due.set(timer, { atMs: platform.nowMs + delayMs, run });
      return () => due.delete(timer);
    },
    async fetch(to, init) {
      const request = new Request(to, { ...init, signal: null });
      const sent = {
        url: to,
        method: request.method,
        headers: request.headers,
        body: await request.text(),
        init,
      };
      platform.requests.push(sent);
      return respond(sent);
    },
    pass(ms) {
      platform.nowMs += ms;
      for (const [timer, { atMs, run }] of due) {
        if (atMs > platform.nowMs) continue;
        due.delete(timer);
        run();
      }
    },
    async elapse(ms) {
      for (let left = ms; left > 0; left -= 250) {
        await new Promise((resolve) => setTimeout(resolve));
        platform.pass(Math.min(left, 250));
      }
      await new Promise((resolve) => setTimeout(resolve));
    },
    duplicate() {
      const copied = memoryStorage();
      for (const [key, value] of tab.entries) copied.entries.set(key, value);
      return testPlatform(respond, { url: platform.url, browser, tab: copied, nowMs: platform.nowMs });
    },
    reload(to = platform.url) {
      release();
      if (browser.tabs.includes(messageListeners)) platform.freeze();
      return testPlatform(respond, { url: to, browser, tab, nowMs: platform.nowMs });
    },
  };
  return platform;
}
