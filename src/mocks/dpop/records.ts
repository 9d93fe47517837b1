import { openDB } from 'idb';

/** With these records, servers recognize used proofs, and nonces that they have issued. */
export interface DpopRecords {
  /** @returns whether this is the first use; of several callers in several tabs, only one gets `true`. */
  firstUse(proof: string, times: { nowMs: number; untilMs: number }): Promise<boolean>;
  /** The secret key from which the servers compute their nonces. */
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

/** All tabs share the records, so that a proof is used once among them. They survive a reload. */
export function createIndexedDbDpopRecords(databaseName: string): DpopRecords {
  let opened: ReturnType<typeof open> | undefined;
  // The first proof creates the database, so that there is no database without DPoP.
  function database() {
    opened ??= open(databaseName);
    return opened;
  }
  return {
    async firstUse(proof, { nowMs, untilMs }) {
      // IndexedDB runs readwrite transactions one after the other, so two tabs cannot both find the proof unused.
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
      // This function creates the key before the transaction, because a transaction does not wait for WebCrypto. If
      // several tabs create a key, all tabs use the key that was stored first.
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
