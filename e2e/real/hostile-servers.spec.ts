import type { Page, Request } from 'playwright/test';
import { countTokenRequests, expect, expectAxeClean, isRedirectNotFollowed, test } from '../fixtures.ts';
import { APP, HOSTILE_MCP_SERVERS } from './addresses.ts';
import { look as lookAt } from './bendable.ts';
import { type Endpoint, HONEST, MARKUP, misbehaviours } from './servers/hostile/misbehaviours.ts';

test.beforeEach(async ({ page }) => {
  // The servers are on this machine, so the app has to work even if the machine has no network.
  await page.addInitScript(() => Object.defineProperty(navigator, 'onLine', { get: () => true }));
});

// Most of these responses are refusals. Chromium logs an error for each refusal.
const LOGGED = /Failed to load resource|CORS policy|Content Security Policy/;

const look = (page: Page, pair: string) => lookAt(page, `${HOSTILE_MCP_SERVERS}/${pair}/mcp`);

async function signIn(page: Page, pair: string): Promise<void> {
  await look(page, pair);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
}

function grantsOf(page: Page, pair: string): Promise<string[]> {
  return page.evaluate(
    (marker) =>
      Object.entries(sessionStorage)
        .filter(([key, value]) => key.startsWith('oauth:grant:') && (key + value).includes(marker))
        .map(([key]) => key),
    `/${pair}/`,
  );
}

async function expectSignedIn(page: Page): Promise<void> {
  await expect(page.getByRole('button', { name: 'Sign out' })).toBeVisible();
}

/** For each endpoint that misbehaves: the steps to the screen at which a sign-in stops, and the button there. */
const STOPS: Record<Endpoint, { open: typeof look; wayOn: string; tokenRequests: number }> = {
  challenge: { open: look, wayOn: 'Look again', tokenRequests: 0 },
  'resource metadata': { open: look, wayOn: 'Look again', tokenRequests: 0 },
  'server metadata': { open: look, wayOn: 'Look again', tokenRequests: 0 },
  registration: { open: signIn, wayOn: 'Sign in again', tokenRequests: 0 },
  authorization: { open: signIn, wayOn: 'Sign in again', tokenRequests: 0 },
  token: { open: signIn, wayOn: 'Sign in again', tokenRequests: 1 },
  MCP: { open: signIn, wayOn: 'Connect again', tokenRequests: 1 },
};

/** Responses that belong to no sign-in. The page leads back to the server where the user began. */
const WITHOUT_SIGN_IN = ['another state', 'no parameters', 'an access token in the fragment'];

for (const [endpoint, { open, wayOn, tokenRequests: due }] of Object.entries(STOPS)) {
  const met = [...misbehaviours].filter(([, misbehaviour]) => misbehaviour.endpoint === endpoint);

  test(`${endpoint}: the page explains each of ${met.length} misbehaviours`, { tag: '@thorough' }, async ({
    page,
    watch,
  }) => {
    test.setTimeout(90_000);
    watch.allowConsoleError(LOGGED);
    const asked: Request[] = [];
    page.on('request', (request) => asked.push(request));
    const tokenRequests = countTokenRequests(page);
    for (const [pair, { name: misbehaviour, said, tokenRequests: expected = due }] of met) {
      await test.step(misbehaviour, async () => {
        const before = tokenRequests();
        await open(page, pair);
        if (said === undefined) {
          if (open === look) await page.getByRole('button', { name: 'Sign in', exact: true }).click();
          await expectSignedIn(page);
          return;
        }
        await expect(page.getByText(said, { exact: true })).toBeVisible();
        const name = WITHOUT_SIGN_IN.includes(misbehaviour) ? 'Back to the page of this server' : wayOn;
        await expect(page.getByRole('button', { name })).toBeVisible();
        expect(new URL(page.url()).origin).toBe(APP);
        expect(tokenRequests() - before).toBe(expected);
        expect(await page.locator('main :is(img, script)').count(), 'markup is text').toBe(0);
        if (endpoint !== 'MCP') expect(await grantsOf(page, pair)).toEqual([]);
      });
    }
    await expectAxeClean(page);
    await signIn(page, HONEST);
    await expectSignedIn(page);
    const sent = asked.filter((request) => !isRedirectNotFollowed(request)).map((request) => request.url());
    expect(sent.filter((url) => new URL(url).hostname.endsWith('evil.example'))).toEqual([]);
  });
}

test('the texts of an MCP server appear only as text: nothing in them runs', async ({ page }) => {
  const opened: string[] = [];
  page.on('dialog', (dialog) => opened.push(dialog.message()));
  await signIn(page, HONEST);
  await expect(page.getByRole('button', { name: 'Sign out' })).toBeVisible();
  await page.getByRole('button', { name: `Call Title ${MARKUP}` }).click();
  for (const start of ['Title', 'Description', 'Field', 'Result']) {
    await expect(page.getByText(`${start} ${MARKUP}`).first()).toBeVisible();
  }
  await expect(page.getByText('Link javascript:alert(1)', { exact: true })).toBeVisible();
  const main = page.getByRole('main');
  expect(await main.locator('img, script, iframe, object, embed, b:has-text("Call me")').count()).toBe(0);
  expect(await main.locator('a:not([href^="/"]), [src]').count(), 'links lead only into the app').toBe(0);
  // The page shows the name of each character that reverses text, in a separate element.
  expect(await page.getByText('\u202e').count()).toBe(0);
  const overriding = main.getByText('⟨U+202E⟩');
  for (const element of await overriding.all()) {
    expect(await element.evaluate((node) => getComputedStyle(node).unicodeBidi)).toBe('isolate');
  }
  expect(await overriding.count()).toBeGreaterThan(0);
  await expectAxeClean(page);
  expect(opened).toEqual([]);
});
