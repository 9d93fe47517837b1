import { AxeBuilder } from '@axe-core/playwright';
import { test as base, expect, type Page, type Request } from 'playwright/test';
import { watchLeaks } from './leak-watch.ts';
import { watchViolations } from './violation-watch.ts';

export { expect };

/** What a lane of the suite is made of; its Playwright configuration sets it. */
export interface LaneOptions {
  /** Whose sign-in page the app leads to: the one in the tab, or oidc-provider's. */
  signInPage: 'northwind' | 'oidc-provider';
  /** The origins that may be asked for anything at all. */
  allowedOrigins: string[];
  /** The origin of a server whose own pages are not ours to judge. */
  foreignPages: string | undefined;
  /** Whether the app's own session is recorded from its first document on, which the lab offers. */
  recording: boolean;
}

interface Watch {
  /** Console errors that the test causes on purpose. */
  allowConsoleError(pattern: RegExp): void;
  /** Policy violations that the test causes on purpose. */
  allowViolation(pattern: RegExp): void;
  /** Leaks that the test causes on purpose, as "access token in the console". */
  allowLeak(leak: string): void;
}

/** What Ada does. */
interface Ada {
  /** Signs in and allows access, at the authorization server's page. */
  allow(page: Page): Promise<void>;
  /** Signs in from the home page and ends on the tools. */
  signIn(page: Page): Promise<void>;
}

/**
 * Playwright's `test`, which also fails on a Content-Security-Policy or Trusted Types violation, on an
 * undeclared console error, on any request to an origin that is not of the lane, and on a code, verifier,
 * token or secret where none belongs. A test that means a violation or a leak declares it, and fails without
 * it; what a browser logs besides comes when it pleases, or not at all, and is only declared.
 */
export const test = base.extend<LaneOptions & { watch: Watch; ada: Ada }>({
  signInPage: ['northwind', { option: true }],
  allowedOrigins: [[], { option: true }],
  foreignPages: [undefined, { option: true }],
  recording: [false, { option: true }],
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
        // The tools arrive above the session and move its buttons, maybe from under a mouse that is just pressed.
        await expect(page.getByRole('link', { name: 'Who am I' })).toBeVisible();
      },
    });
  },
  watch: [
    async ({ context, allowedOrigins, foreignPages }, use) => {
      const violationWatch = await watchViolations(context);
      const allowedViolations: RegExp[] = [];
      const errors: string[] = [];
      const requested: string[] = [];
      const isForeign = (url: string | undefined) =>
        url !== undefined && foreignPages === new URL(url).origin;
      const leakWatch = watchLeaks(context, (page) => !isForeign(page.url()));
      const allowedLeaks: string[] = [];
      const allowed: RegExp[] = [
        // A refused request is part of the protocol, and Chromium logs each one.
        /the server responded with a status of 40[013]/,
        // MSW's worker unregisters itself when the last page leaves, which the next page may be quicker than.
        /Failed to update a ServiceWorker .* Not found/,
      ];
      context.on('console', (message) => {
        if (message.type() === 'error' && !isForeign(message.page()?.url())) errors.push(message.text());
      });
      context.on('weberror', (error) => errors.push(String(error.error())));
      context.on('request', (request) => {
        if (!isForeign(pageOf(request))) requested.push(request.url());
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
        .map((url) => new URL(url))
        .filter(({ protocol, origin }) => /^https?:$/.test(protocol) && !allowedOrigins.includes(origin));
      expect(left.map(String), 'requests to other origins').toEqual([]);
    },
    { auto: true },
  ],
});

/** The address of the page that made a request; a service worker's requests and a first navigation have none. */
function pageOf(request: Request): string | undefined {
  return request.serviceWorker() || request.isNavigationRequest() ? undefined : request.frame().url();
}

/** Asserts that axe finds nothing on the page, in either theme. */
export async function expectAxeClean(page: Page): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    // One document and no frames: the quick mode sees it all. What is in order need not be described.
    const axe = new AxeBuilder({ page }).setLegacyMode().options({ resultTypes: ['violations'] });
    // The other rules see no difference between themes.
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
  // Consent is asked for once: a second tab comes straight back.
  const consent = page.getByRole('button', { name: 'Continue' });
  await consent.or(page.getByRole('heading', { name: 'Tools' })).waitFor();
  if (await consent.isVisible()) await consent.click();
}

async function startRecording(page: Page): Promise<void> {
  await page.goto('/learn/recording');
  await page.getByRole('button', { name: 'Record my sign-in' }).click();
  await expect(page.getByRole('button', { name: 'Stop and delete it' })).toBeVisible();
  // The recorder is put in place by the next document.
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
