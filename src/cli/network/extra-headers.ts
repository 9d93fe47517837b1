import type { Send } from './wire.ts';

/** Adds headers to every request to one origin, as a proxy in front of the client would: no page knows of them. */
export function withHeadersFor(origin: string, headers: Readonly<Record<string, string>>, send: Send): Send {
  return (request, signal) =>
    new URL(request.url).origin === origin
      ? send({ ...request, headers: { ...request.headers, ...headers } }, signal)
      : send(request, signal);
}
