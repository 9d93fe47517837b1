/**
 * Deletes everything that the site has stored, as a browser does when it evicts the storage of a site. Safari does this
 * if the user has not visited the site during the last seven days on which the user used Safari. Runs in a page of the
 * site without the app. If the app were open, it would store its grant again when the user leaves the page.
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
