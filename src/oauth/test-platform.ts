import type { Broadcast, KeyValueStorage, Locks, Platform } from './platform.ts';

/** A `Storage` in memory; `refuse` makes every write throw, as a full or blocked one does. */
export function memoryStorage(): KeyValueStorage & { entries: Map<string, string>; refuse: boolean } {
  const entries = new Map<string, string>();
  return {
    entries,
    refuse: false,
    get length() {
      return entries.size;
    },
    key: (index) => [...entries.keys()][index] ?? null,
    getItem: (key) => entries.get(key) ?? null,
    setItem(key, value) {
      if (this.refuse) throw new DOMException('full', 'QuotaExceededError');
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
  held: Set<string>;
}

export function testBrowser(): TestBrowser {
  return { shared: memoryStorage(), tabs: [], held: new Set() };
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
  tab: ReturnType<typeof memoryStorage>;
  url: string;
  framed: boolean;
  connected: boolean;
  nowMs: number;
  navigations: string[];
  requests: SentRequest[];
  /** Lets time pass and runs what was due. */
  pass(ms: number): void;
  /** Copies this tab, `sessionStorage` included, as a browser does. */
  duplicate(): TestPlatform;
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
  } = {},
): TestPlatform {
  const due = new Map<number, { atMs: number; run(): void }>();
  const locked: string[] = [];
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
    locks: testLocks(browser, locked),
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
    duplicate() {
      const copied = memoryStorage();
      for (const [key, value] of tab.entries) copied.entries.set(key, value);
      return testPlatform(answer, { url: platform.url, browser, tab: copied, nowMs: platform.nowMs });
    },
    reload(to = platform.url) {
      for (const name of locked) browser.held.delete(name);
      browser.tabs.splice(browser.tabs.indexOf(hears), 1);
      return testPlatform(answer, { url: to, browser, tab, nowMs: platform.nowMs });
    },
  };
  return platform;
}

/** Web Locks of which a taken one is refused at once, instead of after the wait that a real one takes. */
function testLocks({ held }: TestBrowser, mine: string[]): Locks {
  const request = async (name: string, ...rest: unknown[]) => {
    const granted = rest.at(-1) as () => Promise<unknown>;
    if (held.has(name)) throw new DOMException('not granted in time', 'AbortError');
    held.add(name);
    mine.push(name);
    await granted();
    held.delete(name);
  };
  // One signature of the overloaded method is all that is called.
  return { request } as unknown as Locks;
}
