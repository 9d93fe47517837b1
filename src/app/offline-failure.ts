interface Offers {
  serviceWorkers: boolean;
  indexedDb: boolean;
}

/** Returns a title and advice for `StartFailure`, if the servers in the tab did not start. Names a missing feature. */
export function describeOfflineFailure({ serviceWorkers, indexedDb }: Offers) {
  return {
    title: 'The servers of this demonstration could not start in this tab',
    advice: !serviceWorkers
      ? 'They need a service worker, which this browser does not offer here: only https and localhost addresses have one, and some private windows do not. Open this page in an ordinary window.'
      : !indexedDb
        ? 'They need IndexedDB, which this browser does not offer here. Turn off the lockdown mode, if any, for this address, or open this page in another browser.'
        : 'Allow site data for this address, or free some space, and load the page again.',
  };
}
