import type { Network } from '../wire/recorder.ts';

/** A request in the form that a channel can transfer. */
interface CarriedRequest {
  url: string;
  method: string;
  headers: [string, string][];
  body: string;
}

interface CarriedResponse {
  status: number;
  headers: [string, string][];
  body: string;
}

/** Sends a transferred request over a network of the receiving document. */
export type Send = (request: CarriedRequest) => Promise<CarriedResponse>;

/** The handler in the document that has the servers of the run. */
export function sendOver(network: Network): Send {
  return async ({ url, method, headers, body }) => {
    const response = await network(url, { method, headers, ...(method === 'POST' && { body }) });
    return { status: response.status, headers: [...response.headers], body: await response.text() };
  };
}

/** The network of a document without servers: it sends requests over a channel. */
export function networkOver(send: Send): Network {
  return async (url, init) => {
    const request = new Request(url, init);
    const { method, headers } = request;
    const response = await send({ url, method, headers: [...headers], body: await request.text() });
    return new Response(response.body || null, response);
  };
}
