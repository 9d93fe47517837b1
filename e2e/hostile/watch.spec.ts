import type { Page } from 'playwright/test';
import { expect, test } from '../fixtures.ts';

// Other tests rely on the watches of `fixtures.ts`. These plant leaks and violations, which must all be found.

/** Signs in, and returns the secrets that the tests then leak. */
async function signInAndOverhear(page: Page, signIn: (page: Page) => Promise<void>) {
  const heard = { code: '', verifier: '', accessToken: '' };
  page.on('request', (request) => {
    heard.accessToken ||= request.headers().authorization?.replace(/^Bearer /, '') ?? '';
    const form = new URLSearchParams(request.postData() ?? '');
    heard.code ||= form.get('code') ?? '';
    heard.verifier ||= form.get('code_verifier') ?? '';
  });
  await signIn(page);
  await expect(page.getByRole('link', { name: 'Who am I' })).toBeVisible();
  const refreshToken = await page.evaluate(() => {
    const [, grant = '{}'] =
      Object.entries(sessionStorage).find(([key]) => key.startsWith('oauth:grant:')) ?? [];
    return String(JSON.parse(grant).refreshToken);
  });
  return { ...heard, refreshToken };
}

test('the watch finds a secret in every place that must contain no secret', async ({ page, ada, watch }) => {
  const secrets = await signInAndOverhear(page, ada.signIn);
  watch.allowConsoleError(/Look:|thrown/);
  for (const leak of [
    'access token in localStorage',
    'access token in sessionStorage',
    'code in sessionStorage',
    'code in localStorage',
    'refresh token in localStorage',
    'verifier in localStorage',
    'refresh token in a cookie',
    'access token in IndexedDB',
    'verifier in IndexedDB',
    'verifier in the Cache API',
    'refresh token in history.state',
    'access token in window.name',
    'verifier in the console',
    'access token in the console',
    'refresh token in an error',
    'code in the address of a page',
    'code in the Referer of a request to /robots.txt',
    'access token in the address of a GET request to /icon.svg',
  ]) {
    watch.allowLeak(leak);
  }
  await page.evaluate(async ({ code, verifier, accessToken, refreshToken }) => {
    localStorage.setItem('a', JSON.stringify({ accessToken }));
    // The watch also has to find secrets in other encodings: JSON escapes, base64 after other text, hexadecimal.
    const escaped = (text: string) =>
      Array.from(text, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`).join('');
    const hexadecimal = (text: string) =>
      Array.from(text, (unit) => unit.charCodeAt(0).toString(16)).join('');
    localStorage.setItem('b', `"${escaped(code)}"`);
    localStorage.setItem('c', btoa(`"${refreshToken}"`));
    localStorage.setItem('d', hexadecimal(verifier));
    await new Promise((resolve) => {
      const opening = indexedDB.open('a');
      opening.onupgradeneeded = () => opening.result.createObjectStore('a', { autoIncrement: true });
      opening.onsuccess = () => {
        const writing = opening.result.transaction('a', 'readwrite');
        writing.objectStore('a').add({ deep: [btoa(`{"a":"${accessToken}"}`)] });
        writing.objectStore('a').add(new TextEncoder().encode(verifier));
        writing.oncomplete = () => {
          opening.result.close();
          resolve(undefined);
        };
      };
    });
    sessionStorage.setItem('a', accessToken + code);
    // biome-ignore lint/suspicious/noDocumentCookie: a leak is planted
    document.cookie = `a=${refreshToken}`;
    await (await caches.open('a')).put('/a', new Response(verifier));
    window.name = accessToken;
    // biome-ignore lint/suspicious/noConsole: a leak is planted
    console.error('Look:', { deep: { inside: { of: [accessToken] } } });
    // biome-ignore lint/suspicious/noConsole: a leak is planted
    console.log(verifier);
    setTimeout(() => {
      throw new Error(`thrown ${refreshToken}`);
    });
    const { pathname } = location;
    history.replaceState(null, '', `?code=${code}`);
    await fetch('/robots.txt', { referrerPolicy: 'unsafe-url' });
    history.replaceState(null, '', pathname);
    history.pushState({ refreshToken }, '', `?again=${encodeURIComponent(code)}`);
    await fetch(`/icon.svg?t=${accessToken}`);
  }, secrets);
  await expect.poll(() => page.evaluate(() => navigation.entries().length)).toBeGreaterThan(1);
});

test('the watch finds violations in HTML, scripts and workers', async ({ page, context, watch }) => {
  watch.allowConsoleError(/Content[ -]Security[ -]Policy|TrustedHTML/);
  watch.allowViolation(/^script-src-elem inline/);
  watch.allowViolation(/^img-src http:\/\/localhost:5173/);
  watch.allowViolation(/^style-src-attr inline/);
  watch.allowViolation(/^require-trusted-types-for trusted-types-sink/);
  watch.allowViolation(/^connect-src http:\/\/evil\.example\/ in (?!a worker)/);
  watch.allowViolation(/^connect-src http:\/\/evil\.example.* in a worker$/);
  await page.route('/', async (route) => {
    // The page also requests this path to read the headers of its host, perhaps still at the end of the test.
    if (!route.request().isNavigationRequest()) return route.continue();
    const response = await route.fetch();
    const body = (await response.text()).replace('<div id="root">', '<script>window.inline = 1</script>$&');
    await route.fulfill({ response, body });
  });
  await page.goto('/');
  await page.evaluate(() => {
    const attempt = (act: () => unknown) => {
      try {
        act();
      } catch {
        // The policy refuses `act`, as intended, and the browser reports the violation.
      }
    };
    attempt(() => document.body.insertAdjacentHTML('beforeend', '<b>x</b>'));
    document.body.setAttribute('style', 'color: red');
    new Image().src = 'http://localhost:5173/icon.svg';
    fetch('http://evil.example/').catch(() => {});
  });
  await context.route('**/mockServiceWorker.js', (route) =>
    route.fulfill({
      headers: { 'Content-Type': 'text/javascript', 'Content-Security-Policy': "connect-src 'self'" },
      body: "onmessage = () => fetch('http://evil.example/').catch(() => postMessage('refused'))",
    }),
  );
  const started = page.waitForEvent('worker');
  // The Trusted Types policy allows only this script URL.
  await page.evaluate(() => Reflect.set(window, 'planted', new Worker('/mockServiceWorker.js')));
  await (await started).evaluate(() => {});
  await page.evaluate(
    () =>
      new Promise((resolve) => {
        const planted: Worker = Reflect.get(window, 'planted');
        planted.onmessage = resolve;
        planted.postMessage('go');
      }),
  );
});
