import { Agent, createServer, type IncomingMessage, request as send } from 'node:http';
import type { AddressInfo } from 'node:net';

/** One request on the network, without its query, headers and body. */
export interface NetworkRequest {
  method: string;
  /** Origin and path. */
  address: string;
  /** When it arrived, in milliseconds since the epoch. */
  receivedAtMs: number;
  /** How long it was delayed. */
  heldMs: number;
  /** The time of the server's full response. */
  serverMs: number;
}

/** A network for all requests of the browser. */
export interface SlowNetwork {
  /** The address of its HTTP proxy. */
  proxy: string;
  /** The requests since the last call. */
  take(): NetworkRequest[];
  close(): void;
}

const LOOPBACK = new Set(['127.0.0.1', 'localhost']);

/**
 * Delays every request by `latencyMs`, including preflights, scripts and documents, and forwards it unchanged.
 * Connections stay open on both sides, so clients differ only in their requests, not in opening sockets.
 */
export async function startSlowNetwork(latencyMs: number): Promise<SlowNetwork> {
  const agent = new Agent({ keepAlive: true });
  let requests: NetworkRequest[] = [];
  const server = createServer({ keepAliveTimeout: 60_000 }, (incoming, outgoing) => {
    const receivedAtMs = now();
    const { origin, pathname, hostname } = new URL(incoming.url ?? '');
    // A request to another machine is the browser's own request to its vendor.
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
      const passedOn = send(incoming.url ?? '', { agent, ...passOn(incoming) }, (response) => {
        outgoing.writeHead(response.statusCode ?? 502, response.headers);
        response.pipe(outgoing);
        response.once('end', () => {
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

/** More precise than `Date.now()`, and the same clock as in the pages. */
function now(): number {
  return performance.timeOrigin + performance.now();
}
