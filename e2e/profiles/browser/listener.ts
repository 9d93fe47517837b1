import type { IncomingMessage, RequestListener } from 'node:http';
import { buffer } from 'node:stream/consumers';

/** A server, as a function of its requests. */
export type Respond = (request: Request) => Promise<Response>;

/** Lets a function answer what comes in over TLS, at the address that the browser asked for. */
export function listener(respond: Respond): RequestListener {
  return async (incoming, outgoing) => {
    const response = await respond(await requestOf(incoming));
    for (const [name, value] of response.headers) outgoing.appendHeader(name, value);
    outgoing.writeHead(response.status).end(Buffer.from(await response.arrayBuffer()));
  };
}

async function requestOf(incoming: IncomingMessage): Promise<Request> {
  const { method = '', url = '', headersDistinct } = incoming;
  const [host = ''] = headersDistinct.host ?? [];
  const headers = Object.entries(headersDistinct).flatMap(([name, values = []]) =>
    values.map((value): [string, string] => [name, value]),
  );
  const body = ['GET', 'HEAD'].includes(method) ? null : await buffer(incoming);
  return new Request(`https://${host}${url}`, { method, headers, body });
}
