import type { IncomingMessage, RequestListener } from 'node:http';
import { buffer } from 'node:stream/consumers';

/** A server as a function of requests. */
export type Respond = (request: Request) => Promise<Response>;

/** Turns a function into a listener for requests over TLS. The function gets the URL that the browser requested. */
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
