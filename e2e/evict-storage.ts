/**
 * Deletes what the site has stored, as a browser does that evicts it: Safari after seven days without a visit. Runs in
 * the page.
 */
export async function evictStorage(): Promise<void> {
  localStorage.clear();
  sessionStorage.clear();
  for (const worker of await navigator.serviceWorker.getRegistrations()) await worker.unregister();
  for (const name of await caches.keys()) await caches.delete(name);
  for (const { name = '' } of await indexedDB.databases()) indexedDB.deleteDatabase(name);
}
