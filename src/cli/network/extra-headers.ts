import type { Send } from './wire.ts';

/** Adds headers to every finished request to one origin, as a proxy would. So the headers cause no preflight. */
export function withHeadersFor(origin: string, headers: Readonly<Record<string, string>>, send: Send): Send {
  return (request, signal) =>
    new URL(request.url).origin === origin
      ? send({ ...request, headers: { ...request.headers, ...headers } }, signal)
      : send(request, signal);
}
