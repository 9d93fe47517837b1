import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { NoSignIn } from './no-sign-in.ts';

/** Where an authorization response is awaited: on this machine, once. */
export interface Listener {
  redirectUri: string;
  /**
   * The address that the browser was sent to, with the response in it.
   *
   * @param state of the request: what carries another one, or none, is not the response to it.
   */
  responseTo(state: string): Promise<string>;
  /** Stops listening; a response that is awaited then never comes. */
  close(): void;
}

export interface ListenerOptions {
  /** 0 for a port that is free. */
  port: number;
  path: string;
}

export type OpenListener = (options: ListenerOptions) => Promise<Listener>;

const DONE = 'The response has arrived. You can close this window and return to the terminal.\n';

/**
 * Listens for one authorization response (RFC 8252 §7.3): on 127.0.0.1 alone, and by its address, since `localhost` may
 * be answered by another program (§8.3). Closes as soon as the response is here.
 *
 * @throws NoSignIn when the port is taken, or cannot be had for another reason.
 */
export const openListener: OpenListener = async ({ port, path }) => {
  let expected: { state: string; arrived(url: string): void } | undefined;
  const server = createServer({ maxHeaderSize: 64 * 1024, keepAlive: false }, (request, response) => {
    const url = urlOf(request, redirectUri);
    if (!url || !expected || url.searchParams.get('state') !== expected.state) {
      return respond(response, 404, 'Nothing is here.\n');
    }
    const { arrived } = expected;
    expected = undefined;
    respond(response, 200, DONE);
    server.close();
    arrived(url.href);
  });
  // A page that keeps connections open keeps no response out.
  server.requestTimeout = 10_000;
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error) => reject(new NoSignIn(whyClosed(port, error), { cause: error })));
    server.listen(port, '127.0.0.1', resolve);
  });
  const address = server.address() as AddressInfo;
  const redirectUri = `http://127.0.0.1:${address.port}${path}`;
  return {
    redirectUri,
    responseTo: (state) =>
      new Promise((resolve) => {
        expected = { state, arrived: resolve };
      }),
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
};

function whyClosed(port: number, { code }: NodeJS.ErrnoException): string {
  const why = code === 'EADDRINUSE' ? 'is taken' : `cannot be opened (${code ?? 'without a code'})`;
  return `Port ${port} of 127.0.0.1 ${why}: no response can arrive there. Free it, or register a redirect URI with another port.`;
}

/** The address that was called, if it is the redirect URI. The Host header keeps out pages that rebind a name to 127.0.0.1. */
function urlOf({ method, url = '', headers }: IncomingMessage, redirectUri: string): URL | undefined {
  const expected = new URL(redirectUri);
  if (method !== 'GET' || headers.host !== expected.host || !URL.canParse(url, redirectUri)) return undefined;
  const called = new URL(url, redirectUri);
  return called.origin === expected.origin && called.pathname === expected.pathname ? called : undefined;
}

function respond(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, {
    'Content-Type': 'text/plain; charset=utf-8',
    'X-Content-Type-Options': 'nosniff',
    'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'",
    'Cache-Control': 'no-store',
    'Referrer-Policy': 'no-referrer',
    Connection: 'close',
  });
  response.end(text);
}
