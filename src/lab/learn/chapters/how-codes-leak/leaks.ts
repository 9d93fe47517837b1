import type { Exchange } from '../../../machine/wire/exchange.ts';

/** A place that stores or forwards addresses, and the text that a thief can read there. */
export interface Leak {
  name: string;
  /** The client whose code leaks there. Each place belongs to a kind of app. */
  app: LeakyApp;
  show(run: readonly Exchange[], origin: string): string;
}

export interface LeakyApp {
  clientId: string;
  redirectUri(origin: string): string;
}

/** The app of this page. */
export const PAGE: LeakyApp = { clientId: 'this-app', redirectUri: (origin) => `${origin}/callback` };

/** A desktop program with a custom scheme, which another program has registered, too. */
export const DESKTOP: LeakyApp = {
  clientId: 'desktop-notes',
  redirectUri: () => 'com.example.notes:/callback',
};

const opened = (run: readonly Exchange[]) =>
  run.filter(({ channel, request }) => channel === 'front' && request.method === 'GET');

const arrivals = (run: readonly Exchange[]) => run.filter(({ to }) => to === 'client');

const pathOf = (url: string, origin: string) => url.replace(origin, '');

/** The places of the front channel. In each place, a thief can read the same redirect without breaking a defence. */
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
];

/** Finds a code in a text, as a search for `code=` does. */
export const findCode = (text: string): string | undefined => /[?&]code=([^&\s"]+)/.exec(text)?.[1];
