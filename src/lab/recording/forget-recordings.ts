export const DATABASE = 'lab-recording';
/** Where the pages of this app hear that all recordings were forgotten. */
export const FORGOTTEN = 'lab-recordings-forgotten';

/**
 * Forgets the recordings of every tab, and tells their pages. A browser without recordings gets no database.
 *
 * Every document that may sign out has this at hand, without the library that reads recordings: a page that leaves for
 * another one takes the download of a chunk with it, and the recordings would stay.
 */
export async function forgetRecordings(): Promise<void> {
  // Not every browser lists its databases.
  const listed = await indexedDB.databases?.();
  if (listed && !listed.some(({ name }) => name === DATABASE)) return;
  const database = await openExisting();
  if (!database) return;
  try {
    await clear(database);
  } finally {
    database.close();
  }
  const channel = new BroadcastChannel(FORGOTTEN);
  channel.postMessage(null);
  channel.close();
}

/** The database in the version it has; `undefined` where there is none. */
function openExisting(): Promise<IDBDatabase | undefined> {
  return new Promise((resolve, reject) => {
    const opening = indexedDB.open(DATABASE);
    let isNew = false;
    opening.onupgradeneeded = () => {
      isNew = true;
      // Without its first transaction, it does not come to be.
      opening.transaction?.abort();
    };
    opening.onsuccess = () => resolve(opening.result);
    opening.onerror = () => (isNew ? resolve(undefined) : reject(opening.error));
  });
}

/** Takes everything out of every store: a recording that is under way in another tab finds itself forgotten. */
function clear(database: IDBDatabase): Promise<void> {
  const stores = [...database.objectStoreNames];
  if (!stores.length) return Promise.resolve();
  return new Promise((resolve, reject) => {
    const transaction = database.transaction(stores, 'readwrite');
    for (const store of stores) transaction.objectStore(store).clear();
    transaction.oncomplete = () => resolve();
    transaction.onabort = () => reject(transaction.error);
  });
}
