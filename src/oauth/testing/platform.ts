import type { Broadcast, DocumentEvent, KeyValueStorage, Platform } from '../platform.ts';
import { type TestLocks, testLocks } from './locks.ts';

/**
 * A `Storage` in memory. `refuse` makes every write throw, as a blocked one does. `full` leaves it the room that it
 * takes at that moment, as a quota does: what is written again at the same length fits, and what is deleted makes room.
 */
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

/** What the tabs of one browser share. */
export interface TestBrowser {
  shared: ReturnType<typeof memoryStorage>;
  /** Who hears a broadcast, by tab. */
  tabs: Set<(event: MessageEvent<unknown>) => void>[];
  locks: TestLocks;
}

export function testBrowser(): TestBrowser {
  return { shared: memoryStorage(), tabs: [], locks: testLocks() };
}

/** One request as it left the tab. */
export interface SentRequest {
  url: string;
  method: string;
  headers: Headers;
  body: string;
  init: RequestInit;
}

/** A platform whose clock, network and browser are the test's own. */
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
  /** Lets time pass and runs what was due. */
  pass(ms: number): void;
  /** Lets time pass a quarter of a second at a time, and all that comes of it happen in between. */
  elapse(ms: number): Promise<void>;
  /** Copies this tab, `sessionStorage` included, as a browser does. */
  duplicate(): TestPlatform;
  /** What a browser tells a document; `pageshow` is that of the back/forward cache. */
  happens(event: DocumentEvent): void;
  /** Whether a person sees the document; a prerendered one is shown by `show()`. */
  show(): void;
  /** The document hears no broadcast and answers none, and keeps its locks. */
  freeze(): void;
  /** The opposite: it hears what is said from now on. */
  thaw(): void;
  /** Reloads this tab: the old document is gone, and its lock with it. */
  reload(url?: string): TestPlatform;
}

export type Answer = (request: SentRequest) => Response | Promise<Response>;

export function testPlatform(
  answer: Answer,
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
  const hears = new Set<(event: MessageEvent<unknown>) => void>();
  const channel: Broadcast = {
    addEventListener(type, listener) {
      if (type === 'message') hears.add(listener);
    },
    postMessage(data) {
      for (const other of browser.tabs) {
        if (other === hears) continue;
        for (const listener of other) listener(new MessageEvent('message', { data }));
      }
    },
  };
  browser.tabs.push(hears);
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
      platform.url = new URL(to, platform.url).href;
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
    happens(event) {
      for (const [heard, listener] of listeners)
        if (heard === event) listener(Object.assign(new Event(event), { persisted: true }));
    },
    freeze() {
      browser.tabs.splice(browser.tabs.indexOf(hears), 1);
    },
    thaw() {
      browser.tabs.push(hears);
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
      return answer(sent);
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
      return testPlatform(answer, { url: platform.url, browser, tab: copied, nowMs: platform.nowMs });
    },
    reload(to = platform.url) {
      release();
      if (browser.tabs.includes(hears)) platform.freeze();
      return testPlatform(answer, { url: to, browser, tab, nowMs: platform.nowMs });
    },
  };
  return platform;
}
