import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface LoopbackServer {
  origin: string;
  port: number;
  /** Also ends every connection. */
  close(): Promise<void>;
}

/** Opens a server at a free port, or at `port`. @throws Error if another program uses the port. */
export async function openOnLoopback(server: Server, port = 0): Promise<LoopbackServer> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  // The type also allows a string for a pipe, and null for a closed server. This server is open, and has a port.
  const taken = (server.address() as AddressInfo).port;
  return {
    origin: `http://127.0.0.1:${taken}`,
    port: taken,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
