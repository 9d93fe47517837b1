import { encodeBase64Url } from './base64url.ts';
import type { Locks, Platform } from './platform.ts';
import { readRecord, writeRecord } from './stored-record.ts';

const KEY = 'oauth:tab';
/** What each document found out, by its platform: its sessions must not take each other for copies. */
const claims = new WeakMap<object, Promise<boolean>>();
/** On a reload the old document may hold its lock for a moment longer. */
const RELOAD_GRACE_MS = 1_000;

/**
 * Tells an original tab from a duplicate. Duplicating a tab copies its `sessionStorage`, refresh token
 * included; if both used it, rotation would take it for a theft and end the session of both (RFC 9700
 * §4.14). So each tab has an id and holds a Web Lock on it for as long as it lives: whoever finds the lock
 * taken is the copy, and gets an id of its own.
 *
 * @returns whether what the storage of this tab holds is its own to use, once its lock is held or the browser has
 * refused it; `true`, without protection from a copy, where there are no Web Locks.
 */
export function claimTab(platform: TabPlatform): Promise<boolean> {
  const claim = claims.get(platform) ?? takeId(platform);
  claims.set(platform, claim);
  return claim;
}

type TabPlatform = Pick<Platform, 'locks' | 'storage' | 'schedule' | 'randomBytes'>;

async function takeId(platform: TabPlatform): Promise<boolean> {
  const { locks, storage } = platform;
  if (!locks) return true;
  const id = readRecord(storage.tab, KEY)?.id;
  if (typeof id === 'string' && (await hold(platform, locks, id))) return true;
  const ownId = encodeBase64Url(platform.randomBytes(16));
  writeRecord(storage.tab, KEY, { id: ownId });
  await holdOwn(locks, ownId);
  return id === undefined;
}

const lockName = (id: string) => `${KEY}:${id}`;
const untilGone = () => new Promise(() => {});

/**
 * Takes the lock of an id that nobody else knows. It is waited for however long a busy browser takes: given up,
 * a copy would get it.
 */
function holdOwn(locks: Locks, id: string): Promise<void> {
  return new Promise((resolve) => {
    const granted = () => {
      resolve();
      return untilGone();
    };
    locks.request(lockName(id), granted).catch(() => resolve());
  });
}

/** Takes the lock of an id that was found in the storage, unless another document keeps it. */
function hold(platform: Pick<Platform, 'schedule'>, locks: Locks, id: string): Promise<boolean> {
  return new Promise((resolve) => {
    const waiting = new AbortController();
    const cancelGrace = platform.schedule(() => waiting.abort(), RELOAD_GRACE_MS);
    locks
      .request(lockName(id), { signal: waiting.signal }, () => {
        cancelGrace();
        resolve(true);
        return untilGone();
      })
      .catch(() => resolve(false));
  });
}
