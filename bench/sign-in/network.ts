import { Agent, createServer, type IncomingMessage, request as send } from 'node:http';
import type { AddressInfo } from 'node:net';

/** One request as it crossed the network. Never its query, headers or body. */
export interface NetworkRequest {
  method: string;
  /** Origin and path. */
  address: string;
  /** When it came in, milliseconds since the epoch. */
  receivedAtMs: number;
  /** For how long it was held back. */
  heldMs: number;
  /** What the server took to answer in full, once it got it. */
  serverMs: number;
}

/** A network that the browser sends everything through. */
export interface SlowNetwork {
  /** The address of the HTTP proxy that it is. */
  proxy: string;
  /** The requests since it was asked last. */
  take(): NetworkRequest[];
  close(): void;
}

const LOOPBACK = new Set(['127.0.0.1', 'localhost']);

/**
 * Holds every request back for `latencyMs`, preflights, scripts and documents included, and passes it on
 * otherwise untouched. Connections are kept open on both sides and cost next to nothing: what differs between
 * clients is what they ask for, not how a socket is opened.
 */
export async function startSlowNetwork(latencyMs: number): Promise<SlowNetwork> {
  const agent = new Agent({ keepAlive: true });
  let requests: NetworkRequest[] = [];
  const server = createServer({ keepAliveTimeout: 60_000 }, (incoming, outgoing) => {
    const receivedAtMs = now();
    const { origin, pathname, hostname } = new URL(incoming.url ?? '');
    // The browser's own business, with its maker's servers.
    if (!LOOPBACK.has(hostname)) return void outgoing.writeHead(403).end();
    const noted: NetworkRequest = {
      method: incoming.method ?? '',
      address: origin + pathname,
      receivedAtMs,
      heldMs: 0,
      serverMs: 0,
    };
    requests.push(noted);
    setTimeout(() => {
      const sentAtMs = now();
      noted.heldMs = sentAtMs - receivedAtMs;
      const passedOn = send(incoming.url ?? '', { agent, ...passOn(incoming) }, (answer) => {
        outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(outgoing);
        answer.once('end', () => {
          noted.serverMs = now() - sentAtMs;
        });
      });
      passedOn.once('error', () => outgoing.destroy());
      incoming.pipe(passedOn);
    }, latencyMs);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    proxy: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    take() {
      const taken = requests;
      requests = [];
      return taken;
    },
    close() {
      server.close();
      server.closeAllConnections();
      agent.destroy();
    },
  };
}

function passOn({ method, headers }: IncomingMessage) {
  const { 'proxy-connection': _, ...rest } = headers;
  return { ...(method && { method }), headers: rest };
}

/** Finer than `Date.now()`, and the clock of the pages too. */
function now(): number {
  return performance.timeOrigin + performance.now();
}
