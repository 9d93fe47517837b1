import type { Exchange } from './exchange.ts';

/** The authorization request that the client opened in a run, if any. */
export function openedAuthorization(run: readonly Exchange[]): URL | undefined {
  const opened = run.find(({ from, to }) => from === 'client' && to === 'browser');
  return opened && new URL(opened.request.url);
}
