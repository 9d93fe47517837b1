import type { Network } from '../wire/recorder.ts';

/** A request as a channel carries it. */
export interface CarriedRequest {
  url: string;
  method: string;
  headers: [string, string][];
  body: string;
}

/** A response as a channel carries it. */
export interface CarriedResponse {
  status: number;
  headers: [string, string][];
  body: string;
}

/** Sends a request that a channel has carried over a network of this document. */
export type Send = (request: CarriedRequest) => Promise<CarriedResponse>;

/** The handler of the document that has the servers of the run. */
export function sendOver(network: Network): Send {
  return async ({ url, method, headers, body }) => {
    const response = await network(url, { method, headers, ...(method === 'POST' && { body }) });
    return { status: response.status, headers: [...response.headers], body: await response.text() };
  };
}

/** The network of a document that has no servers: it asks over a channel. */
export function networkOver(send: Send): Network {
  return async (url, init) => {
    const request = new Request(url, init);
    const { method, headers } = request;
    const response = await send({ url, method, headers: [...headers], body: await request.text() });
    return new Response(response.body || null, response);
  };
}
