import type { WireResponse } from './wire.ts';

/** A response of which a page sees that it came, and nothing else (Fetch, §2.2.6). */
export function filtered(type: 'opaque' | 'opaqueredirect'): Response {
  return Object.defineProperties(new Response(null), {
    type: { value: type },
    status: { value: 0 },
    ok: { value: false },
  });
}

/** Headers by their name, whichever form they were given in. */
export function headersOf(headers: RequestInit['headers']): Record<string, string> {
  if (!headers) return {};
  return Object.fromEntries(
    headers instanceof Headers || Array.isArray(headers) ? headers : Object.entries(headers),
  );
}

/** Whether `Response` takes no body with this status. */
export const isEmptyBody = ({ status, body }: WireResponse): boolean =>
  body === null || [101, 204, 205, 304].includes(status);
