import { openDB } from 'idb';

/** What servers keep to recognize proofs that they saw, and nonces that they issued. */
export interface DpopRecords {
  /**
   * Notes that a proof was used. @returns whether this is its first use: exactly one of all callers in all tabs gets
   * `true`.
   */
  firstUse(proof: string, times: { nowMs: number; untilMs: number }): Promise<boolean>;
  /** The key behind the nonces. */
  nonceKey(): Promise<CryptoKey>;
}

const createNonceKey = () =>
  crypto.subtle.generateKey({ name: 'HMAC', hash: 'SHA-256' }, false, ['sign', 'verify']);

/** Records in memory, for tests and runs. */
export function createMemoryDpopRecords(): DpopRecords {
  const used = new Map<string, number>();
  let nonceKey: Promise<CryptoKey> | undefined;
  return {
    async firstUse(proof, { nowMs, untilMs }) {
      for (const [known, knownUntilMs] of used) if (knownUntilMs <= nowMs) used.delete(known);
      if (used.has(proof)) return false;
      used.set(proof, untilMs);
      return true;
    },
    nonceKey() {
      nonceKey ??= createNonceKey();
      return nonceKey;
    },
  };
}

/** Records that all tabs share and that survive a reload: a proof used in one tab is used in every other. */
export function createIndexedDbDpopRecords(databaseName: string): DpopRecords {
  let opened: ReturnType<typeof open> | undefined;
  // Opened by the first proof: without DPoP there is no database.
  function database() {
    opened ??= open(databaseName);
    return opened;
  }
  return {
    async firstUse(proof, { nowMs, untilMs }) {
      // IndexedDB runs readwrite transactions one after the other.
      const transaction = (await database()).transaction('proofs', 'readwrite');
      const expired = await transaction.store.index('untilMs').getAllKeys(IDBKeyRange.upperBound(nowMs));
      for (const key of expired) await transaction.store.delete(key);
      const used = (await transaction.store.get(proof)) !== undefined;
      if (!used) await transaction.store.put({ proof, untilMs });
      await transaction.done;
      return !used;
    },
    async nonceKey() {
      const keys = await database();
      const kept: CryptoKey | undefined = await keys.get('nonceKey', 'current');
      if (kept) return kept;
      // Created outside the transaction, which would not wait for WebCrypto. The first tab that stores a key wins.
      const made = await createNonceKey();
      const transaction = keys.transaction('nonceKey', 'readwrite');
      const first: CryptoKey | undefined = await transaction.store.get('current');
      if (!first) await transaction.store.put(made, 'current');
      await transaction.done;
      return first ?? made;
    },
  };
}

function open(databaseName: string) {
  return openDB(databaseName, 1, {
    upgrade(upgrading) {
      upgrading.createObjectStore('proofs', { keyPath: 'proof' }).createIndex('untilMs', 'untilMs');
      upgrading.createObjectStore('nonceKey');
    },
  });
}
