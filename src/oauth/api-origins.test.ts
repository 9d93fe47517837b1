import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { API, bearerOf, signedInTo } from './testing/api.ts';
import type { TestPlatform } from './testing/platform.ts';

describe('the token is never sent to an origin that the settings do not name (RFC 9700 §4.9)', () => {
  const segment = fc.constantFrom(...'v1 v10 .. . %2e%2e ..%2f %2F a;b @ : \\ x'.split(' '), '');
  const path = fc.array(segment, { maxLength: 5 }).map((parts) => parts.join('/'));
  const origin = fc.constantFrom(
    'https://api.example',
    'HTTPS://API.example:443',
    'https://api.example.',
    'https://api.example@evil.example',
    'https://api.example:pw@evil.example',
    'https://evil.example',
    'https://xn--pi-7ca.example',
    'http://api.example',
    '//evil.example',
    '/\\evil.example',
    'https:evil.example',
    '\thttps://evil.example',
    'data:text/plain,',
    'blob:https://api.example',
    '',
  );
  const status = fc.constantFrom(301, 302, 303, 307, 308);
  const redirect = fc.constantFrom<RequestRedirect>('follow', 'error', 'manual');

  it('for any address, kind of input and redirect', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.tuple(origin, path).map(([at, rest]) => `${at}/${rest}`),
        fc.tuple(origin, path).map(([at, rest]) => `${at}/${rest}`),
        fc.constantFrom<(url: string, init: RequestInit) => [RequestInfo | URL, RequestInit?]>(
          (url, init) => [url, init],
          (url, init) => [new URL(url, 'https://app.example/'), init],
          (url, init) => [new Request(new URL(url, 'https://app.example/'), init)],
          (url, init) => [new Request(new URL(url, 'https://app.example/')), init],
        ),
        status,
        redirect,
        async (url, location, inputOf, redirectStatus, mode) => {
          const { session, calls, platform } = await signedInTo([API]);
          followRedirects(platform, location, redirectStatus);
          try {
            await session.fetch(...inputOf(url, { redirect: mode }));
          } catch {
            // A request that the browser refuses is not sent.
          }
          for (const call of calls()) {
            if (bearerOf(call) === null) continue;
            const { origin: reached, pathname } = new URL(call.url);
            expect(reached).toBe('https://api.example');
            for (const path of [pathname, pathname.replace(/%2f/gi, '/')]) {
              expect(new URL(`${reached}${path}`).pathname).toMatch(/^\/v1(\/|$)/);
            }
          }
        },
      ),
      { numRuns: 300 },
    );
  });
});

/** Redirects like a browser (Fetch), which until 2022 forwarded `Authorization` to other origins, too. */
function followRedirects(platform: TestPlatform, location: string, status: number): void {
  const { fetch } = platform;
  platform.fetch = async (url, init) => {
    const response = await fetch(url, init);
    const isApi = new URL(url).host === 'api.example';
    if (!isApi || init.redirect === 'manual') return response;
    if (init.redirect === 'error') throw new TypeError(`a redirect with ${status}`);
    return fetch(new URL(location, url).href, init);
  };
}
