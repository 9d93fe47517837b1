import type { IncomingMessage } from 'node:http';

export interface LoggedRequest {
  method: string;
  path: string;
  origin: string | undefined;
  /** The method that a preflight asks for. It is absent for any other request. */
  preflightFor: string | undefined;
  preflightHeaders: string | undefined;
  hadAuthorization: boolean;
  hadCookies: boolean;
}

/** Records the method, the path and the CORS headers of a request, but never a query or a token. */
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
