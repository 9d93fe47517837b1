import { encodeBase64Url } from './base64url.ts';
import { getOrInsert } from './get-or-insert.ts';
import { isText } from './json.ts';
import type { Locks, Platform } from './platform.ts';
import { deleteRecords, readRecord, writeRecord } from './stored-record.ts';

const KEY = 'oauth:tab';
/** The result of {@link acquireTab} for each document, by platform. All sessions of the document share it. */
const acquired = new WeakMap<object, Promise<boolean>>();
/** The documents whose lock another document has stolen. */
const lost = new WeakSet<object>();
/** The listeners for a late detection, by platform. */
const copyListeners = new WeakMap<object, Set<() => void>>();
/** How long to wait for the lock: after a reload, the old document may still hold it. A live owner replies sooner. */
const GRACE_MS = 1_750;
/**
 * How long to wait after a theft of the lock: other waiting documents may steal it at the same time, and the last one
 * keeps it. By then, an old document is gone.
 */
const SETTLE_MS = 250;

/**
 * How long to wait for a lock that no other document can withhold: the lock of a new id, or a stolen lock. A browser that
 * responds later, or never, counts as a browser without locks.
 */
const RESPONSE_MS = 5_000;

type TabPlatform = Pick<
  Platform,
  'locks' | 'storage' | 'schedule' | 'randomBytes' | 'broadcast' | 'whenShown' | 'framed' | 'listen'
>;

/**
 * Distinguishes an original tab from a copy. Duplicating a tab copies its `sessionStorage` with the refresh tokens. If
 * both tabs used the same token, a server that rotates refresh tokens could detect a replay and end the grant (RFC 9700
 * §4.14). So each tab has an id, and its document holds a Web Lock on that id.
 *
 * A tab is a copy only if another live document replies that it holds the lock. The lock of a dead or frozen document
 * is stolen. Without locks, copies are not detected. A copy deletes all records in its `sessionStorage` before it
 * gets its own id. A prerendered document waits until it is shown. A document releases its lock when the user leaves it,
 * because WebKit's back/forward cache would keep the lock. If the user comes back, the next call asks again.
 *
 * @returns whether this tab owns the records in its storage. A later call returns `false` after another document has
 * stolen the lock.
 * @throws OAuthError `storage_unavailable`.
 */
export function acquireTab(platform: TabPlatform): Promise<boolean> {
  return getOrInsert(acquired, platform, () => acquire(platform));
}

/** Like {@link acquireTab}, but never rejects: a storage that is too full for a tab's id contains no copied grant. */
export function ownsTab(platform: TabPlatform): Promise<boolean> {
  return acquireTab(platform).catch(() => true);
}

/** Like {@link ownsTab}, but asks again if another document has stolen the lock: that document may be gone. */
export async function reacquireTab(platform: TabPlatform): Promise<void> {
  if (lost.delete(platform)) acquired.delete(platform);
  await ownsTab(platform);
}

/**
 * Listens for the late detection of a copy, after the lock was stolen while the document was frozen. By then all
 * records are deleted, and the grants in memory belong to the other document.
 */
export function listenForCopy(platform: TabPlatform, onCopy: () => void): void {
  getOrInsert(copyListeners, platform, () => new Set()).add(onCopy);
}

async function acquire(platform: TabPlatform): Promise<boolean> {
  // A frame shares the storage of its tab and would look like a copy.
  if (platform.framed) return false;
  await platform.whenShown();
  const { storage, locks } = platform;
  if (!locks) return true;
  const id = readRecord(storage.tab, KEY)?.id;
  if (isText(id)) {
    const copied = await isCopy(platform, locks, id);
    if (copied === undefined) return acquireTab(platform);
    if (!copied) return true;
    deleteRecords(storage.tab, 'oauth:');
    for (const onCopy of copyListeners.get(platform) ?? []) onCopy();
  }
  const ownId = encodeBase64Url(platform.randomBytes(16));
  writeRecord(storage.tab, KEY, { id: ownId });
  // Awaited, because otherwise a copy could get the lock.
  await hold(platform, locks, ownId, {});
  return id === undefined;
}

const ownerQuery = (id: string) => `whose tab ${id}`;
const ownerReply = (id: string) => `my tab ${id}`;

/**
 * Requests the lock of a stored id, and asks the other documents whether one of them holds it. Asks twice, because the
 * first reply may come from the old document of this tab, which may live on if the browser is under load.
 *
 * @returns `undefined` if the user left this document meanwhile, and came back.
 */
function isCopy(platform: TabPlatform, locks: Locks, id: string): Promise<boolean | undefined> {
  const { broadcast, schedule } = platform;
  const waiting = new AbortController();
  return new Promise((resolve) => {
    let cancelTimer: () => void;
    let onReply: () => void;
    const steal = () => {
      waiting.abort();
      void hold(platform, locks, id, { steal: true }).then(() =>
        schedule(() => resolve(lost.delete(platform)), SETTLE_MS),
      );
    };
    const ask = (whenReplied: () => void) => {
      onReply = whenReplied;
      cancelTimer = schedule(steal, GRACE_MS);
      broadcast.postMessage(ownerQuery(id));
    };
    broadcast.addEventListener('message', ({ data }) => {
      // After this document has stolen the lock, a reply comes from the previous owner.
      if (data !== ownerReply(id) || waiting.signal.aborted) return;
      cancelTimer();
      onReply();
    });
    platform.listen('pagehide', () => {
      cancelTimer();
      waiting.abort();
      platform.listen('pageshow', () => resolve(undefined));
    });
    ask(() => {
      const confirm = () =>
        ask(() => {
          waiting.abort();
          resolve(true);
        });
      cancelTimer = schedule(confirm, SETTLE_MS);
    });
    void hold(platform, locks, id, { signal: waiting.signal }).then(() => {
      if (waiting.signal.aborted) return;
      cancelTimer();
      resolve(false);
    });
  });
}

/**
 * Holds the lock of an id until the user leaves this document. Replies to each query, and also once when the lock is granted,
 * because a query may have come just before.
 *
 * @returns a promise that resolves when the lock is granted, when the request for it is aborted or refused, or, if the
 * request has no signal, after {@link RESPONSE_MS}.
 */
function hold(platform: TabPlatform, locks: Locks, id: string, options: LockOptions): Promise<void> {
  const { broadcast } = platform;
  let holds = false;
  /** Whether another document has stolen the lock, or the user has left this document. */
  let isOver = false;
  const left = new Promise<void>((resolve) =>
    platform.listen('pagehide', () => {
      isOver = true;
      // After a reload, the old document may live on for a moment: it must not reply to the new document.
      holds = false;
      if (!lost.has(platform)) acquired.delete(platform);
      resolve();
    }),
  );
  const reply = () => {
    if (holds) broadcast.postMessage(ownerReply(id));
  };
  broadcast.addEventListener('message', ({ data }) => {
    if (data === ownerQuery(id)) reply();
  });
  return new Promise((resolve) => {
    if (!options.signal) platform.schedule(resolve, RESPONSE_MS);
    const request = async () =>
      locks.request(`${KEY}:${id}`, options, () => {
        holds = !isOver;
        reply();
        resolve();
        return left;
      });
    // Some replacements for `navigator.locks` throw instead of rejecting.
    request().catch(({ name }: DOMException) => {
      // Stolen while this document was frozen, or before it received the lock: another document owns the tab.
      if (!isOver && (holds || (options.steal && name === 'AbortError'))) {
        acquired.set(platform, Promise.resolve(false));
        lost.add(platform);
      }
      isOver = true;
      holds = false;
      resolve();
    });
  });
}
