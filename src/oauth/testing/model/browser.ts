import { testLocks } from '../locks.ts';
import { memoryStorage } from '../platform.ts';
import { createDocument } from './document.ts';
import { createKeyDatabase } from './key-database.ts';
import type { Browser, ModelDocument, Tab } from './model.ts';

export function createBrowser(
  { hasLocks, keepsLocks }: Pick<Browser, 'hasLocks' | 'keepsLocks'>,
  { fetch, navigated }: { fetch: Browser['fetch']; navigated(document: ModelDocument, url: string): void },
): Browser {
  let random = 1;
  const browser: Browser = {
    tabs: [],
    documents: [],
    shared: memoryStorage(),
    locks: testLocks(),
    keys: createKeyDatabase(),
    hasLocks,
    keepsLocks,
    nowMs: 1_750_000_000_000,
    online: true,
    step: 0,
    clearedAt: -1,
    fetch,
    navigate(document, url) {
      document.tab.leavingFor = new URL(url);
      navigated(document, url);
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
      const isWaiting = (other: Tab) => other.current && !other.current.lock && isRelated(other, tab);
      if (browser.tabs.some((other) => other !== tab && isWaiting(other))) tab.emptyAt = browser.step;
      document.life = 'gone';
      document.tasks.length = 0;
      for (const slot of ['current', 'cached', 'prerendered'] as const) {
        if (tab[slot] === document) tab[slot] = undefined;
      }
    },
    discard(document) {
      browser.end(document);
      document?.release();
    },
    evict(lock) {
      if (keepsLocks) return;
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

/** Returns a tab, the tab that it is a copy of, and so on. */
export const lineage = (tab: Tab): Tab[] => (tab.copied ? [tab, ...lineage(tab.copied.from)] : [tab]);

/** Whether two tabs are the same, or are copies with a common ancestor. */
export const isRelated = (one: Tab, other: Tab): boolean => lineage(one).at(-1) === lineage(other).at(-1);
