import type { Exchange } from './exchange.ts';

/** Where the client sent the browser in a run, if it did. */
export function openedAuthorization(run: readonly Exchange[]): URL | undefined {
  const opened = run.find(({ from, to }) => from === 'client' && to === 'browser');
  return opened && new URL(opened.request.url);
}
