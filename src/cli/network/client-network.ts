import type { Network } from '../../lab/machine/wire/recorder.ts';
import { isRedirect } from './redirects.ts';
import { filtered, headersOf, isEmptyBody } from './response.ts';
import type { Send } from './wire.ts';

/** The `fetch` of a client outside a browser: no `Origin`, no preflight, and every header is readable. */
export function createClientNetwork(send: Send): Network {
  return async (url, { method = 'GET', headers, body, signal, redirect = 'follow' }) => {
    if (body != null && typeof body !== 'string' && !(body instanceof URLSearchParams)) {
      throw new TypeError('Only text and forms are sent here.');
    }
    const form = body instanceof URLSearchParams;
    const response = await send(
      {
        method,
        url,
        headers: {
          Accept: '*/*',
          ...(form && { 'Content-Type': 'application/x-www-form-urlencoded;charset=UTF-8' }),
          ...headersOf(headers),
        },
        ...(body != null && { body: body.toString() }),
      },
      signal ?? new AbortController().signal,
    );
    if (isRedirect(response.status)) {
      await response.body?.cancel();
      if (redirect === 'manual') return filtered('opaqueredirect', response.headers.get('Location'));
      throw new TypeError('No redirect is followed here.');
    }
    const { status } = response;
    return new Response(isEmptyBody(response) ? null : response.body, { status, headers: response.headers });
  };
}
