import { encodeBase64Url } from './base64url.ts';
import { getOrInsert } from './get-or-insert.ts';
import type { Locks, Platform } from './platform.ts';
import { deleteRecords, readRecord, writeRecord } from './stored-record.ts';

const KEY = 'oauth:tab';
/** What each document found out, by its platform: its sessions must not take each other for copies. */
const acquired = new WeakMap<object, Promise<boolean>>();
/** The documents whose lock another one has taken. */
const lost = new WeakSet<object>();
/** Who hears that a document is a copy after all, by its platform. */
const copyListeners = new WeakMap<object, Set<() => void>>();
/** On a reload the old document may hold its lock for a moment longer; a live one replies sooner. */
const GRACE_MS = 1_750;
/** Other documents may have waited for the same lock, and take it at the same moment: the last one has it. */
const SETTLE_MS = 250;

type TabPlatform = Pick<
  Platform,
  'locks' | 'storage' | 'schedule' | 'randomBytes' | 'broadcast' | 'whenShown' | 'framed'
>;

/**
 * Tells an original tab from a copy. Duplicating a tab copies its `sessionStorage`, refresh tokens included; if
 * both used one, rotation would take it for a theft and end the session of both (RFC 9700 §4.14). So each tab has
 * an id, and its document holds a Web Lock on it for as long as it lives.
 *
 * A tab is a copy only if another live document replies that it holds the lock. From a dead or frozen document
 * the lock is taken; where the browser refuses locks, copies go unnoticed. A copy takes nothing along: every
 * record of every server in its `sessionStorage` is deleted before it gets an id of its own. A prerendered
 * document is not told before it is shown.
 *
 * @returns whether what the storage of this tab holds is its own to use. Asked again later, also `false` when
 * another document has taken the lock meanwhile.
 * @throws OAuthError `storage_unavailable`.
 */
export function acquireTab(platform: TabPlatform): Promise<boolean> {
  return getOrInsert(acquired, platform, () => acquire(platform));
}

/** {@link acquireTab}, for a document that goes on: a storage too full for the id of a tab is too full for a copied grant. */
export function ownsTab(platform: TabPlatform): Promise<boolean> {
  return acquireTab(platform).catch(() => true);
}

/** {@link acquireTab} anew where another document has taken the lock meanwhile: it may be gone, or this is a copy. */
export async function reacquireTab(platform: TabPlatform): Promise<void> {
  if (lost.delete(platform)) acquired.delete(platform);
  await acquireTab(platform);
}

/**
 * Hears that this document is a copy, which is found out late where its lock was taken while it was frozen: by then
 * every record of every server is deleted, and what a session holds in memory belongs to the other document.
 */
export function listenForCopy(platform: TabPlatform, onCopy: () => void): void {
  getOrInsert(copyListeners, platform, () => new Set()).add(onCopy);
}

async function acquire(platform: TabPlatform): Promise<boolean> {
  // A frame shares the storage of the tab that it is in, and would take itself for a copy of it.
  if (platform.framed) return false;
  await platform.whenShown();
  const { storage, locks } = platform;
  if (!locks) return true;
  const id = readRecord(storage.tab, KEY)?.id;
  if (typeof id === 'string') {
    if (!(await isCopy(platform, locks, id))) return true;
    deleteRecords(storage.tab, 'oauth:');
    for (const onCopy of copyListeners.get(platform) ?? []) onCopy();
  }
  const ownId = encodeBase64Url(platform.randomBytes(16));
  writeRecord(storage.tab, KEY, { id: ownId });
  // Waited for however long a busy browser takes: given up, a copy would get it.
  await hold(platform, locks, ownId, {});
  return id === undefined;
}

const question = (id: string) => `whose tab ${id}`;
const reply = (id: string) => `my tab ${id}`;

/** Asks for the lock of an id found in the storage, and the other documents whether one of them holds it. */
function isCopy(platform: TabPlatform, locks: Locks, id: string): Promise<boolean> {
  const { broadcast } = platform;
  const waiting = new AbortController();
  return new Promise((resolve) => {
    const cancelGrace = platform.schedule(() => {
      waiting.abort();
      void hold(platform, locks, id, { steal: true }).then(() =>
        platform.schedule(() => resolve(lost.delete(platform)), SETTLE_MS),
      );
    }, GRACE_MS);
    broadcast.addEventListener('message', ({ data }) => {
      // Once this document has taken the lock, the one that replies has lost it.
      if (data !== reply(id) || waiting.signal.aborted) return;
      cancelGrace();
      waiting.abort();
      resolve(true);
    });
    void hold(platform, locks, id, { signal: waiting.signal }).then(() => {
      if (waiting.signal.aborted) return;
      cancelGrace();
      resolve(false);
    });
    broadcast.postMessage(question(id));
  });
}

/**
 * Holds the lock of an id for as long as this document lives, and says so: when it is granted, for a copy that
 * asked a moment before, and whenever one asks.
 *
 * @returns when it is granted, given up, or refused by the browser.
 */
function hold(platform: TabPlatform, locks: Locks, id: string, options: LockOptions): Promise<void> {
  const { broadcast } = platform;
  let holds = false;
  let isTaken = false;
  broadcast.addEventListener('message', ({ data }) => {
    if (holds && data === question(id)) broadcast.postMessage(reply(id));
  });
  return new Promise((resolve) => {
    locks
      .request(`${KEY}:${id}`, options, () => {
        holds = !isTaken;
        if (holds) broadcast.postMessage(reply(id));
        resolve();
        return new Promise<never>(() => {});
      })
      .catch(({ name }: DOMException) => {
        // Taken while this document was frozen, or before it was told of the grant: the tab belongs to another one.
        isTaken = holds || (options.steal === true && name === 'AbortError');
        if (isTaken) {
          acquired.set(platform, Promise.resolve(false));
          lost.add(platform);
        }
        holds = false;
        resolve();
      });
  });
}
