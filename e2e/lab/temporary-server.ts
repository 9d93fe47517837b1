import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { toNodeHandler } from '@modelcontextprotocol/node';

export interface TemporaryServer {
  origin: string;
  /** What reached it, as `POST /mcp`, in order. */
  received: string[];
  close(): Promise<void>;
}

/** A server on a port of its own, for one test. */
export async function startTemporaryServer(
  respond: (request: Request) => Promise<Response> | Response,
): Promise<TemporaryServer> {
  const received: string[] = [];
  const server = createServer(
    toNodeHandler({
      async fetch(request) {
        const { pathname } = new URL(request.url);
        received.push(`${request.method} ${pathname}`);
        return respond(request);
      },
    }),
  );
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  // A string for a pipe, null once it is closed; it is neither.
  const { port } = server.address() as AddressInfo;
  return {
    origin: `http://127.0.0.1:${port}`,
    received,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
