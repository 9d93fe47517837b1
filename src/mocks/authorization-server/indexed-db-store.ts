import { openDB } from 'idb';
import { type AuthorizationServerStore, type SigningKey, TABLE_KEYS, type TableName } from './store.ts';

/** A store like the database of a remote machine: all tabs of this origin share it, and it survives a reload. */
export async function openIndexedDbStore(databaseName: string): Promise<AuthorizationServerStore> {
  const database = await openDB(databaseName, 1, {
    upgrade(upgrading) {
      for (const [table, keyPath] of Object.entries(TABLE_KEYS)) {
        if (table !== LATER_TABLE) upgrading.createObjectStore(table, { keyPath });
      }
      upgrading.createObjectStore('consumed');
      upgrading.createObjectStore('signingKey');
    },
  });
  let later: ReturnType<typeof openLaterTable> | undefined;
  async function databaseOf(table: TableName) {
    if (table !== LATER_TABLE) return database;
    later ??= openLaterTable(databaseName);
    return later;
  }
  return {
    get: async (table, key) => (await databaseOf(table)).get(table, key),
    async put(table, record) {
      await (await databaseOf(table)).put(table, record);
    },
    async delete(table: TableName, key) {
      await (await databaseOf(table)).delete(table, key);
    },
    async consume(kind, key) {
      // IndexedDB runs a readwrite transaction exclusively, so two tabs cannot both find the value unused.
      const transaction = database.transaction('consumed', 'readwrite');
      const used = await transaction.store.get(`${kind} ${key}`);
      if (!used) await transaction.store.put(true, `${kind} ${key}`);
      await transaction.done;
      return !used;
    },
    isConsumed: async (kind, key) => Boolean(await database.get('consumed', `${kind} ${key}`)),
    async signingKey(create) {
      const kept: SigningKey | undefined = await database.get('signingKey', 'current');
      if (kept) return kept;
      // This function creates the key before the transaction, because a transaction does not wait for WebCrypto. If
      // several tabs create a key, all tabs use the key that was stored first.
      const made = await create();
      const transaction = database.transaction('signingKey', 'readwrite');
      const first: SigningKey | undefined = await transaction.store.get('current');
      if (!first) await transaction.store.put(made, 'current');
      await transaction.done;
      return first ?? made;
    },
  };
}

/**
 * A table that a later version of the app added. The table is in a separate database. An upgrade of the first database
 * would wait until all tabs with an earlier version of the app are closed.
 */
const LATER_TABLE = 'pushedRequests';

function openLaterTable(databaseName: string) {
  return openDB(`${databaseName}-${LATER_TABLE}`, 1, {
    upgrade(upgrading) {
      upgrading.createObjectStore(LATER_TABLE, { keyPath: TABLE_KEYS[LATER_TABLE] });
    },
  });
}
