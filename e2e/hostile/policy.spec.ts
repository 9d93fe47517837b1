import { expect, test } from '../fixtures.ts';

test('every response has the security headers, even a worker or an error', async ({ request }) => {
  for (const path of ['/', '/callback?code=x&state=y', '/mockServiceWorker.js', '/theme.js', '/no/page']) {
    const headers = (await request.get(path)).headers();
    expect(headers, path).toMatchObject({
      'content-security-policy': expect.stringMatching(/frame-ancestors 'none'/),
      'cross-origin-opener-policy': 'same-origin',
      'permissions-policy': expect.stringContaining('camera=()'),
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
    });
  }
});

test('without security headers, the app still enforces its policy', { tag: '@thorough' }, async ({
  page,
  ada,
  watch,
}) => {
  watch.allowViolation(/^require-trusted-types-for/);
  watch.allowViolation(/^connect-src http:\/\/evil\.example/);
  watch.allowConsoleError(/TrustedHTML|Content[ -]Security[ -]Policy/);
  const referrers: string[] = [];
  page.on('request', (request) => referrers.push(request.headers().referer ?? ''));
  await page.route(
    ({ pathname }) => pathname === '/' || pathname.startsWith('/idp/') || pathname === '/callback',
    async (route) => {
      if (!route.request().isNavigationRequest()) return route.fallback();
      const response = await route.fetch();
      await route.fulfill({
        status: response.status(),
        contentType: 'text/html',
        body: await response.text(),
      });
    },
  );
  await ada.signIn(page);
  const refused = await page.evaluate(async () => {
    const called = await fetch('http://evil.example/').catch(() => 'refused');
    try {
      document.body.innerHTML = '<b>x</b>';
      return [called];
    } catch (error) {
      return [called, String(error)];
    }
  });
  // The second alternative is the error message of Firefox.
  expect(refused).toEqual(['refused', expect.stringMatching(/TrustedHTML|Sink type mismatch violation/)]);
  expect(referrers.filter(Boolean)).toEqual([]);
});
