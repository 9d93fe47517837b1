interface Offers {
  serviceWorkers: boolean;
  indexedDb: boolean;
}

/** Describes for `StartFailure` why the servers in the tab did not start, by what this browser lacks here. */
export function describeOfflineFailure({ serviceWorkers, indexedDb }: Offers) {
  return {
    title: 'The servers of this demonstration could not start in this tab',
    advice: !serviceWorkers
      ? 'They need a service worker, which this browser does not offer here: some private windows have none, and addresses that are neither https nor localhost. Open this page in an ordinary window.'
      : !indexedDb
        ? 'They need IndexedDB, which this browser does not offer here: a lockdown mode may have none. Turn it off for this address, or open this page in another browser.'
        : 'This browser offers what they need, a service worker and IndexedDB, and did not let them start. Allow site data for this address, or free some space, and load the page again.',
  };
}
