import type { WireRequest } from './wire.ts';

/** Methods that `fetch` converts to upper case (Fetch, §2.2.1). */
const NORMALIZED_METHODS = ['DELETE', 'GET', 'HEAD', 'OPTIONS', 'POST', 'PUT'];

/** The request that `fetch` sends for these arguments. */
export function wireRequestOf(url: string, init: RequestInit): WireRequest {
  const { body, method = 'GET' } = init;
  if (body != null && typeof body !== 'string' && !(body instanceof URLSearchParams)) {
    throw new TypeError('Only text and forms are sent here.');
  }
  const form = body instanceof URLSearchParams;
  const upperCase = method.toUpperCase();
  return {
    method: NORMALIZED_METHODS.includes(upperCase) ? upperCase : method,
    url,
    headers: {
      Accept: '*/*',
      ...(form && { 'Content-Type': 'application/x-www-form-urlencoded;charset=UTF-8' }),
      ...headersOf(init.headers),
    },
    ...(body != null && { body: body.toString() }),
  };
}

/** Headers by name, from any form of `HeadersInit`. */
function headersOf(headers: RequestInit['headers']): Record<string, string> {
  if (!headers) return {};
  return Object.fromEntries(
    headers instanceof Headers || Array.isArray(headers) ? headers : Object.entries(headers),
  );
}
