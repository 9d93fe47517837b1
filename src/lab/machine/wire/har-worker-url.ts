import url from './har-worker.ts?worker&url';

/** The URL of the worker that reads a HAR. The Content-Security-Policy of the page allows this URL. */
export const HAR_WORKER = url;
