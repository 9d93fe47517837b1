import type { IncomingMessage } from 'node:http';

/** One request as the server received it, which is what really crossed the network. */
export interface LoggedRequest {
  method: string;
  path: string;
  origin: string | undefined;
  /** Present on a CORS preflight only. */
  preflightFor: string | undefined;
  /** The names of headers that a preflight asks for. */
  preflightHeaders: string | undefined;
  hadAuthorization: boolean;
  hadCookies: boolean;
}

/** Records the method, the path and the CORS headers; never a query or a token. */
export function logRequest({ method = '', url = '', headers }: IncomingMessage): LoggedRequest {
  return {
    method,
    path: url.split('?')[0] ?? '',
    origin: headers.origin,
    preflightFor: headers['access-control-request-method'],
    preflightHeaders: headers['access-control-request-headers'],
    hadAuthorization: headers.authorization !== undefined,
    hadCookies: headers.cookie !== undefined,
  };
}
