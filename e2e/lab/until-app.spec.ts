import type { Page, Route } from 'playwright/test';
import { chapters } from '../../src/lab/learn/chapters/index.ts';
import { expect, test } from '../fixtures.ts';

const [first, second] = chapters;
if (!first || !second) throw new Error('There are fewer than two chapters.');

/** Holds back the script of the app, like a slow connection. @returns a function that lets the script through. */
async function holdApp(page: Page): Promise<() => Promise<void>> {
  const held: Route[] = [];
  let isHeld = true;
  await page.route(/\/assets\/index-[^/]+\.js$/, (route) => {
    if (isHeld) held.push(route);
    else return route.continue();
  });
  return async () => {
    isHeld = false;
    await Promise.all(held.splice(0).map((route) => route.continue()));
  };
}

const FONT = /\/source-serif-4-latin-wght-normal-[^/]+\.woff2$/;

const text = (page: Page) => page.locator('#prerendered');

test.describe('until the app runs', () => {
  // A test cannot hold back requests of a service worker, so these tests have no service worker.
  test.use({ serviceWorkers: 'block' });

  test('a chapter shows its text, and the app replaces the text without a jump', async ({ page }) => {
    const release = await holdApp(page);
    await page.goto(`/learn/${first.slug}`, { waitUntil: 'commit' });
    await expect(page.getByRole('button', { name: 'Theme' })).toBeDisabled();
    for (const claim of [/\d of \d+ proven/, /read from the log of this chapter/, /unlock a hint/]) {
      await expect(text(page).getByText(claim)).not.toHaveCount(0);
      await expect(text(page).getByText(claim).filter({ visible: true })).toHaveCount(0);
    }
    await page.getByRole('link', { name: second.title }).click({ noWaitAfter: true });
    const heading = page.getByRole('heading', { level: 1, name: second.question });
    await expect(heading).toBeVisible();
    const before = await heading.boundingBox();
    await expect(text(page)).toHaveCount(1);
    await release();
    await expect(text(page)).toHaveCount(0);
    await expect(heading).toBeVisible();
    expect(await heading.boundingBox()).toEqual(before);
    await expect(page.getByText(/\d of \d+ proven/)).toBeVisible();
  });

  test('a failed preload is not reported as missing', { tag: '@thorough' }, async ({ page, watch }) => {
    watch.allowConsoleError(/status of 404|missing\.js” was blocked/);
    const release = await holdApp(page);
    await page.goto('/tools', { waitUntil: 'commit' });
    await expect(page.locator('#root')).toBeAttached();
    await page.evaluate(
      () =>
        new Promise((resolve) => {
          const link = document.createElement('link');
          link.onerror = resolve;
          document.head.append(Object.assign(link, { rel: 'modulepreload', href: '/assets/missing.js' }));
        }),
    );
    await expect(page.locator('#root')).toBeEmpty();
    await release();
    await expect(page.getByRole('button', { name: 'Sign in' })).toBeVisible();
  });

  test('page.goto waits until the app runs, even in a page opened later', { tag: '@thorough' }, async ({
    page,
    context,
  }) => {
    const later = await context.newPage();
    for (const tab of [page, later]) {
      const isRunning = () => tab.evaluate(() => document.getElementById('prerendered') === null);
      await tab.goto(`/learn/${first.slug}`);
      expect(await isRunning()).toBe(true);
      await tab.evaluate(() => sessionStorage.clear());
      await tab.reload();
      expect(await isRunning()).toBe(true);
      await tab.goto('about:blank');
      await tab.goBack();
      expect(await isRunning()).toBe(true);
    }
  });

  test('if a host serves a chapter under the name of its file, the address bar shows the address of the chapter', {
    tag: '@thorough',
  }, async ({ page }) => {
    await page.goto(`/learn/${first.slug}.html?from=a-host#proof`);
    await expect(page).toHaveURL(`/learn/${first.slug}?from=a-host#proof`);
    await expect(page.getByRole('heading', { level: 1, name: first.question })).toBeVisible();
  });

  test('a chapter requests the app after it shows its text, but a tab with stored data requests the app at once', {
    tag: '@thorough',
  }, async ({ page }) => {
    const timing = () =>
      page.evaluate(() => {
        const [opened] = performance.getEntriesByType('navigation');
        const resources = performance
          .getEntriesByType('resource')
          .filter((entry) => entry instanceof PerformanceResourceTiming);
        const isOfApp = (name: string) => /\/assets\/(app|index|libraries)-[^/]+\.js$/.test(name);
        return {
          parsed: opened instanceof PerformanceNavigationTiming ? opened.domInteractive : 0,
          styled: Math.max(
            ...resources.filter(({ name }) => name.endsWith('.css')).map(({ responseEnd }) => responseEnd),
          ),
          requested: resources.filter(({ name }) => isOfApp(name)).map(({ startTime }) => startTime),
        };
      });
    await page.goto(`/learn/${first.slug}`);
    const once = await timing();
    expect(once.requested).toHaveLength(3);
    expect(Math.min(...once.requested)).toBeGreaterThan(Math.max(once.parsed, once.styled));

    await page.evaluate(() => sessionStorage.setItem('a', 'record'));
    await page.reload();
    const again = await timing();
    expect(again.requested).toHaveLength(3);
    expect(Math.max(...again.requested)).toBeLessThan(again.parsed);
  });

  test('the app keeps the focus, and completes a press that began earlier', async ({ page }) => {
    const release = await holdApp(page);
    await page.goto(`/learn/${first.slug}`, { waitUntil: 'commit' });
    const link = page.getByRole('link', { name: second.title });
    await link.focus();
    await link.hover();
    await page.mouse.down();
    await release();
    await expect(text(page)).toHaveCount(0);
    await expect(link).toBeFocused();
    await page.mouse.up();
    await expect(page.getByRole('heading', { level: 1, name: second.question })).toBeVisible();
    expect(await page.evaluate(() => performance.getEntriesByType('navigation')[0]?.name)).toMatch(
      first.slug,
    );
  });

  test('the app keeps the scroll position, and a dragged press opens no page', async ({ page }) => {
    const release = await holdApp(page);
    await page.goto(`/learn/${first.slug}`, { waitUntil: 'commit' });
    const top = () =>
      page.evaluate(() =>
        Math.max(...[...document.querySelectorAll('main, main *')].map((each) => each.scrollTop)),
      );
    await page.getByRole('heading', { level: 1 }).hover();
    await page.mouse.wheel(0, 150);
    await expect.poll(top).toBe(150);
    await page.getByRole('link', { name: second.title }).hover();
    await page.mouse.down();
    await release();
    await expect(text(page)).toHaveCount(0);
    expect(await top()).toBe(150);
    await page.getByRole('heading', { level: 1 }).hover();
    await page.mouse.up();
    await expect(page).toHaveURL(`/learn/${first.slug}`);
  });

  test('if the host sends the landing page at another address, the text of the landing page stays hidden', {
    tag: '@thorough',
  }, async ({ page }) => {
    const landing = await (await page.request.get('/')).text();
    await page.route('/callback*', (route) => route.fulfill({ contentType: 'text/html', body: landing }));
    await page.route('/?*', (route) => route.fulfill({ contentType: 'text/html', body: landing }));
    await holdApp(page);
    for (const path of ['/callback', '/?code=x&state=y']) {
      await page.goto(path, { waitUntil: 'commit' });
      await expect(page.locator('#root')).toHaveCount(1);
      await expect(page.getByText('Prove possession')).toHaveCount(0);
    }
  });

  test('the page requests its font early, and no line moves if the font arrives late', {
    tag: '@thorough',
  }, async ({ page }) => {
    let release = () => {};
    const released = new Promise<void>((resolve) => {
      release = resolve;
    });
    await page.route(FONT, async (route) => {
      await released;
      await route.continue();
    });
    const requested = page.waitForRequest(FONT);
    await page.setViewportSize({ width: 390, height: 844 });
    await page.goto(`/learn/${first.slug}`, { waitUntil: 'commit' });
    await requested;
    await expect(text(page)).toHaveCount(0);
    const terms = page.locator('main').getByRole('link', { name: 'authorization server', exact: true });
    await expect(terms).toBeVisible();
    const before = await terms.boundingBox();
    release();
    await page.evaluate(() => document.fonts.ready);
    expect(await terms.boundingBox()).toEqual(before);
    const { html, requestedByPage } = await page.evaluate(async () => ({
      html: await (await fetch(location.href)).text(),
      requestedByPage: performance.getEntriesByType('resource').map(({ name }) => new URL(name).pathname),
    }));
    const preloaded = /<link rel="preload" as="font"[^>]* href="([^"]+)"/.exec(html)?.[1];
    expect(requestedByPage).toContain(preloaded);
    // A browser that cannot read the rule of a fallback font drops the font.
    const families = await page.evaluate(() => ({
      heading: [
        ...getComputedStyle(document.querySelector('h1') ?? document.body).fontFamily.matchAll(/"([^"]+)"/g),
      ].map(([, name]) => name),
      declared: [...document.fonts].map(({ family }) => family.replaceAll('"', '')),
    }));
    expect(families.declared).toEqual(expect.arrayContaining(families.heading));
  });
});
