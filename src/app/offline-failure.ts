interface Offers {
  serviceWorkers: boolean;
  indexedDb: boolean;
}

/** Returns a title and advice for `StartFailure`, if the servers in the tab did not start. Names a missing feature. */
export function describeOfflineFailure({ serviceWorkers, indexedDb }: Offers) {
  return {
    title: 'The servers of this demonstration could not start in this tab',
    advice: !serviceWorkers
      ? 'They need a service worker, which this browser does not offer here. Some private windows have no service workers, and only https and localhost addresses have them. Open this page in an ordinary window.'
      : !indexedDb
        ? 'They need IndexedDB, which this browser does not offer here. A lockdown mode may turn it off. Turn off this mode for this address, or open this page in another browser.'
        : 'This browser offers a service worker and IndexedDB, but did not let the servers start. Allow site data for this address, or free some space, and load the page again.',
  };
}
