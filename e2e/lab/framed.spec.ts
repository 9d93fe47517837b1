import type { Frame, Page } from 'playwright/test';
import { expect, test } from '../fixtures.ts';

const APP = 'http://localhost:4173';
// Another port of the same host is another origin but the same site, with the app's storage and worker.
const NEIGHBOUR = 'http://localhost:4175/neighbour';
// The IP address of the same host is another site. So a framed page has its own storage, and not the worker of the app.
const OTHER_SITE = 'http://127.0.0.1:4175/neighbour';

/** Opens a page of another origin with one path of the app in a frame. @returns the frame. */
async function frame(page: Page, outer: string, path: string): Promise<Frame> {
  await page.goto('about:blank');
  await page.route(outer, (route) =>
    route.fulfill({ contentType: 'text/html', body: `<iframe src="${APP}${path}"></iframe>` }),
  );
  const loaded = page.waitForEvent('framenavigated', (navigated) => navigated.parentFrame() !== null);
  await page.goto(outer);
  return loaded;
}

/** Matches the address of the error page that Chromium or Firefox shows if a page refuses to be framed. */
const REFUSAL = /^(chrome-error:|about:neterror\?e=cspBlocked)/;

const ALLOWED = ['/idp/framed/allowed', '/idp/framed/allowed/', '/idp/framed/allowed?client_id=this-app#x'];

const REFUSED = [
  ...(`
    / /tools/whoami /connect /callback?code=x&state=y /idp/authorize?prompt=none
    /idp/framed/refused /idp/framed/ALLOWED /idp/southwind/framed/allowed
    /idp/northwind/framed/allowed /src/lab/attack/framed/index.html
  `.match(/\S+/g) ?? []),
];

test.describe('a page of another site', () => {
  test.use({ allowedOrigins: [APP, 'http://127.0.0.1:4175'] });

  test('cannot frame a page of the app, not even the page that the lab may frame', {
    tag: '@core',
  }, async ({ page, context, ada, watch }) => {
    watch.allowConsoleError(/frame-ancestors 'none'/);
    await ada.signIn(page);
    const other = await context.newPage();
    for (const path of [...ALLOWED, ...REFUSED]) {
      expect((await frame(other, OTHER_SITE, path)).url(), path).toMatch(REFUSAL);
    }
  });
});

test('the framed page has no session and calls no server', { tag: '@thorough' }, async ({
  page,
  context,
  ada,
  watch,
}) => {
  watch.allowConsoleError(/frame-ancestors 'none'/);
  await ada.signIn(page);
  await page.goto('/attack/clickjacked-consent');
  await page.getByRole('button', { name: 'Play the weak scenario' }).click();
  await expect(page.frameLocator('iframe').getByRole('button', { name: 'Allow', exact: true })).toBeVisible();

  const neighbour = await context.newPage();
  const asked: string[] = [];
  neighbour.on('request', (request) => {
    if (!request.isNavigationRequest()) asked.push(new URL(request.url()).pathname);
  });
  for (const path of ALLOWED) {
    const framed = await frame(neighbour, NEIGHBOUR, path);
    expect(framed.url()).toBe(APP + path);
    await expect(framed.getByText('Northwind Identity')).toBeVisible();
    await expect(framed.getByText('Checking the request')).toBeVisible();
    await expect(framed.getByRole('navigation')).toHaveCount(0);
    expect(await framed.evaluate(() => document.body.innerText)).not.toMatch(
      /Ada|Tools|Connect|Session|Sign out/,
    );
    expect(await framed.evaluate(() => Object.keys(sessionStorage))).toEqual([]);
  }
  for (const path of REFUSED) expect((await frame(neighbour, NEIGHBOUR, path)).url(), path).toMatch(REFUSAL);
  expect(asked.filter((path) => /^\/(mcp|idp\/(token|revoke|register)|\.well-known)/.test(path))).toEqual([]);
});
