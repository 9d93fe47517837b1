import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { toNodeHandler } from '@modelcontextprotocol/node';

export interface TemporaryServer {
  origin: string;
  /** The requests that reached the server, such as `POST /mcp`, in order. */
  received: string[];
  close(): Promise<void>;
}

/** Starts a server on a free port, for one test. */
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
  // The type also allows a string for a pipe, and null for a closed server. This server is open, and has a port.
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
