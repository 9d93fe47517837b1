import type { Page } from 'playwright/test';
import { expect, test } from '../../fixtures.ts';
import { APP } from '../../real/addresses.ts';

const originOf = (url: string): string => new URL(url).origin;

/** The probes for a server that promises DPoP. */
export const DPOP_PROBES = [
  'Proofs at the token endpoint',
  'A code that is bound to a key',
  'A refresh token that is bound to a key',
  'Proofs at the MCP server',
];

/** One probe sends a token in the URL. A server must not accept such a token (RFC 6750 §5.3). */
export const TOKEN_IN_QUERY = 'access token in the address of a POST request to /mcp';

/** Runs the probes with these titles: presses the button, signs in if necessary, and waits for the result. */
export async function probe(
  page: Page,
  signIn: (page: Page) => Promise<void>,
  titles: readonly string[],
): Promise<void> {
  await page.getByRole('button', { name: 'Agree to the probes' }).click();
  for (const title of titles) {
    await test.step(title, async () => {
      const run = page.getByRole('button', { name: `Run “${title}”`, exact: true });
      if (!(await run.isVisible())) await page.getByText('All probes').click();
      await run.click();
      const done = page.locator('[aria-busy=false]', { hasText: `Run again “${title}”` });
      // Either the browser is back in the app, or the server shows its own page.
      await expect.poll(async () => originOf(page.url()) !== APP || (await done.isVisible())).toBe(true);
      if (title === 'Another redirect URI') {
        expect(originOf(page.url()), 'the server shows its own page').not.toBe(APP);
        await page.goto('/check');
      } else if (originOf(page.url()) !== APP) await signIn(page);
      // A probe takes a page load and up to thirty requests with preflights. If a replaced refresh token works, the
      // probe also waits a minute.
      await expect(done).toBeVisible({ timeout: 120_000 });
    });
  }
}

/** The user sees one of these pages after a sign-in: the page of Check, or the page of the terminal's listener. */
const checkPage = (page: Page) => page.getByRole('heading', { name: 'Check a server' });
export const listenerPage = (page: Page) => page.getByText('You can close this window');

/** Signs in at oidc-provider, which asks for the login once, and for consent until the user gives consent. */
export async function atOidcProvider(page: Page, back = checkPage(page)): Promise<void> {
  const login = page.getByPlaceholder('Enter any login');
  const consent = page.getByRole('button', { name: 'Continue' });
  await login.or(consent).or(back).waitFor();
  if (await login.isVisible()) {
    await login.fill('ada');
    await page.getByPlaceholder('and password').fill('any');
    await page.getByRole('button', { name: 'Sign-in' }).click();
    await consent.or(back).waitFor();
  }
  if (await consent.isVisible()) await consent.click();
}
