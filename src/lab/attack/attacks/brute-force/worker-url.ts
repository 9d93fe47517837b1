import url from './worker.ts?worker&url';

/** The URL of the search worker in the build. The Content-Security-Policy of the page allows this URL. */
export const BRUTE_FORCE_WORKER = url;
