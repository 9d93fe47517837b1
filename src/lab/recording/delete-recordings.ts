export const DATABASE = 'lab-recording';
/** The channel that tells the pages of this app that all recordings were deleted. */
export const RECORDINGS_DELETED = 'lab-recordings-forgotten';

/**
 * Deletes the recordings of every tab, and tells their pages. A browser without recordings gets no database.
 *
 * Every document that may sign out bundles this module, without the library that reads recordings. If the module were a
 * separate chunk, a navigation would cancel its download, and the recordings would stay.
 */
export async function deleteRecordings(): Promise<void> {
  // Some browsers do not list their databases.
  const listed = await indexedDB.databases?.();
  if (listed && !listed.some(({ name }) => name === DATABASE)) return;
  const database = await openExisting();
  if (!database) return;
  try {
    await clear(database);
  } finally {
    database.close();
  }
  const channel = new BroadcastChannel(RECORDINGS_DELETED);
  channel.postMessage(null);
  channel.close();
}

/** Opens the database in its current version. Returns `undefined` if the database does not exist. */
function openExisting(): Promise<IDBDatabase | undefined> {
  return new Promise((resolve, reject) => {
    const opening = indexedDB.open(DATABASE);
    let isNew = false;
    opening.onupgradeneeded = () => {
      isNew = true;
      // Aborting the first transaction prevents the creation.
      opening.transaction?.abort();
    };
    opening.onsuccess = () => resolve(opening.result);
    opening.onerror = () => (isNew ? resolve(undefined) : reject(opening.error));
  });
}

/** Clears every store, so that another tab that still records detects the deletion. */
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
