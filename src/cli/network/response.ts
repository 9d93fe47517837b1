import type { WireResponse } from './wire.ts';

/** A filtered response (Fetch, §2.2.6). Only clients outside a page see where a redirect leads. */
export function filtered(type: 'opaque' | 'opaqueredirect', location: string | null = null): Response {
  return Object.defineProperties(new Response(null, { headers: location === null ? {} : { location } }), {
    type: { value: type },
    status: { value: 0 },
    ok: { value: false },
  });
}

/** Whether the response has no body, or has a status with which `Response` accepts no body. */
export const isEmptyBody = ({ status, body }: WireResponse): boolean =>
  body === null || [101, 204, 205, 304].includes(status);
