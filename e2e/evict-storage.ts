/**
 * Deletes what the site has stored, as a browser does that evicts it: Safari after seven days without a visit. Runs in
 * a page of the site without the app: an app that is open would store its grant again when its page is left.
 */
export async function evictStorage(): Promise<void> {
  localStorage.clear();
  sessionStorage.clear();
  for (const worker of await navigator.serviceWorker.getRegistrations()) await worker.unregister();
  for (const name of await caches.keys()) await caches.delete(name);
  for (const { name = '' } of await indexedDB.databases()) {
    await new Promise<void>((resolve, reject) => {
      const deletion = indexedDB.deleteDatabase(name);
      deletion.onsuccess = () => resolve();
      deletion.onerror = () => reject(deletion.error);
    });
  }
}
