import url from './worker.ts?worker&url';

/** Where the build puts the worker that searches: starting one takes a URL that the page's policy knows. */
export const BRUTE_FORCE_WORKER = url;
