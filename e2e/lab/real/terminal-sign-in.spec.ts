import { readFile } from 'node:fs/promises';
import { test as base, expect } from '../../fixtures.ts';
import { APP, REGISTERING_ISSUER, REGISTERING_MCP_SERVER } from '../../real/addresses.ts';
import { startCheck } from '../terminal.ts';

const test = base.extend({
  allowedOrigins: async ({ baseURL: _ }, use) => use([APP, new URL(REGISTERING_ISSUER).origin]),
});

test('a check in a terminal signs in through a browser, once for each probe', async ({
  page,
  allowedOrigins,
}, testInfo) => {
  const sarif = testInfo.outputPath('check.sarif');
  const check = startCheck(
    REGISTERING_MCP_SERVER,
    '--origin',
    APP,
    '--sign-in',
    '--yes',
    '--print-url',
    '--only',
    'sign-in-works,wrong-verifier-refused,code-works-once',
    '--sarif',
    sarif,
  );
  for await (const address of check.addresses) {
    // The port of the listener is not known in advance, so the test reads it from the redirect URI.
    const redirectUri = new URL(address).searchParams.get('redirect_uri') ?? '';
    allowedOrigins.push(new URL(redirectUri).origin);
    await page.goto(address);
    await page.getByLabel('User name').fill('ada');
    await page.getByRole('button', { name: 'Sign in and allow' }).click();
    await expect(page.getByText('You can close this window')).toBeVisible();
  }
  const { code, stdout } = await check.ended;
  expect(stdout).toContain('0 broken');
  expect(code).toBe(0);
  expect(JSON.parse(await readFile(sarif, 'utf8'))).toMatchObject({ version: '2.1.0' });
});
