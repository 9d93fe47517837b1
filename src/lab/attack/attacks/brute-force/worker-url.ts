import url from './worker.ts?worker&url';

/** The URL of the search worker in the build, which the Content-Security-Policy of the page allows. */
export const BRUTE_FORCE_WORKER = url;
