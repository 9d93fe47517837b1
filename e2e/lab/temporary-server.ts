import { createServer } from 'node:http';
import { toNodeHandler } from '@modelcontextprotocol/node';
import { type LoopbackServer, openOnLoopback } from '../loopback.ts';

export interface TemporaryServer extends LoopbackServer {
  /** The requests that reached the server, such as `POST /mcp`, in order. */
  received: string[];
}

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
  return { received, ...(await openOnLoopback(server)) };
}
