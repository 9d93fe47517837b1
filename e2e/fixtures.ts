import { AxeBuilder } from '@axe-core/playwright';
import { test as base, expect, type Page, type Request, type Response } from 'playwright/test';
import { watchLeaks } from './leak-watch.ts';
import { watchViolations } from './violation-watch.ts';

export { expect };

/** The options of a lane; its Playwright configuration sets them. */
export interface LaneOptions {
  /** The sign-in page that the app leads to: the page in the tab, or the page of oidc-provider. */
  signInPage: 'northwind' | 'oidc-provider';
  /** The origins that may be requested. */
  allowedOrigins: string[];
  /** The origin of a server whose pages are not checked. */
  foreignPages: string | undefined;
  /** Whether the lab records the session of the app from its first document. */
  recording: boolean;
  /** Console errors of the lane's browser that no page causes. */
  browserErrors: RegExp[];
  /**
   * How a test gets the dark theme: by the preference of the system, or by the button of the page if a driver cannot
   * set the preference.
   */
  themeBy: 'preference' | 'choice';
}

interface Watch {
  /** Console errors that the test causes on purpose. */
  allowConsoleError(pattern: RegExp): void;
  /** Policy violations that the test causes on purpose. */
  allowViolation(pattern: RegExp): void;
  /** Leaks that the test causes on purpose, as "access token in the console". */
  allowLeak(leak: string): void;
}

/** The actions of Ada. */
interface Ada {
  /** Signs in and allows access at the page of the authorization server. */
  allow(page: Page): Promise<void>;
  /** Signs in from the home page and ends on the tools. */
  signIn(page: Page): Promise<void>;
}

/**
 * Playwright's `test`, which also fails on a Content-Security-Policy or Trusted Types violation, on an undeclared
 * console error, on a request to an origin outside the lane, and on a leaked code, verifier, token or secret. A test
 * declares an intended violation or leak, and fails without it; a declared console error may be absent.
 *
 * In the pages of its context, a navigation ends when the app runs: see {@link waitForApp}.
 */
export const test = base.extend<LaneOptions & { watch: Watch; ada: Ada }>({
  signInPage: ['northwind', { option: true }],
  allowedOrigins: [[], { option: true }],
  foreignPages: [undefined, { option: true }],
  recording: [false, { option: true }],
  browserErrors: [[], { option: true }],
  themeBy: ['preference', { option: true }],
  context: async ({ context, javaScriptEnabled }, use) => {
    if (javaScriptEnabled) context.on('page', waitForApp);
    await use(context);
  },
  page: async ({ page, recording }, use) => {
    if (recording) await startRecording(page);
    await use(page);
    if (recording)
      expect(await countRecordedMessages(page), 'messages that were recorded').toBeGreaterThan(0);
  },
  ada: async ({ signInPage }, use) => {
    const allow = signInPage === 'northwind' ? allowAtNorthwind : allowAtOidcProvider;
    await use({
      allow,
      async signIn(page) {
        await page.goto('/');
        await page.getByRole('button', { name: 'Sign in', exact: true }).click();
        await allow(page);
        await expect(page.getByRole('heading', { name: 'Tools' })).toBeVisible();
        await expect(page.getByText('Ada Lovelace', { exact: true })).toBeVisible();
        // The tools load above the session and move its buttons, maybe during a click.
        await expect(page.getByRole('link', { name: 'Who am I' })).toBeVisible();
      },
    });
  },
  watch: [
    async ({ context, allowedOrigins, foreignPages, browserErrors }, use) => {
      const violationWatch = await watchViolations(context);
      const allowedViolations: RegExp[] = [];
      const errors: string[] = [];
      const requested: Request[] = [];
      const isForeign = (url: string | undefined) =>
        url !== undefined && foreignPages === new URL(url).origin;
      const leakWatch = watchLeaks(context, (page) => !isForeign(page.url()));
      const allowedLeaks: string[] = [];
      const allowed: RegExp[] = [
        // A refused request is part of the protocol, but Chromium logs it.
        /the server responded with a status of 40[0135]/,
        // MSW's worker unregisters itself after the last page, and the next page may load before that.
        /Failed to update a ServiceWorker .* Not found/,
        ...browserErrors,
      ];
      context.on('console', (message) => {
        if (message.type() === 'error' && !isForeign(message.page()?.url())) errors.push(message.text());
      });
      context.on('weberror', (error) => errors.push(String(error.error())));
      context.on('request', (request) => {
        if (!isForeign(pageOf(request))) requested.push(request);
      });
      await use({
        allowConsoleError: (pattern) => allowed.push(pattern),
        allowViolation: (pattern) => allowedViolations.push(pattern),
        allowLeak: (leak) => allowedLeaks.push(leak),
      });
      expect((await leakWatch.leaks()).sort(), 'secrets where none belongs').toEqual(allowedLeaks.sort());
      const violations = await violationWatch.violations();
      const isAllowed = (violation: string) => allowedViolations.some((pattern) => pattern.test(violation));
      expect(
        violations.filter((violation) => !isAllowed(violation)),
        'Content-Security-Policy and Trusted Types violations',
      ).toEqual([]);
      expect(
        allowedViolations.filter((pattern) => !violations.some((violation) => pattern.test(violation))),
        'violations that were declared and did not happen',
      ).toEqual([]);
      expect(
        errors.filter((error) => !allowed.some((pattern) => pattern.test(error))),
        'console errors',
      ).toEqual([]);
      const left = requested
        .filter((request) => !isRedirectNotFollowed(request))
        .map((request) => new URL(request.url()))
        .filter(({ protocol, origin }) => /^https?:$/.test(protocol) && !allowedOrigins.includes(origin));
      expect(left.map(String), 'requests to other origins').toEqual([]);
    },
    { auto: true },
  ],
});

/** A page of the app that the app does not show yet: it has the text of the build, or nothing. */
const WITHOUT_APP = 'body:has(> #prerendered, > #root:empty)';

/**
 * Makes a navigation that waits for the event `load`, as it does by default, also wait for the app. The event may come
 * before the app, because a prerendered page requests the app after its text is painted. A test that is about the page
 * before the app runs, or without the app, waits for a different event.
 */
function waitForApp(page: Page): void {
  const goto = page.goto.bind(page);
  const reload = page.reload.bind(page);
  const goBack = page.goBack.bind(page);
  const goForward = page.goForward.bind(page);
  async function loaded(
    response: Response | null,
    { waitUntil = 'load' }: Parameters<typeof reload>[0] = {},
  ) {
    if (waitUntil === 'load') await page.locator(WITHOUT_APP).waitFor({ state: 'detached' });
    return response;
  }
  page.goto = async (url, options) => loaded(await goto(url, options), options);
  page.reload = async (options) => loaded(await reload(options), options);
  page.goBack = async (options) => loaded(await goBack(options), options);
  page.goForward = async (options) => loaded(await goForward(options), options);
}

/** The URL of the page that sent a request; undefined for a service worker and a first navigation. */
function pageOf(request: Request): string | undefined {
  return request.serviceWorker() || request.isNavigationRequest() ? undefined : request.frame().url();
}

async function showTheme(page: Page, theme: 'light' | 'dark'): Promise<void> {
  const { use } = test.info().project;
  if (!('themeBy' in use && use.themeBy === 'choice')) return page.emulateMedia({ colorScheme: theme });
  await page.evaluate((theme) => document.documentElement.setAttribute('data-theme', theme), theme);
}

/**
 * Whether Chromium reported a request that it did not send. Chromium reports such a request for the address of a
 * redirect that the page does not follow (`redirect: 'manual'`). A request to a host without an address fails for
 * another reason.
 */
export function isRedirectNotFollowed(request: Request): boolean {
  return request.redirectedFrom() !== null && request.failure()?.errorText === 'net::ERR_ABORTED';
}

/** Asserts that axe finds nothing on the page, in either theme. */
export async function expectAxeClean(page: Page): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await showTheme(page, colorScheme);
    // One document without frames, so the legacy mode is complete. Passed rules need no details.
    const axe = new AxeBuilder({ page }).setLegacyMode().options({ resultTypes: ['violations'] });
    // The other rules do not depend on the theme.
    if (colorScheme === 'dark') axe.withRules('color-contrast');
    const { violations } = await axe.analyze();
    expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
  }
}

async function allowAtNorthwind(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Fill in for Ada Lovelace' }).click();
  await page.getByRole('button', { name: 'Sign in and allow' }).click();
}

async function allowAtOidcProvider(page: Page): Promise<void> {
  await page.getByPlaceholder('Enter any login').fill('ada');
  await page.getByPlaceholder('and password').fill('any');
  await page.getByRole('button', { name: 'Sign-in' }).click();
  // The provider asks for consent once. It redirects a second tab back at once.
  const consent = page.getByRole('button', { name: 'Continue' });
  await consent.or(page.getByRole('heading', { name: 'Tools' })).waitFor();
  if (await consent.isVisible()) await consent.click();
}

async function startRecording(page: Page): Promise<void> {
  await page.goto('/learn/recording');
  await page.getByRole('button', { name: 'Record my sign-in' }).click();
  await expect(page.getByRole('button', { name: 'Stop and delete it' })).toBeVisible();
  // The next document installs the recorder.
  await page.goto('about:blank');
}

function countRecordedMessages(page: Page): Promise<number> {
  return page.evaluate(
    () =>
      new Promise((resolve, reject) => {
        const opening = indexedDB.open('lab-recording');
        opening.onerror = () => reject(opening.error);
        opening.onsuccess = () => {
          const counting = opening.result.transaction('exchanges').objectStore('exchanges').count();
          counting.onsuccess = () => {
            opening.result.close();
            resolve(counting.result);
          };
        };
      }),
  );
}

/** Counts the requests to the token endpoint from now on. */
export function countTokenRequests(page: Page): () => number {
  let count = 0;
  page.context().on('request', (request) => {
    if (request.method() === 'POST' && new URL(request.url()).pathname.endsWith('/token')) count += 1;
  });
  return () => count;
}
