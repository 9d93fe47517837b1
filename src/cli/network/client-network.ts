import type { Network } from '../../lab/machine/wire/recorder.ts';
import { isRedirect } from './redirects.ts';
import { wireRequestOf } from './request.ts';
import { filtered, isEmptyBody } from './response.ts';
import type { Send } from './wire.ts';

/** The `fetch` of a client outside a browser: no `Origin`, no preflight, and every header is readable. */
export function createClientNetwork(send: Send): Network {
  return async (url, init) => {
    const { signal, redirect = 'follow' } = init;
    const response = await send(wireRequestOf(url, init), signal ?? new AbortController().signal);
    if (isRedirect(response.status)) {
      await response.body?.cancel();
      if (redirect === 'manual') return filtered('opaqueredirect', response.headers.get('Location'));
      throw new TypeError('No redirect is followed here.');
    }
    const { status } = response;
    return new Response(isEmptyBody(response) ? null : response.body, { status, headers: response.headers });
  };
}
