import { Agent, createServer, type IncomingMessage, request as send } from 'node:http';
import { openOnLoopback } from '../../e2e/loopback.ts';

/** A recorded request. The record has no query, no headers and no body. */
export interface NetworkRequest {
  method: string;
  /** Origin and path. */
  address: string;
  receivedAtMs: number;
  /** How long the network delayed the request. */
  heldMs: number;
  /** How long the server took to respond in full. */
  serverMs: number;
}

export interface SlowNetwork {
  /** The address of the HTTP proxy that the browser uses. */
  proxy: string;
  /** Returns the requests since the last call. */
  take(): NetworkRequest[];
  close(): Promise<void>;
}

const LOOPBACK = new Set(['127.0.0.1', 'localhost']);

/** Starts a proxy that delays every request by `latencyMs`, even preflights, and keeps connections open. */
export async function startSlowNetwork(latencyMs: number): Promise<SlowNetwork> {
  const agent = new Agent({ keepAlive: true });
  let requests: NetworkRequest[] = [];
  const server = createServer({ keepAliveTimeout: 60_000 }, (incoming, outgoing) => {
    const receivedAtMs = now();
    const { origin, pathname, hostname } = new URL(incoming.url ?? '');
    // The browser itself sends requests to its vendor. They must not count.
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
  const { origin, close } = await openOnLoopback(server);
  return {
    proxy: origin,
    take() {
      const taken = requests;
      requests = [];
      return taken;
    },
    async close() {
      await close();
      agent.destroy();
    },
  };
}

function passOn({ method, headers }: IncomingMessage) {
  const { 'proxy-connection': _, ...rest } = headers;
  return { ...(method && { method }), headers: rest };
}

/** The time in milliseconds since the epoch. It is more precise than `Date.now()`, and the pages use the same clock. */
const now = (): number => performance.timeOrigin + performance.now();
