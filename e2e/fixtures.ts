import { AxeBuilder } from '@axe-core/playwright';
import { test as base, expect, type Page, type Request } from 'playwright/test';

export { expect };

interface Watch {
  /** Console errors that the test causes on purpose. */
  allowConsoleError(pattern: RegExp): void;
}

/**
 * Playwright's `test`, which also fails on a Content-Security-Policy or Trusted Types violation, on an
 * undeclared console error and on any request that leaves the app's own origin.
 */
export const test = base.extend<{ watch: Watch }>({
  watch: [
    async ({ context, baseURL }, use) => {
      const violations: string[] = [];
      const errors: string[] = [];
      const requests: Request[] = [];
      // A refused request is part of the protocol, and Chromium logs each one.
      const allowed: RegExp[] = [/the server responded with a status of 40[013]/];
      await context.exposeBinding('reportViolation', (_source, violation: string) =>
        violations.push(violation),
      );
      await context.addInitScript(() => {
        document.addEventListener(
          'securitypolicyviolation',
          ({ violatedDirective, blockedURI, sourceFile }) => {
            Reflect.get(window, 'reportViolation')(`${violatedDirective} ${blockedURI} in ${sourceFile}`);
          },
        );
      });
      context.on('console', (message) => {
        if (message.type() === 'error') errors.push(message.text());
      });
      context.on('weberror', (error) => errors.push(String(error.error())));
      context.on('request', (request) => requests.push(request));
      await use({ allowConsoleError: (pattern) => allowed.push(pattern) });
      expect(violations, 'Content-Security-Policy and Trusted Types violations').toEqual([]);
      expect(
        errors.filter((error) => !allowed.some((pattern) => pattern.test(error))),
        'console errors',
      ).toEqual([]);
      const own = [new URL(baseURL ?? '').origin, 'http://localhost:5173'];
      const left = requests
        .map((request) => new URL(request.url()))
        .filter((url) => /^https?:$/.test(url.protocol));
      expect(
        left.filter(({ origin }) => !own.includes(origin)).map(String),
        'requests off the origin',
      ).toEqual([]);
    },
    { auto: true },
  ],
});

/** Asserts that axe finds nothing on the page, in either theme. */
export async function expectAxeClean(page: Page): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    const { violations } = await new AxeBuilder({ page }).analyze();
    expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
  }
}

/** Does at the authorization server's page what Ada would do. */
export async function allowAsAda(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Fill in for Ada Lovelace' }).click();
  await page.getByRole('button', { name: 'Sign in and allow' }).click();
}

/** Signs Ada in from the home page and ends on the tools. */
export async function signInAsAda(page: Page): Promise<void> {
  await page.goto('/');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await allowAsAda(page);
  await expect(page.getByRole('heading', { name: 'Tools' })).toBeVisible();
  await expect(page.getByText('Ada Lovelace', { exact: true })).toBeVisible();
}

/** Counts the requests to the token endpoint from now on. */
export function countTokenRequests(page: Page): () => number {
  let count = 0;
  page.context().on('request', (request) => {
    if (request.method() === 'POST' && new URL(request.url()).pathname.endsWith('/token')) count += 1;
  });
  return () => count;
}
