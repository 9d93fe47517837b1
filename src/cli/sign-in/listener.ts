import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { NoSignIn } from './no-sign-in.ts';

/** Waits on this machine for one authorization response. */
export interface Listener {
  redirectUri: string;
  /**
   * The URL of the authorization response.
   *
   * @param isOwn whether a `state` belongs to the request; a response with another `state`, or without a `state`, is
   * ignored.
   * @param strayed called with each response that is ignored.
   */
  responseTo(isOwn: (state: string) => boolean, strayed?: () => void): Promise<string>;
  /** Stops listening. If no response has arrived, {@link responseTo} never resolves. */
  close(): void;
}

interface ListenerOptions {
  /** 0 chooses a free port. */
  port: number;
  path: string;
  /** The name of this machine in the redirect URI: 127.0.0.1 by default. */
  hostname?: string;
}

export type OpenListener = (options: ListenerOptions) => Promise<Listener>;

const DONE = 'The response has arrived. You can close this window and return to the terminal.\n';

const STRAYED =
  'This response does not have the state of the sign-in that is running, so it was ignored. Return to the terminal.\n';

/**
 * Listens for one authorization response (RFC 8252 §7.3) on 127.0.0.1. The redirect URI names this address and not
 * `localhost`, where another program may listen at ::1 (§8.3). Some servers accept only `localhost`: for this name,
 * also listens at ::1. Closes after the response.
 *
 * @throws NoSignIn when the port is taken or cannot be opened.
 */
export const openListener: OpenListener = async ({ port, path, hostname = '127.0.0.1' }) => {
  let expected: { isOwn(state: string): boolean; arrived(url: string): void; strayed(): void } | undefined;
  const servers: Server[] = [];
  function close(): void {
    for (const server of servers) server.close();
  }
  function answer(request: IncomingMessage, response: ServerResponse): void {
    const url = urlOf(request, redirectUri);
    // As in a page, a repeated state belongs to no sign-in (RFC 6749 §3.1).
    const [state, ...more] = url?.searchParams.getAll('state') ?? [];
    if (!url || !state || more.length || !expected?.isOwn(state)) {
      if (url?.search) expected?.strayed();
      respond(response, 404, url?.search ? STRAYED : 'Nothing is here.\n');
      return;
    }
    const { arrived } = expected;
    expected = undefined;
    respond(response, 200, DONE);
    close();
    arrived(url.href);
  }
  async function listenAt(address: string, at: number): Promise<number> {
    const server = createServer({ maxHeaderSize: 64 * 1024, keepAlive: false }, answer);
    // A page that keeps connections open must not block the response.
    server.requestTimeout = 10_000;
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(at, address, resolve);
    });
    servers.push(server);
    return (server.address() as AddressInfo).port;
  }
  let redirectUri = '';
  try {
    const chosen = await listenAt('127.0.0.1', port);
    redirectUri = `http://${hostname}:${chosen}${path}`;
    if (hostname === 'localhost') await listenAt('::1', chosen).catch(ignoreWithoutIpv6);
  } catch (error) {
    close();
    throw new NoSignIn(whyClosed(hostname, port, Object(error)), { cause: error });
  }
  return {
    redirectUri,
    responseTo: (isOwn, strayed = () => {}) =>
      new Promise((resolve) => {
        expected = { isOwn, arrived: resolve, strayed };
      }),
    close() {
      close();
      for (const server of servers) server.closeAllConnections();
    },
  };
};

/** A machine without IPv6 has no ::1, so no other program can listen there. */
function ignoreWithoutIpv6(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EADDRNOTAVAIL' && error.code !== 'EAFNOSUPPORT') throw error;
}

function whyClosed(hostname: string, port: number, { code }: NodeJS.ErrnoException): string {
  const why = code === 'EADDRINUSE' ? 'is taken' : `cannot be opened (${code ?? 'without a code'})`;
  return `Port ${port} of ${hostname} ${why}: no response can arrive there. Free it, or register a redirect URI with another port.`;
}

/** The check of the Host header keeps out pages that rebind a name to 127.0.0.1. */
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
