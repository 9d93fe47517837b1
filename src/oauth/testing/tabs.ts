import type { Locks } from '../platform.ts';
import { acquireTab } from '../tab-ownership.ts';
import { memoryStorage, type TestBrowser, type TestPlatform, testBrowser, testPlatform } from './platform.ts';

/** After this time, a tab has stolen a lock whose owner does not reply. */
export const GRACE_MS = 2_000;

export const tabOf = (browser: TestBrowser, tab = memoryStorage(), more: { prerendered?: boolean } = {}) =>
  testPlatform(() => new Response(), { browser, tab, ...more });

/** The next document of a tab. */
export const nextOf = ({ browser, tab }: TestPlatform) => tabOf(browser, tab);

export async function ownedTab(browser = testBrowser()): Promise<TestPlatform> {
  const tab = tabOf(browser);
  await acquireTab(tab);
  return tab;
}

export function idOf({ tab }: TestPlatform): string {
  const { id }: { id: string } = JSON.parse(tab.entries.get('oauth:tab') ?? '{}');
  return id;
}

/** Only one signature of the overloaded method is called. */
export const locksThat = (
  request: (name: string, options: LockOptions, granted: () => unknown) => Promise<unknown>,
) => ({ request }) as unknown as Locks;

/** Runs the callbacks of the locks of a document only after `until`, as a browser runs them after it grants the lock. */
export function delayLocks(platform: TestPlatform, until: () => Promise<unknown>): void {
  const { locks } = platform;
  platform.locks = locksThat(async (name, options, granted) =>
    locks?.request(name, options, async () => {
      await until();
      return granted();
    }),
  );
}

/** Like {@link delayLocks}. @returns a function that lets the callbacks run. */
export function holdLocks(platform: TestPlatform): () => void {
  let tell = () => {};
  const told = new Promise<void>((resolve) => {
    tell = resolve;
  });
  delayLocks(platform, () => told);
  return tell;
}

/** The result for a tab whose owner is alive: after a quarter of a second, the owner is asked again. */
export async function acquireAsCopy(copy: TestPlatform): Promise<boolean> {
  const acquiring = acquireTab(copy);
  await copy.elapse(250);
  return acquiring;
}

/** The result for a tab whose owner does not reply. */
export async function acquireUnanswered(tab: TestPlatform): Promise<boolean> {
  const acquiring = acquireTab(tab);
  await tab.elapse(GRACE_MS);
  return acquiring;
}

/** Whether a promise is still pending after all other tasks. */
export async function stateOf(promise: Promise<boolean>): Promise<boolean | 'waiting'> {
  return Promise.race([promise, new Promise<'waiting'>((resolve) => setTimeout(() => resolve('waiting')))]);
}
