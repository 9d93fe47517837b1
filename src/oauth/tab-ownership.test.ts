import { describe, expect, it } from 'vitest';
import type { Platform } from './platform.ts';
import { acquireTab } from './tab-ownership.ts';
import { memoryStorage, type TestPlatform, testBrowser } from './testing/platform.ts';
import {
  acquireAsCopy,
  acquireUnanswered,
  delayLocks,
  GRACE_MS,
  holdLocks,
  idOf,
  locksThat,
  nextOf,
  ownedTab,
  stateOf,
  tabOf,
} from './testing/tabs.ts';

function tabWithId(): TestPlatform {
  const tab = memoryStorage();
  tab.setItem('oauth:tab', '{"id":"kept"}');
  return tabOf(testBrowser(), tab);
}

describe('a tab', () => {
  it('holds the lock on the id of the tab', async () => {
    const names: string[] = [];
    const platform = tabOf(testBrowser());
    platform.locks = locksThat((name, _options, granted) => {
      names.push(name);
      return Promise.resolve(granted());
    });
    expect(await acquireTab(platform)).toBe(true);
    expect(names).toEqual([`oauth:tab:${idOf(platform)}`]);
  });

  it.each<[string, () => ReturnType<typeof tabOf>, number]>([
    ['a new id', () => tabOf(testBrowser()), 5_000],
    ['its id, after it has asked other tabs and tried to steal the lock', () => tabWithId(), 7_000],
  ])('waits some seconds for the lock of %s, then continues without locks', async (_which, open, waitMs) => {
    let grant = () => {};
    const platform = open();
    platform.locks = locksThat((_name, _options, granted) => {
      grant = () => granted();
      return new Promise(() => {});
    });
    const acquiring = acquireTab(platform);
    await stateOf(acquiring);
    await platform.elapse(waitMs - 1);
    expect(await stateOf(acquiring)).toBe('waiting');
    await platform.elapse(1);
    expect(await stateOf(acquiring)).toBe(true);
    // From now on, a copy gets replies.
    grant();
    const copy = Object.assign(platform.duplicate(), { locks: platform.locks });
    const copying = acquireTab(copy);
    await copy.elapse(250 + 5_000);
    expect(await stateOf(copying)).toBe(false);
  });

  it('is an original and stores nothing if the browser has no Web Locks', async () => {
    const platform: Platform = Object.assign(tabOf(testBrowser()), { locks: undefined });
    expect(await acquireTab(platform)).toBe(true);
    expect(platform.storage.tab.length).toBe(0);
  });

  it('is checked once: all sessions of a document have the same result', async () => {
    const platform = tabOf(testBrowser());
    expect(acquireTab(platform)).toBe(acquireTab(platform));
  });
});

describe('a reloaded tab', () => {
  it('is the original, whether the previous document has already ended or ends a moment later', async () => {
    const browser = testBrowser();
    const second = (await ownedTab(browser)).reload();
    expect(await acquireTab(second)).toBe(true);
    second.freeze();
    const third = tabOf(browser, second.tab);
    const acquiring = acquireTab(third);
    expect(await stateOf(acquiring)).toBe('waiting');
    third.pass(1_749);
    second.reload();
    expect(await acquiring).toBe(true);
    // The lock was granted in time: no scheduled task steals it.
    third.pass(60_000);
    expect(await acquireTab(third)).toBe(true);
  });

  it.each(['InvalidStateError', 'SecurityError', 'NotSupportedError'])(
    'is the original if the browser refuses the lock with %s',
    async (name) => {
      const platform = tabWithId();
      const { tab } = platform;
      tab.setItem('oauth:grant:x', '{}');
      const refusal = new DOMException('not here', name);
      platform.locks = locksThat(() => Promise.reject(refusal));
      expect(await acquireTab(platform)).toBe(true);
      const other = tabWithId();
      other.locks = locksThat(() => {
        throw refusal;
      });
      expect(await acquireTab(other)).toBe(true);
      expect([...tab.entries.keys()]).toEqual(['oauth:tab', 'oauth:grant:x']);
    },
  );

  it('asks twice, and is the original if the previous document replies only once', async () => {
    const previous = await ownedTab();
    const acquiring = acquireTab(nextOf(previous));
    expect(await stateOf(acquiring)).toBe('waiting');
    previous.reload();
    expect(await acquiring).toBe(true);
  });

  it('steals the lock of a previous document that replied once and never released the lock', async () => {
    const previous = await ownedTab();
    const next = nextOf(previous);
    const acquiring = acquireTab(next);
    expect(await stateOf(acquiring)).toBe('waiting');
    previous.freeze();
    await next.elapse(250 + GRACE_MS - 1);
    expect(await stateOf(acquiring)).toBe('waiting');
    await next.elapse(1);
    expect(await acquiring).toBe(true);
  });

  it('is the original if a dead document never releases its lock: the tab steals that lock after two seconds', async () => {
    const browser = testBrowser();
    const crashed = await ownedTab(browser);
    crashed.freeze();
    const restored = tabOf(browser, crashed.tab);
    const acquiring = acquireTab(restored);
    await restored.elapse(GRACE_MS - 1);
    expect(await stateOf(acquiring)).toBe('waiting');
    await restored.elapse(1);
    expect(await acquiring).toBe(true);
    // This document holds the lock from now on, so a copy gets a reply.
    expect(await acquireAsCopy(restored.duplicate())).toBe(false);
  });

  it('is the original although other tabs open while it waits for the lock of a dead document', async () => {
    const browser = testBrowser();
    const crashed = await ownedTab(browser);
    crashed.freeze();
    const restored = tabOf(browser, crashed.tab);
    const acquiring = acquireTab(restored);
    for (let opened = 0; opened < 4; opened += 1) {
      await restored.elapse(500);
      await acquireTab(tabOf(browser));
    }
    expect(await acquiring).toBe(true);
  });

  it('that steals the lock of a frozen document ends the ownership of that document', async () => {
    const frozen = await ownedTab();
    frozen.freeze();
    expect(await acquireUnanswered(frozen.duplicate())).toBe(true);
    expect(await acquireTab(frozen)).toBe(false);
  });
});

it.each([2, 3])(
  'documents that steal the lock of a dead document at the same moment (%i tabs): the last one gets the lock, and the others are copies',
  async (tabs) => {
    const crashed = await ownedTab(testBrowser());
    crashed.freeze();
    const told: (() => void)[] = [];
    let tellsLate = true;
    const contenders = Array.from({ length: tabs }, () => crashed.duplicate());
    for (const platform of contenders) {
      delayLocks(platform, async () => {
        if (tellsLate) await new Promise<void>((resolve) => told.push(resolve));
      });
    }
    const acquiring = contenders.map((platform) => acquireTab(platform));
    await Promise.all(contenders.map((platform) => platform.elapse(1_750)));
    for (const tell of told) {
      tell();
      await stateOf(Promise.race(acquiring));
    }
    expect(await stateOf(Promise.race(acquiring))).toBe('waiting');
    tellsLate = false;
    await Promise.all(contenders.map((platform) => platform.elapse(250)));
    expect(await Promise.all(acquiring)).toEqual([...Array(tabs - 1).fill(false), true]);
    expect(new Set(contenders.map(idOf)).size).toBe(tabs);
    // The others no longer reply for the stolen lock.
    contenders.at(-1)?.freeze();
    expect(await acquireUnanswered(crashed.duplicate())).toBe(true);
  },
);

describe('a copied tab', () => {
  it('gets two replies from the original, and a new id', async () => {
    const original = await ownedTab();
    const copy = original.duplicate();
    expect(await acquireAsCopy(copy)).toBe(false);
    expect(idOf(copy)).not.toBe(idOf(original));
    expect(await acquireTab(original)).toBe(true);
    // A copy of a copy is a copy, but a reloaded tab is no copy.
    expect(await acquireAsCopy(copy.duplicate())).toBe(false);
    expect(await acquireTab(copy.reload())).toBe(true);
  });

  it('has no record of any server: no grant, no pending sign-in and no client secret', async () => {
    const original = await ownedTab();
    for (const key of ['oauth:grant:a', 'oauth:grant:b', 'oauth:pending:s', 'oauth:client:i', 'app:draft']) {
      original.tab.setItem(key, '{}');
    }
    const copy = original.duplicate();
    await acquireAsCopy(copy);
    expect([...copy.tab.entries.keys()].sort()).toEqual(['app:draft', 'oauth:tab']);
    expect(original.tab.entries.size).toBe(6);
  });

  it('is detected even if it starts at the same time as the original', async () => {
    const first = (await ownedTab()).reload();
    const second = first.duplicate();
    expect((await Promise.all([acquireAsCopy(first), acquireAsCopy(second)])).sort()).toEqual([false, true]);
  });

  it('is detected even if it asks just before the original gets its lock', async () => {
    const original = (await ownedTab()).reload();
    const copy = original.duplicate();
    const tell = holdLocks(original);
    const acquiring = acquireTab(original);
    await stateOf(acquiring);
    const copying = acquireTab(copy);
    await stateOf(copying);
    tell();
    expect(await acquiring).toBe(true);
    await copy.elapse(250);
    expect(await stateOf(copying)).toBe(false);
  });
});

it('a prerendered document owns the tab only after the browser shows the document', async () => {
  const original = await ownedTab();
  const { browser } = original;
  const prerendered = tabOf(browser, original.tab, { prerendered: true });
  const acquiring = acquireTab(prerendered);
  prerendered.pass(60_000);
  expect(await stateOf(acquiring)).toBe('waiting');
  // The previous document ends.
  original.reload();
  prerendered.show();
  expect(await acquiring).toBe(true);
});
