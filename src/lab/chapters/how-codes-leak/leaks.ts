import type { Exchange } from '../../wire/exchange.ts';

/** A place where addresses are kept or pass, and what it shows of a run. */
export interface Leak {
  name: string;
  show(run: readonly Exchange[], origin: string): string;
}

/** What the browser opened, in order. */
const opened = (run: readonly Exchange[]) =>
  run.filter(({ channel, request }) => channel === 'front' && request.method === 'GET');

const arrivals = (run: readonly Exchange[]) => run.filter(({ to }) => to === 'client');

const pathOf = (url: string, origin: string) => url.replace(origin, '');

/** Each reads the same redirect where it is found; none of them needs to break anything. */
export const LEAKS: readonly Leak[] = [
  {
    name: 'Read the history',
    show: (run) =>
      opened(run)
        .map(({ request }) => request.url)
        .join('\n'),
  },
  {
    name: 'Read the access log',
    show: (run, origin) =>
      arrivals(run)
        .map(
          ({ atMs, request }) => `[${new Date(atMs).toISOString()}] "GET ${pathOf(request.url, origin)}" 200`,
        )
        .join('\n'),
  },
  {
    name: 'Listen at the proxy',
    show: (run, origin) =>
      arrivals(run)
        .map(({ request }) => `GET ${pathOf(request.url, origin)} HTTP/1.1\nHost: ${new URL(origin).host}`)
        .join('\n'),
  },
];

/** Finds a code in a text, as somebody would who searches for `code=`. */
export function findCode(text: string): string | undefined {
  return /[?&]code=([^&\s"]+)/.exec(text)?.[1];
}
