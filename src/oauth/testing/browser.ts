import type { KeyValueStorage } from '../platform.ts';
import { type TestLocks, testLocks } from '../test-locks.ts';
import { memoryStorage } from '../test-platform.ts';
import { createDocument, type Life, type ModelDocument } from './document.ts';

/** A tab: its storage, and the documents that it shows, keeps for the way back, or prepares. */
export interface Tab {
  readonly id: number;
  readonly storage: ReturnType<typeof memoryStorage>;
  current?: ModelDocument | undefined;
  /** In the back/forward cache. */
  cached?: ModelDocument | undefined;
  prerendered?: ModelDocument | undefined;
  /** The page of a server that it shows instead of a document of the app. */
  away?: URL | undefined;
  /** A navigation that the browser has not committed yet. */
  leavingFor?: URL | undefined;
  /** Whether its storage was ever full: then a grant may have lived in memory alone. */
  wasFull: boolean;
  copied?: Copy | undefined;
  /**
   * The step at which it last had no document of the app that could reply to a copy: it was closed, or at a server;
   * it was loaded again in the moment in which a copy asked; or it took the lock of a document that was frozen or gone.
   * -1 if never.
   */
  emptyAt: number;
}

/** What a copied tab was copied from, and when. */
export interface Copy {
  readonly from: Tab;
  readonly atStep: number;
  /** The document that held the lock of the original then, if one did. */
  readonly holder: ModelDocument | undefined;
  /** All that the copy found in its storage. */
  readonly contents: string;
}

/** One browser: its tabs, what they share, and its clock. */
export interface Browser {
  readonly tabs: Tab[];
  readonly documents: ModelDocument[];
  readonly shared: ReturnType<typeof memoryStorage>;
  readonly locks: TestLocks;
  /** Where there are no Web Locks, a document comes back from the back/forward cache whatever happened meanwhile. */
  readonly hasLocks: boolean;
  nowMs: number;
  online: boolean;
  /** How many steps there were. */
  step: number;
  fetch(document: ModelDocument, url: string, init: RequestInit): Promise<Response>;
  navigate(document: ModelDocument, url: string): void;
  broadcast(sender: ModelDocument, data: string): void;
  randomBytes(length: number): Uint8Array<ArrayBuffer>;
  newTab(storage?: KeyValueStorage, copied?: Copy): Tab;
  open(tab: Tab, url: string, life?: Life): ModelDocument;
  /** The document runs nothing any more. */
  end(document: ModelDocument | undefined): void;
  /** The document is gone, and its locks are released. */
  discard(document: ModelDocument | undefined): void;
  /** A document in the back/forward cache that holds a lock which another one asks for is ended. */
  evict(lock: string): void;
  sleep(document: ModelDocument, life: 'frozen' | 'cached'): void;
  wake(document: ModelDocument): void;
}

export function createBrowser(
  hasLocks: boolean,
  { fetch, left }: { fetch: Browser['fetch']; left(document: ModelDocument, url: string): void },
): Browser {
  let random = 1;
  const browser: Browser = {
    tabs: [],
    documents: [],
    shared: memoryStorage(),
    locks: testLocks(),
    hasLocks,
    nowMs: 1_750_000_000_000,
    online: true,
    step: 0,
    fetch,
    navigate(document, url) {
      document.tab.leavingFor = new URL(url);
      left(document, url);
    },
    broadcast(sender, data) {
      for (const document of browser.documents) if (document !== sender) document.receive(sender, data);
    },
    randomBytes: (length) =>
      Uint8Array.from({ length }, () => {
        random = (Math.imul(random, 1664525) + 1013904223) >>> 0;
        return random >>> 24;
      }),
    newTab(storage = memoryStorage(), copied) {
      const own = memoryStorage();
      for (let index = 0; index < storage.length; index += 1) {
        const key = storage.key(index) ?? '';
        own.setItem(key, storage.getItem(key) ?? '');
      }
      const tab: Tab = {
        id: browser.tabs.length,
        storage: own,
        wasFull: copied?.from.wasFull ?? false,
        copied,
        emptyAt: -1,
      };
      browser.tabs.push(tab);
      return tab;
    },
    open(tab, url, life = 'awake') {
      const document = createDocument(browser, tab, browser.documents.length, url, life);
      browser.documents.push(document);
      if (life === 'prerendered') tab.prerendered = document;
      else {
        Object.assign(tab, { current: document, away: undefined, leavingFor: undefined });
      }
      return document;
    },
    end(document) {
      if (!document) return;
      const { tab } = document;
      const waits = (other: Tab) => other.current && !other.current.lock && isRelated(other, tab);
      if (browser.tabs.some((other) => other !== tab && waits(other))) tab.emptyAt = browser.step;
      document.life = 'gone';
      document.tasks.length = 0;
      for (const place of ['current', 'cached', 'prerendered'] as const) {
        if (tab[place] === document) tab[place] = undefined;
      }
    },
    discard(document) {
      browser.end(document);
      document?.release();
    },
    evict(lock) {
      for (const document of browser.documents) {
        if (document.life !== 'cached' || document.lock !== lock) continue;
        browser.discard(document);
      }
    },
    sleep(document, life) {
      document.life = life;
      document.asleepAt = browser.step;
    },
    wake(document) {
      if (document.life === 'gone') return;
      document.asleepAt = browser.step;
      document.life = 'awake';
    },
  };
  return browser;
}

/** A tab, the one that it was copied from, and so on. */
export function lineage(tab: Tab): Tab[] {
  return tab.copied ? [tab, ...lineage(tab.copied.from)] : [tab];
}

/** Whether one tab is a copy of the other, or both of a third. */
export function isRelated(one: Tab, other: Tab): boolean {
  return lineage(one).at(-1) === lineage(other).at(-1);
}
