import { describe, expect, it } from 'vitest';
import type { Locks, Platform } from './platform.ts';
import { claimTab } from './tab-ownership.ts';
import { memoryStorage, testBrowser, testPlatform } from './test-platform.ts';

/** Web Locks as a browser has them: who finds one taken waits, until it is granted or given up. */
function realLocks() {
  const waiting = new Map<string, (() => void)[]>();
  const names: string[] = [];
  const request = (name: string, ...rest: unknown[]) =>
    new Promise((_resolve, reject) => {
      const granted = rest.at(-1) as () => Promise<unknown>;
      const { signal } = (rest.length > 1 ? rest[0] : {}) as LockOptions;
      names.push(name);
      const queue = waiting.get(name);
      const take = () => void granted();
      if (queue) queue.push(take);
      else {
        waiting.set(name, []);
        take();
      }
      signal?.addEventListener('abort', () => {
        const queued = waiting.get(name) ?? [];
        if (queued.includes(take)) queued.splice(queued.indexOf(take), 1);
        reject(new DOMException('given up', 'AbortError'));
      });
    });
  return {
    names,
    release(name: string) {
      const next = waiting.get(name)?.shift();
      if (next) next();
      else waiting.delete(name);
    },
    // One signature of the overloaded method is all that is called.
    locks: { request } as unknown as Locks,
  };
}

const platformWith = (locks: Locks | undefined, tab = memoryStorage()) =>
  Object.assign(
    testPlatform(() => new Response(), { browser: testBrowser(), tab }),
    { locks },
  );

describe('the lock on the identity of a tab', () => {
  it('is held under a name of the tab’s own, given back by nobody', async () => {
    const { locks, names } = realLocks();
    const platform = platformWith(locks);
    expect(await claimTab(platform)).toBe(true);
    const { id }: { id: string } = JSON.parse(platform.tab.entries.get('oauth:tab') ?? '');
    expect(names).toEqual([`oauth:tab:${id}`]);
  });

  it('is not waited for any longer once a reload holds it again', async () => {
    const signals: (AbortSignal | undefined)[] = [];
    const request = (_name: string, { signal }: LockOptions, granted: () => Promise<unknown>) => {
      signals.push(signal);
      return granted();
    };
    const tab = memoryStorage();
    tab.setItem('oauth:tab', JSON.stringify({ id: 'kept' }));
    // One signature of the overloaded method is all that is called.
    const platform = platformWith({ request } as unknown as Locks, tab);
    expect(await claimTab(platform)).toBe(true);
    platform.pass(60_000);
    expect(signals.map((signal) => signal?.aborted)).toEqual([false]);
  });

  it('is done without where the browser refuses it: a sign-in must not wait for ever', async () => {
    const request = () => Promise.reject(new DOMException('not here', 'SecurityError'));
    // One signature of the overloaded method is all that is called.
    const platform = platformWith({ request } as unknown as Locks);
    expect(await claimTab(platform)).toBe(true);
  });

  it('is not given up, however long a busy browser takes to grant it: a copy would get it instead', async () => {
    const signals: (AbortSignal | undefined)[] = [];
    let grant = () => {};
    const request = (_name: string, ...rest: unknown[]) => {
      signals.push((rest.length > 1 ? (rest[0] as LockOptions) : {}).signal);
      return new Promise(() => {
        grant = rest.at(-1) as () => void;
      });
    };
    // One signature of the overloaded method is all that is called.
    const platform = platformWith({ request } as unknown as Locks);
    const claim = claimTab(platform);
    platform.pass(60_000);
    expect(signals.map((signal) => signal?.aborted ?? false)).toEqual([false]);
    grant();
    expect(await claim).toBe(true);
  });

  it('is waited for one second, as long as a reload may hold it', async () => {
    const { locks, release } = realLocks();
    const first = platformWith(locks);
    await claimTab(first);
    const { id }: { id: string } = JSON.parse(first.tab.entries.get('oauth:tab') ?? '');
    const reloaded = platformWith(locks, first.tab);
    const claim = claimTab(reloaded);
    reloaded.pass(999);
    release(`oauth:tab:${id}`);
    expect(await claim).toBe(true);
    // The lock came in time: nothing that was scheduled takes it away again.
    reloaded.pass(60_000);
    expect(JSON.parse(first.tab.entries.get('oauth:tab') ?? '')).toEqual({ id });
  });

  it('tells a copy after that second, and gives it an identity of its own', async () => {
    const { locks, names } = realLocks();
    const first = platformWith(locks);
    await claimTab(first);
    const copied = memoryStorage();
    for (const [key, value] of first.tab.entries) copied.entries.set(key, value);
    const copy = platformWith(locks, copied);
    const claim = claimTab(copy);
    copy.pass(1_000);
    expect(await claim).toBe(false);
    expect(copied.entries.get('oauth:tab')).not.toBe(first.tab.entries.get('oauth:tab'));
    expect(new Set(names).size).toBe(2);
  });

  it('is not asked for where there are no Web Locks: every tab is its own', async () => {
    const platform: Platform = platformWith(undefined);
    expect(await claimTab(platform)).toBe(true);
    expect(platform.storage.tab.length).toBe(0);
  });
});
