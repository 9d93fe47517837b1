import { describe, expect, it } from 'vitest';
import { acquireTab } from './tab-ownership.ts';
import { testBrowser } from './testing/platform.ts';
import {
  acquireAsCopy,
  acquireUnanswered,
  GRACE_MS,
  holdLocks,
  idOf,
  nextOf,
  ownedTab,
  stateOf,
  tabOf,
} from './testing/tabs.ts';

describe('the next document of a tab', () => {
  it('is the original at once, although the browser keeps the document that the user left', async () => {
    const left = await ownedTab();
    left.fire('pagehide');
    expect(await stateOf(acquireTab(nextOf(left)))).toBe(true);
  });

  it('is a copy if a document that came back from the back/forward cache replies again', async () => {
    const back = await ownedTab();
    back.fire('pagehide');
    back.fire('pageshow');
    expect(await acquireTab(back)).toBe(true);
    expect(await acquireAsCopy(nextOf(back))).toBe(false);
  });
});

describe('a document that comes back from the back/forward cache', () => {
  it('owns its tab again, and so does each later document of the tab', async () => {
    const first = await ownedTab();
    first.fire('pagehide');
    const second = nextOf(first);
    await acquireTab(second);
    for (const [left, shown] of [
      [second, first],
      [first, second],
    ] as const) {
      left.fire('pagehide');
      shown.fire('pageshow');
      expect(await stateOf(acquireTab(shown))).toBe(true);
      expect(await acquireAsCopy(shown.duplicate())).toBe(false);
    }
  });

  it('is a copy if a copy of its tab has the lock by then', async () => {
    const left = await ownedTab();
    const copy = left.duplicate();
    left.tab.setItem('oauth:grant:x', '{}');
    left.fire('pagehide');
    expect(await acquireTab(copy)).toBe(true);
    left.fire('pageshow');
    expect(await acquireAsCopy(left)).toBe(false);
    expect([...left.tab.entries.keys()]).toEqual(['oauth:tab']);
    expect(idOf(left)).not.toBe(idOf(copy));
    // It no longer replies for the lock that it has released.
    copy.freeze();
    expect(await acquireUnanswered(tabOf(left.browser, copy.tab))).toBe(true);
  });

  it('neither waited for the lock nor stole it in that cache', async () => {
    const crashed = await ownedTab();
    crashed.freeze();
    const left = nextOf(crashed);
    const acquiring = acquireTab(left);
    expect(await stateOf(acquiring)).toBe('waiting');
    left.fire('pagehide');
    const next = nextOf(crashed);
    const acquiringNext = acquireTab(next);
    await Promise.all([left.elapse(GRACE_MS), next.elapse(GRACE_MS)]);
    expect(await acquiringNext).toBe(true);
    expect(await stateOf(acquiring)).toBe('waiting');
    next.fire('pagehide');
    left.fire('pageshow');
    expect(await acquiring).toBe(true);
    expect(await acquireAsCopy(left.duplicate())).toBe(false);
  });

  it('has released a lock that it got after the user had left it, and does not reply for this lock', async () => {
    const left = tabOf(testBrowser());
    const tell = holdLocks(left);
    await stateOf(acquireTab(left));
    left.fire('pagehide');
    tell();
    const next = nextOf(left);
    expect(await stateOf(acquireTab(next))).toBe(true);
    next.freeze();
    expect(await acquireUnanswered(nextOf(left))).toBe(true);
  });

  it('owns its tab again, although the next document stole the lock that it was stealing', async () => {
    const crashed = await ownedTab();
    crashed.freeze();
    const left = nextOf(crashed);
    const tell = holdLocks(left);
    const acquiring = acquireTab(left);
    await left.elapse(1_750);
    left.fire('pagehide');
    const next = nextOf(crashed);
    expect(await acquireUnanswered(next)).toBe(true);
    next.fire('pagehide');
    tell();
    left.fire('pageshow');
    expect(await acquiring).toBe(true);
    expect(await acquireTab(left)).toBe(true);
  });

  it('is still a copy if a copy had stolen its lock, although that copy is closed now', async () => {
    const robbed = await ownedTab();
    robbed.freeze();
    const copy = robbed.duplicate();
    expect(await acquireUnanswered(copy)).toBe(true);
    copy.reload();
    robbed.fire('pagehide');
    robbed.fire('pageshow');
    expect(await acquireUnanswered(robbed)).toBe(false);
  });
});
