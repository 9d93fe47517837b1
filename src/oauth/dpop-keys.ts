/** The key pairs of this browser, by thumbprint. A tab knows the thumbprint of its own key from its records. */
export interface DpopKeys {
  /** @returns `undefined` when the browser no longer has the key. */
  get(jkt: string): Promise<CryptoKeyPair | undefined>;
  put(jkt: string, keys: CryptoKeyPair, nowMs: number): Promise<void>;
  delete(jkt: string): Promise<void>;
}

/** A stored key pair, and when a document last loaded it. */
interface StoredKey {
  keys: CryptoKeyPair;
  usedAtMs: number;
  /** When a document first found that the key was unused. */
  foundUnusedMs?: number | undefined;
}

/**
 * A key is unused if no document has loaded it for 30 days: until then, the browser may still restore the tab that
 * knows its thumbprint. Without the tokens in that tab, no server accepts the key. When a document stores a new key, it
 * only notes which keys are unused, because a clock may be wrong for a while. A document that stores a key 30 days later
 * deletes them.
 */
const UNUSED_LIFETIME_MS = 2_592_000_000;

/**
 * Keeps key pairs in IndexedDB. No other storage both holds a `CryptoKey` without exposing its material and survives
 * the redirect of a sign-in.
 *
 * Every method rejects if the browser has no IndexedDB, for example in a lockdown mode, or if IndexedDB does not respond.
 */
export const indexedDbKeys: DpopKeys = {
  async get(jkt) {
    const stored: StoredKey | undefined = await inStore('readonly', (store) => store.get(jkt));
    return stored?.keys;
  },
  async put(jkt, keys, nowMs) {
    await inStore('readwrite', (store) => {
      const cursor = store.openCursor();
      cursor.onsuccess = () => {
        const { result } = cursor;
        if (!result) return;
        // Another script of this origin may have stored a value of any type.
        const stored: StoredKey = Object(result.value);
        const { usedAtMs, foundUnusedMs = nowMs } = stored;
        const isLongAgo = (ms: number) => Math.abs(nowMs - ms) > UNUSED_LIFETIME_MS;
        if (isLongAgo(usedAtMs) && isLongAgo(foundUnusedMs)) result.delete();
        else if (isLongAgo(usedAtMs)) result.update({ ...stored, foundUnusedMs } satisfies StoredKey);
        result.continue();
      };
      return store.put({ keys, usedAtMs: nowMs } satisfies StoredKey, jkt);
    });
  },
  async delete(jkt) {
    await inStore('readwrite', (store) => store.delete(jkt));
  },
};

const DATABASE = 'oauth-dpop';
const STORE = 'keys';

/** Some browsers never respond, and another script of this origin can block the database. */
const TIME_LIMIT_MS = 5_000;

function inStore<Result>(...access: Parameters<typeof accessStore<Result>>): Promise<Result> {
  const late = new DOMException('IndexedDB', 'TimeoutError');
  return Promise.race([
    accessStore(...access),
    new Promise<never>((_, reject) => setTimeout(reject, TIME_LIMIT_MS, late)),
  ]);
}

async function accessStore<Result>(
  mode: IDBTransactionMode,
  work: (store: IDBObjectStore) => IDBRequest<Result>,
): Promise<Result> {
  const opening = indexedDB.open(DATABASE, 1);
  opening.onupgradeneeded = () => opening.result.createObjectStore(STORE);
  const database = await settled(opening);
  try {
    return await settled(work(database.transaction(STORE, mode).objectStore(STORE)));
  } finally {
    database.close();
  }
}

function settled<Result>(request: IDBRequest<Result>): Promise<Result> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}
