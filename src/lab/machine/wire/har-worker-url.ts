import url from './har-worker.ts?worker&url';

/** The URL of the worker that reads a HAR, which the Content-Security-Policy of the page allows. */
export const HAR_WORKER = url;
