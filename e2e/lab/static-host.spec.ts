import { attacks } from '../../src/lab/attack/attacks/index.ts';
import { solutions } from '../../src/lab/learn/chapters/solutions.ts';
import { expect, test } from '../fixtures.ts';
import { perform } from './perform.ts';

// The host in `e2e/static-host.ts` serves the app below a path. It serves only files, and sends no headers.
test.use({ baseURL: 'http://localhost:4175/some-app/' });

test('the second tab of a chapter, the windows of an attack and a probe work if the app is served below a path', {
  tag: '@thorough',
}, async ({ page, ada, watch }) => {
  // For a deep link, the host sends the page of the app with the status 404.
  watch.allowConsoleError(/the server responded with a status of 404/);
  // One probe sends a token in the URL, to see whether the server refuses it.
  watch.allowLeak('access token in the address of a POST request to /some-app/mcp');
  await page.goto('learn/where-the-verifier-lives');
  for (const act of solutions['where-the-verifier-lives'] ?? []) await perform(page, act);
  await expect(page.getByRole('navigation', { name: 'Chapters' }).getByText('proven')).toHaveCount(1);

  for (const { slug, harmed } of attacks.filter(({ needs }) => needs === 'tabs')) {
    await page.goto(`attack/${slug}`);
    await page.getByRole('button', { name: 'Play the weak scenario' }).click();
    await expect(page.getByRole('alert').filter({ hasText: 'The attack worked, as message' })).toContainText(
      harmed,
    );
  }

  await page.goto('check');
  await page.getByLabel('MCP server URL').press('Enter');
  await page.getByRole('button', { name: 'Agree to the probes' }).click();
  await page.getByRole('button', { name: 'Run “The correct request”' }).click();
  await ada.allow(page);
  await expect(page.getByRole('button', { name: 'Run again “The correct request”' })).toBeVisible();
  await expect(page.getByText('The MCP server accepts no token in the URL').first()).toBeVisible();
  expect(new URL(page.url()).pathname).toBe('/some-app/check');
});

test('below a path, a chapter preloads its files before the app runs, and the landing page does not', {
  tag: '@thorough',
}, async ({ page, watch }) => {
  watch.allowConsoleError(/the server responded with a status of 404/);
  const ahead = page.locator('link[rel=modulepreload][href*="/LearnPage-"]');
  // The app never loads in this test, so the app does not send these requests.
  await page.route(/\/assets\/app-[^/]+\.js$/, (route) => route.abort());
  watch.allowConsoleError(/net::ERR_FAILED|Failed to fetch dynamically imported module/);
  await page.goto('learn/working', { waitUntil: 'domcontentloaded' });
  await expect(ahead).toHaveAttribute('href', /^\/some-app\/assets\/LearnPage-[\w-]+\.js$/);
  await page.goto('.', { waitUntil: 'domcontentloaded' });
  // The import resolves after the script has run.
  await page.evaluate((script) => import(script), '/some-app/chapter-ahead.js');
  await expect(ahead).toHaveCount(0);
});

test.describe('without JavaScript', () => {
  test.use({ javaScriptEnabled: false });

  test('below a path, a chapter has its text, and its links lead to the other chapters', {
    tag: '@thorough',
  }, async ({ page }) => {
    await page.goto('learn/working');
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('What does it look like working?');
    await page.getByRole('link', { name: 'The trick' }).click();
    await expect(page).toHaveURL(/\/some-app\/learn\/the-trick$/);
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  });
});
