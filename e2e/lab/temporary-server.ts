import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { toNodeHandler } from '@modelcontextprotocol/node';

export interface TemporaryServer {
  origin: string;
  /** The requests that reached it, such as `POST /mcp`, in order. */
  received: string[];
  close(): Promise<void>;
}

/** A server on its own port, for one test. */
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
  // The type also allows a string (for a pipe) and null (after closing); this server has an address with a port.
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
