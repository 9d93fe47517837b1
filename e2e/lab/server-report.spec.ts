import type { Page } from 'playwright/test';
import { test as base, expect, expectAxeClean, expectNoOverflow, test } from '../fixtures.ts';
import { exportFile } from './perform.ts';
import { startTemporaryServer, type TemporaryServer } from './temporary-server.ts';

const probe = (page: Page, again: 'Run' | 'Run again', title: string) =>
  page.getByRole('button', { name: `${again} “${title}”`, exact: true });

test('Check probes a server, and exports no secret', { tag: '@thorough' }, async ({ page, ada, watch }) => {
  // One probe sends a token in the URL, to see whether the server refuses it.
  watch.allowLeak('access token in the address of a POST request to /mcp');
  await page.setViewportSize({ width: 1024, height: 768 });
  await page.goto('/check');
  await page.getByLabel('MCP server URL').press('Enter');
  await expect(page.getByRole('heading', { name: 'What was found' })).toBeVisible();
  await expect(page.getByText('A page can find its way to the sign-in.')).toBeVisible();
  // The user agrees and starts the probe with only the keyboard.
  await page.getByRole('button', { name: 'Agree to the probes' }).press('Enter');
  await page.keyboard.press('Tab');
  await expect(probe(page, 'Run', 'The correct request')).toBeFocused();
  await page.keyboard.press('Enter');
  await ada.allow(page);
  await expect(probe(page, 'Run again', 'The correct request')).toBeVisible();
  expect(new URL(page.url()).pathname).toBe('/check');
  expect(new URL(page.url()).search).toBe('');
  await expect(page.getByText('The MCP server accepts no token in the URL').first()).toBeVisible();

  await probe(page, 'Run', 'A wrong verifier').click();
  await page.getByRole('button', { name: 'Allow', exact: true }).click();
  await expect(probe(page, 'Run again', 'A wrong verifier')).toBeVisible();

  await page.getByText('All probes').click();
  await probe(page, 'Run', 'Another redirect URI').click();
  await expect(page.getByText('The redirect_uri is not registered for this client.')).toBeVisible();
  await page.goBack();
  await page.getByRole('radio', { name: 'The server refused the request on its own page.' }).check();
  await page.getByRole('heading', { name: /^Not testable/ }).click();
  await expect(page.getByText('You reported:')).toHaveCount(1);

  const report: { findings: { id: string; result: string; personSaw?: string }[] } = JSON.parse(
    await exportFile(page, 'Export as JSON'),
  );
  const resultOf = (id: string) => report.findings.find((finding) => finding.id === id)?.result;
  expect(report.findings.filter(({ result }) => result === 'fail')).toEqual([]);
  expect(resultOf('sign-in-works')).toBe('pass');
  expect(resultOf('wrong-verifier-refused')).toBe('pass');
  expect(report.findings.find(({ id }) => id === 'redirect-uri-exact')).toMatchObject({
    result: 'not testable',
    personSaw: 'The server refused the request on its own page.',
  });
  const markdown = await exportFile(page, 'Export the report');
  const har = await exportFile(page, 'Export the messages');
  expect(har).toContain('code_challenge');
  const kept = await page.evaluate(() => JSON.stringify({ ...sessionStorage, ...localStorage }));
  for (const text of [JSON.stringify(report), markdown, har, kept]) {
    // In the exports, no text is long enough for a JWT, and no parameter has a value long enough for a secret.
    expect(text).not.toMatch(
      /eyJ[\w-]{40,}|\b(code|code_verifier|refresh_token|access_token)(=|\W*"\s*:\W*")[\w-]{20,}/,
    );
  }
  expect(await page.evaluate(() => Object.keys(sessionStorage).join())).not.toContain('lab:probe:');

  await page.evaluate(() => {
    // This script opens every finding. It opens the messages of one finding, because all have the same layout.
    for (const details of document.querySelectorAll('main details:not(details details details)')) {
      details.setAttribute('open', '');
    }
    document.querySelector('main details details details')?.setAttribute('open', '');
  });
  for (const width of [390, 1024, 1440]) {
    await page.setViewportSize({ width, height: 900 });
    await expectNoOverflow(page, `nothing is wider than ${width} px`);
  }
  await expectAxeClean(page);

  await page.getByRole('button', { name: 'Forget this report' }).click();
  await expect(page.getByRole('heading', { name: 'What was found' })).toHaveCount(0);
  expect(await page.evaluate(() => Object.keys(sessionStorage).join())).not.toContain('lab:server-report');
});

test('Check stays usable after an invalid address or a server without MCP', async ({ page, watch }) => {
  watch.allowConsoleError(/Failed to load resource|Content[ -]Security[ -]Policy/);
  watch.allowViolation(/^connect-src http:\/\/mcp\.example/);
  await page.goto('/check');
  const address = page.getByLabel('MCP server URL');
  for (const [typed, message] of [
    ['mcp.example', 'This address has no scheme. Write https:// before it.'],
    [
      'javascript:alert(1)',
      'A client cannot call javascript: addresses. Use an https:// or http:// address.',
    ],
    [
      'http://mcp.example/mcp',
      'The Content-Security-Policy of this page does not let it call http://mcp.example.',
    ],
    [
      `${new URL(page.url()).origin}/no-server-here`,
      'It answered a call with 404 (nothing) and initialize with 404 (nothing).',
    ],
  ] as const) {
    await address.fill(typed);
    await address.press('Enter');
    await expect(page.getByText(message).first()).toBeVisible();
  }
  await expect(
    page.getByText('The authorization server was not found, so a sign-in is not possible.'),
  ).toBeVisible();
});

test.describe('a server without CORS headers', () => {
  const unseen = base.extend<{ elsewhere: TemporaryServer; server: TemporaryServer }>({
    elsewhere: async ({ baseURL: _ }, use) => {
      const elsewhere = await startTemporaryServer(() => new Response('not for this page'));
      await use(elsewhere);
      await elsewhere.close();
    },
    server: async ({ elsewhere }, use) => {
      const server = await startTemporaryServer((request) =>
        new URL(request.url).pathname === '/away'
          ? new Response(null, { status: 302, headers: { Location: `${elsewhere.origin}/` } })
          : new Response('{}'),
      );
      await use(server);
      await server.close();
    },
    // Playwright also reports requests that a policy blocks. Only the server knows which requests arrive.
    allowedOrigins: async ({ allowedOrigins, server, elsewhere }, use) =>
      use([...allowedOrigins, server.origin, elsewhere.origin]),
  });

  unseen(
    'is reported as a server that responds, and Check does not follow its redirect to another origin',
    async ({ page, server, elsewhere, watch }) => {
      watch.allowConsoleError(
        /Failed to load resource|CORS policy|Cross-Origin Request Blocked|Content[ -]Security[ -]Policy/,
      );
      watch.allowViolation(/^connect-src/);
      await page.goto('/check');
      const address = page.getByLabel('MCP server URL');
      for (const [path, said] of [
        ['/mcp', 'A response comes, but no CORS headers let this page read it'],
        ['/away', 'It answers with a redirect'],
      ] as const) {
        await address.fill(server.origin + path);
        await address.press('Enter');
        await expect(page.getByText(said).first()).toBeVisible();
      }
      expect(server.received).toContain('GET /away');
      expect(elsewhere.received).toEqual([]);
    },
  );

  unseen(
    'gets no request from a link before the user starts the check, and the bug report can be copied',
    { tag: '@thorough' },
    async ({ page, server, watch }) => {
      watch.allowConsoleError(/Failed to load resource|CORS policy|Cross-Origin Request Blocked/);
      await page.addInitScript(() => {
        // Some browsers do not let a test read the clipboard, so this script keeps the copied text.
        Object.defineProperty(navigator.clipboard, 'writeText', {
          value: async (text: string) => Object.assign(document.documentElement.dataset, { copied: text }),
        });
      });
      await page.goto(`/check?${new URLSearchParams({ server: `${server.origin}/mcp` })}`);
      await expect(page.getByLabel('MCP server URL')).toHaveValue(`${server.origin}/mcp`);
      await expect(page.getByText('A link chose this address')).toBeVisible();
      await expectAxeClean(page);
      expect(server.received).toEqual([]);
      await page.getByRole('button', { name: 'Check this server' }).click();
      await expect(
        page.getByText('A response comes, but no CORS headers let this page read it').first(),
      ).toBeVisible();
      await expect(page.getByText('A link chose this address')).toBeHidden();
      await page.getByRole('button', { name: 'Copy the bug report' }).click();
      await expect(page.getByText('Copied', { exact: true })).toBeVisible();
      const copied = await page.evaluate(() => document.documentElement.dataset.copied);
      expect(copied).toContain('## Not met: A page in a browser can call it and read its responses');
      expect(copied).toMatch(/## Message \d+\n\n`{4}\nPOST http:\/\/127\.0\.0\.1:\d+\/mcp\n/);
    },
  );
});
