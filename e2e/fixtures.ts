import { AxeBuilder } from '@axe-core/playwright';
import { test as base, expect, type Locator, type Page, type Request, type Response } from 'playwright/test';
import { watchLeaks } from './leak-watch.ts';
import { watchViolations } from './violation-watch.ts';

export { expect };

/** The options that the Playwright configuration of a lane sets. */
export interface LaneOptions {
  /** The sign-in page of the lane: the page of the authorization server in the tab, or the page of oidc-provider. */
  signInPage: 'northwind' | 'oidc-provider';
  allowedOrigins: string[];
  /** The origin of a server that is not part of this project. The watches do not check the pages of that server. */
  foreignPages: string | undefined;
  /** Whether the lab records the session of the app from its first document. */
  recording: boolean;
  /** Console errors of the lane's browser that no page causes. */
  browserErrors: RegExp[];
  /** `preference` sets the system's preference; `choice` presses the button, for a driver that cannot. */
  themeBy: 'preference' | 'choice';
  /** How `fill` writes: at once, or key by key if a page does not notice what a driver writes at once. */
  fillBy: 'value' | 'keys';
  /** Whether the browser restores a page of the app from its back/forward cache, or loads the page again. */
  restoresPages: boolean;
}

interface Watch {
  /** Declares console errors that the test causes on purpose. */
  allowConsoleError(pattern: RegExp): void;
  /** Declares policy violations that the test causes on purpose. */
  allowViolation(pattern: RegExp): void;
  /** Declares a leak that the test causes on purpose, such as "access token in the console". */
  allowLeak(leak: string): void;
}

interface Ada {
  /** Signs in and allows access, on the page of the authorization server. */
  allow(page: Page): Promise<void>;
  /** Signs in from the home page and ends on the tools. */
  signIn(page: Page): Promise<void>;
}

/**
 * Playwright's `test` with watches. A test fails after a violation of the Content-Security-Policy or of Trusted Types,
 * or after an undeclared console error. It also fails after a request to an origin outside the lane, or if a code, a
 * verifier, a token or a secret leaks. A test can declare an intended violation or leak, and then fails if the
 * violation or leak does not happen. A declared console error may be absent.
 *
 * In the pages of this `test`, a navigation ends when the app runs: see {@link waitForApp}.
 */
export const test = base.extend<LaneOptions & { watch: Watch; ada: Ada }>({
  signInPage: ['northwind', { option: true }],
  allowedOrigins: [[], { option: true }],
  foreignPages: [undefined, { option: true }],
  recording: [false, { option: true }],
  browserErrors: [[], { option: true }],
  themeBy: ['preference', { option: true }],
  fillBy: ['value', { option: true }],
  restoresPages: [true, { option: true }],
  context: async ({ context, javaScriptEnabled }, use) => {
    if (javaScriptEnabled) context.on('page', waitForApp);
    context.on('page', skipEmptyDocuments);
    await use(context);
  },
  page: async ({ page, recording, fillBy }, use, testInfo) => {
    if (fillBy === 'keys') fillWithKeys(page);
    if (recording) await startRecording(page);
    await use(page);
    if (testInfo.status !== testInfo.expectedStatus && !page.isClosed()) {
      await testInfo.attach('the page at the end', {
        body: await describePage(page),
        contentType: 'text/plain',
      });
    }
    if (recording) expect((await countRecordedRows(page)).exchanges, 'recorded messages').toBeGreaterThan(0);
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
        // The tools load above the session panel and could move its buttons during a click, so this waits for them.
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
      // Until a page has a document, Firefox reports an empty URL for it.
      const isForeign = (url = '') => foreignPages !== undefined && URL.parse(url)?.origin === foreignPages;
      const leakWatch = watchLeaks(context, (page) => !isForeign(page.url()));
      const allowedLeaks = new Set<string>();
      const allowed: RegExp[] = [
        // A refusal is part of the protocol, but Chromium logs each refusal as an error.
        /the server responded with a status of 40[0135]/,
        // A test that removes the worker may open the next page before the browser has removed it.
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
        allowLeak: (leak) => allowedLeaks.add(leak),
      });
      expect((await leakWatch.leaks()).sort(), 'secrets where none belongs').toEqual(
        [...allowedLeaks].sort(),
      );
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

/** Matches a page in which the app does not run yet. Such a page has prerendered text, or no text. */
const WITHOUT_APP = 'body:has(> #prerendered, > #root:empty)';

/**
 * Makes a navigation that waits for the event `load` (the default) also wait for the app. The event may come before the
 * app runs, because a prerendered page requests the app only after its text is painted. A test of the page without the
 * app waits for another event.
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

/**
 * Makes an init script skip documents without an origin. Firefox creates an empty document before it opens a page in
 * another process. Firefox runs the script in the empty document, too, but such a document may not use storage.
 */
function skipEmptyDocuments(page: Page): void {
  const addInitScript = page.addInitScript.bind(page);
  page.addInitScript = (script, argument) =>
    typeof script === 'function'
      ? addInitScript(`if (origin !== 'null') (${script})(${JSON.stringify(argument)})`)
      : addInitScript(script, argument);
}

/** Makes `fill` press keys, for every locator of this process. */
function fillWithKeys(page: Page): void {
  const locators: Pick<Locator, 'fill'> = Object.getPrototypeOf(page.locator('body'));
  locators.fill = async function (this: Locator, value: string) {
    await this.selectText();
    await this.press('Delete');
    await this.pressSequentially(value);
  };
}

/** The URL of the page that sent a request. It is `undefined` for a service worker and for a first navigation. */
const pageOf = (request: Request): string | undefined =>
  request.serviceWorker() || request.isNavigationRequest() ? undefined : request.frame().url();

async function showTheme(page: Page, theme: 'light' | 'dark'): Promise<void> {
  const { use } = test.info().project;
  if (!('themeBy' in use && use.themeBy === 'choice')) return page.emulateMedia({ colorScheme: theme });
  await page.evaluate((theme) => document.documentElement.setAttribute('data-theme', theme), theme);
}

/**
 * Whether Chromium only reported a request, and did not send it. Chromium does this if a page does not follow a
 * redirect (`redirect: 'manual'`). A request that Chromium sends to an unknown host has another failure.
 */
export const isRedirectNotFollowed = (request: Request): boolean =>
  request.redirectedFrom() !== null && request.failure()?.errorText === 'net::ERR_ABORTED';

export async function expectNoOverflow(
  page: Page,
  message = 'nothing is wider than the screen',
): Promise<void> {
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  expect(overflow, message).toBeLessThanOrEqual(0);
}

/** Asserts that axe finds no problem on the page, in both themes. */
export async function expectAxeClean(page: Page): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await showTheme(page, colorScheme);
    // The legacy mode ignores frames. Without `iframes: false`, axe would still post messages to frames, and Firefox
    // logs an error for a frame that the browser has refused. Passed rules need no details.
    const axe = new AxeBuilder({ page })
      .setLegacyMode()
      .options({ resultTypes: ['violations'], iframes: false });
    // Only this rule depends on the theme.
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
  // The provider asks for consent only once. For a second tab, it redirects at once.
  const consent = page.getByRole('button', { name: 'Continue' });
  await consent.or(page.getByRole('heading', { name: 'Tools' })).waitFor();
  if (await consent.isVisible()) await consent.click();
}

/** Shows in the log where a failed test ended. The query is left out, because it may contain a code. */
async function describePage(page: Page): Promise<string> {
  const { origin, pathname } = new URL(page.url());
  const texts = await page.locator('h1, [role=alert]').allInnerTexts();
  return [origin + pathname, ...texts].join('\n');
}

async function startRecording(page: Page): Promise<void> {
  await page.goto('/learn/recording');
  await page.getByRole('button', { name: 'Record my sign-in' }).click();
  await expect(page.getByRole('button', { name: 'Stop and delete the recording' })).toBeVisible();
  // Only the next document records, because it installs the recorder when it loads.
  await page.goto('about:blank');
}

/** The number of rows in each store of the database of the recordings. */
export function countRecordedRows(page: Page): Promise<Record<string, number>> {
  return page.evaluate(
    () =>
      new Promise((resolve, reject) => {
        const opening = indexedDB.open('lab-recording');
        opening.onerror = () => reject(opening.error);
        opening.onsuccess = () => {
          const database = opening.result;
          const reading = database.transaction(database.objectStoreNames);
          const counts = [...database.objectStoreNames].map((store) => reading.objectStore(store).count());
          reading.oncomplete = () => {
            database.close();
            resolve(
              Object.fromEntries(
                [...database.objectStoreNames].map((store, at) => [store, counts[at]?.result ?? 0]),
              ),
            );
          };
        };
      }),
  );
}

export function countTokenRequests(page: Page): () => number {
  let count = 0;
  page.context().on('request', (request) => {
    if (request.method() === 'POST' && new URL(request.url()).pathname.endsWith('/token')) count += 1;
  });
  return () => count;
}
