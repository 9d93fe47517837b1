import type { Exchange } from '../../../machine/wire/exchange.ts';

/** A place where addresses are kept or pass, and what it shows of a run. */
export interface Leak {
  name: string;
  /** The client that somebody signs in to; each place belongs to a kind of app. */
  app: LeakyApp;
  show(run: readonly Exchange[], origin: string): string;
}

/** How a client is known to the server, its redirect URI included. */
export interface LeakyApp {
  clientId: string;
  redirectUri(origin: string): string;
}

const PAGE: LeakyApp = { clientId: 'this-app', redirectUri: (origin) => `${origin}/callback` };

/** A program on a desktop, which registered a scheme of its own. So did another program. */
export const DESKTOP: LeakyApp = {
  clientId: 'desktop-notes',
  redirectUri: () => 'com.example.notes:/callback',
};

/** What the browser opened, in order. */
const opened = (run: readonly Exchange[]) =>
  run.filter(({ channel, request }) => channel === 'front' && request.method === 'GET');

const arrivals = (run: readonly Exchange[]) => run.filter(({ to }) => to === 'client');

const pathOf = (url: string, origin: string) => url.replace(origin, '');

/** Each reads the same redirect where it is found; none of them needs to break anything. */
export const LEAKS: readonly Leak[] = [
  {
    name: 'Register the same scheme',
    app: DESKTOP,
    show: (run) =>
      run
        .filter(({ from, to }) => from === 'browser' && to === 'attacker')
        .map(({ request }) => `The system started this program with:\n${request.url}`)
        .join('\n'),
  },
  {
    name: 'Read the history',
    app: PAGE,
    show: (run) =>
      opened(run)
        .map(({ request }) => request.url)
        .join('\n'),
  },
  {
    name: 'Read the access log',
    app: PAGE,
    show: (run, origin) =>
      arrivals(run)
        .map(
          ({ atMs, request }) => `[${new Date(atMs).toISOString()}] "GET ${pathOf(request.url, origin)}" 200`,
        )
        .join('\n'),
  },
  {
    name: 'Listen at the proxy',
    app: PAGE,
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
