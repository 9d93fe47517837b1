import type { Page } from 'playwright/test';
import { countTokenRequests, expect, expectAxeClean, test } from '../fixtures.ts';

test('if sessionStorage is null or throws, the page says that nothing is stored', async ({ page }) => {
  for (const storage of ['is null', 'throws']) {
    await page.addInitScript((storage) => {
      Object.defineProperty(window, 'sessionStorage', {
        configurable: true,
        get() {
          if (storage === 'is null') return null;
          throw new DOMException('denied', 'SecurityError');
        },
      });
    }, storage);
    await page.goto('/');
    await expect(page.getByRole('heading', { name: 'This app cannot start here' }), storage).toBeVisible();
    await expect(page.getByText('This browser does not store data for this site')).toBeVisible();
  }
  await expectAxeClean(page);
});

test('in a document without an origin, nothing is stored', { tag: '@thorough' }, async ({ page }) => {
  await page.route('**/*', async (route) => {
    const response = await route.fetch();
    const sandboxed = {
      'content-security-policy': 'sandbox allow-scripts',
      'access-control-allow-origin': '*',
    };
    await route.fulfill({ response, headers: { ...response.headers(), ...sandboxed } });
  });
  await page.goto('/tools', { waitUntil: 'commit' });
  await expect(page.getByText('This browser does not store data for this site')).toBeVisible();
});

test('if a screen does not load, the page says so and can load it again', { tag: '@thorough' }, async ({
  page,
  watch,
}) => {
  watch.allowConsoleError(/net::ERR_FAILED|Failed to fetch dynamically imported module/);
  await page.goto('/');
  await page.route(/\/assets\/ToolsPage-/, (route) => route.abort());
  await page.getByRole('link', { name: 'Tools', exact: true }).click();
  await expect(page.getByRole('heading', { name: 'This page could not be shown' })).toBeVisible();
  await expectAxeClean(page);
  await page.unroute(/\/assets\/ToolsPage-/);
  await page.getByRole('button', { name: 'Load the page again' }).click();
  await expect(page.getByRole('button', { name: 'Sign in' })).toBeVisible();
});

test('if the app does not load, the page says so and can load it again', async ({ page, watch }) => {
  watch.allowConsoleError(/net::ERR_FAILED|Failed to fetch dynamically imported module/);
  let documents = 0;
  page.on('request', (request) => {
    if (request.isNavigationRequest()) documents += 1;
  });
  // The first document requests the file twice: Vite preloads it, and imports it although the preload failed.
  await page.route(/\/assets\/app-/, (route) => (documents === 1 ? route.abort() : route.continue()));
  for (const path of ['/callback?code=a-code&state=a-state', '/tools', '/']) {
    documents = 0;
    await page.goto(path, { waitUntil: 'commit' });
    await expect(page.getByRole('alert'), path).toContainText('one of its files did not load');
    await page.getByRole('link', { name: 'Load the page again' }).click();
    await expect(page.getByRole('button', { name: /^Sign in/ })).toBeVisible();
    await expect(page.getByText('one of its files did not load')).toHaveCount(0);
  }
});

test('if scripts do not load or run, the page says so', { tag: '@thorough' }, async ({ page, watch }) => {
  watch.allowConsoleError(/Content[ -]Security[ -]Policy|status of 404/);
  watch.allowViolation(/^script-src-elem/);
  const notice = page.getByText('one of its files did not load or may not run');
  await page.route('/tools', async (route) => {
    const response = await route.fetch();
    const headers = { ...response.headers(), 'content-security-policy': "script-src 'nonce-of-the-host'" };
    await route.fulfill({ response, headers });
  });
  await page.goto('/tools', { waitUntil: 'commit' });
  await expect(notice).toBeVisible();
  await page.route(/\.(js|css)$/, (route) => route.fulfill({ status: 404 }));
  await page.goto('/connect', { waitUntil: 'commit' });
  await expect(notice).toBeVisible();
});

test('the home page also opens at /index.html, its file name', { tag: '@thorough' }, async ({ page }) => {
  await page.goto('/index.html?from=a-host#fork');
  await expect(page).toHaveURL('/?from=a-host#fork');
  await expect(page.getByRole('heading', { level: 1 })).not.toHaveText('There is no page at this address');
});

test('the app starts if an extension has created the Trusted Types policy first', {
  tag: '@thorough',
}, async ({ page, watch }) => {
  watch.allowViolation(/trusted-types-policy/);
  watch.allowConsoleError(/TrustedTypePolicy|a Trusted Types policy/);
  await page.addInitScript(() => {
    const createScriptURL = (url: string) => url;
    Object(window).trustedTypes.createPolicy('default', { createScriptURL });
  });
  await page.goto('/tools');
  await expect(page.getByRole('button', { name: 'Sign in' })).toBeVisible();
});

test('a user can sign in and call a tool on a page that the browser translates', {
  tag: '@thorough',
}, async ({ page, ada }) => {
  // Replaces each text like the translation of Chromium: the new text is in a new element, which React does not know.
  async function translate() {
    await page.evaluate(() => {
      const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
      const texts: Text[] = [];
      while (walker.nextNode()) if (walker.currentNode instanceof Text) texts.push(walker.currentNode);
      for (const text of texts) {
        const font = document.createElement('font');
        font.textContent = text.data;
        text.replaceWith(font);
      }
    });
  }
  await page.goto('/tools');
  await expect(page.getByRole('button', { name: 'Sign in' })).toBeEnabled();
  await translate();
  await page.getByRole('button', { name: 'Sign in' }).click();
  await ada.allow(page);
  await expect(page.getByRole('link', { name: 'Who am I' })).toBeVisible();
  await translate();
  await page.getByRole('button', { name: 'Call Who am I' }).click();
  await expect(page.getByText('Ada Lovelace').last()).toBeVisible();
  await page.getByRole('button', { name: 'Refresh the token now' }).click();
  await expect(page.getByRole('button', { name: 'Refresh the token now' })).toHaveAttribute(
    'aria-busy',
    'false',
  );
  await expect(page.getByRole('heading', { name: 'Tools' })).toBeVisible();
});

test('without BroadcastChannel, a reload notices a sign-out in another tab', { tag: '@thorough' }, async ({
  page,
  context,
  ada,
}) => {
  await context.addInitScript(() => Reflect.deleteProperty(window, 'BroadcastChannel'));
  await ada.signIn(page);
  const other = await context.newPage();
  await other.goto('/tools');
  await other.getByRole('button', { name: 'Sign in' }).click();
  await other.getByRole('button', { name: 'Allow', exact: true }).click();
  await other.getByRole('button', { name: 'Sign out' }).click();
  await expect(other).toHaveURL(/end-session/);
  await page.reload();
  await expect(page.getByText('You signed out in another tab')).toBeVisible();
});

test('if the storage is full, the page says so, and does not navigate', { tag: '@thorough' }, async ({
  page,
}) => {
  await page.addInitScript(() => {
    Storage.prototype.setItem = () => {
      throw new DOMException('full', 'QuotaExceededError');
    };
  });
  await page.goto('/');
  await expect(page.getByText('This browser does not store data for this site')).toBeVisible();
  await page.getByRole('button', { name: 'Sign in again' }).click();
  await expect(page.getByText('This browser does not store data for this site')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Sign in again' })).toBeEnabled();
  expect(new URL(page.url()).pathname).toBe('/');
});

test('the app refuses a foreign response and a damaged record', { tag: '@thorough' }, async ({
  page,
  context,
  ada,
}) => {
  const notStartedHere = (tab: Page) => tab.getByText('This tab has no such sign-in');
  const tokenRequests = countTokenRequests(page);
  await page.goto('/tools');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page.getByRole('button', { name: 'Sign in and allow' })).toBeVisible();
  const state = new URL(page.url()).searchParams.get('state') ?? '';
  const other = await context.newPage();
  await other.goto(`/callback?code=x&state=${state}&iss=x`);
  await expect(notStartedHere(other)).toBeVisible();
  await other.close();
  await page.evaluate(() => {
    for (const key of Object.keys(sessionStorage)) {
      if (key.startsWith('oauth:pending:')) sessionStorage.setItem(key, '{"state":');
    }
  });
  await ada.allow(page);
  await expect(notStartedHere(page)).toBeVisible();
  expect(tokenRequests()).toBe(0);
  expect(await page.evaluate(() => Object.keys(sessionStorage).join())).not.toContain('oauth:pending:');
  await page.getByRole('button', { name: 'Sign in again' }).click();
  await page.getByRole('button', { name: 'Allow', exact: true }).click();
  await expect(page.getByText('Ada Lovelace', { exact: true })).toBeVisible();
});

test('the page refuses innerHTML, and a path that begins with two slashes', async ({ page, watch }) => {
  watch.allowViolation(/require-trusted-types-for/);
  watch.allowConsoleError(/TrustedHTML|Content-Security-Policy/);
  await page.goto('/');
  const refusals = await page.evaluate(() =>
    [
      () => {
        document.body.innerHTML = '<b>x</b>';
      },
      () => history.replaceState(null, '', '//evil.example/'),
      () => history.replaceState(null, '', '//'),
    ].map((act) => {
      try {
        act();
        return 'accepted';
      } catch (error) {
        return String(error);
      }
    }),
  );
  expect(refusals).toEqual([
    // The second alternative is the error message of Firefox.
    expect.stringMatching(/TrustedHTML|Sink type mismatch violation/),
    expect.stringMatching(/^SecurityError/),
    expect.stringMatching(/^SecurityError/),
  ]);
});
