import type { Page, Route } from 'playwright/test';
import { test as base, expect, expectAxeClean, test } from '../../fixtures.ts';
import { APP, ISSUER, MCP_SERVER, REGISTERING_ISSUER, REGISTERING_MCP_SERVER } from '../../real/addresses.ts';
import {
  goodAtOidcProvider,
  goodAtRegisteringServer,
  ofKind,
  watchIssuedTokens,
} from '../../real/issued-tokens.ts';
import { allowAtRegisteringServer } from '../../real/registering-page.ts';
import { exportFile } from '../perform.ts';
import { startTemporaryServer, type TemporaryServer } from '../temporary-server.ts';
import { atOidcProvider, DPOP_PROBES, probe, TOKEN_IN_QUERY } from './page-probes.ts';

const originOf = (url: string): string => new URL(url).origin;

interface ExportedFinding {
  id: string;
  group: string;
  result: 'pass' | 'fail' | 'not testable';
  note?: string;
}

/** @param named an address on another origin in the metadata. The person confirms this address. */
async function checkServer(page: Page, serverUrl: string, named?: string): Promise<void> {
  await page.getByLabel('MCP server URL').fill(serverUrl);
  await page.getByRole('button', { name: 'Check this server' }).click();
  if (named === undefined) return;
  await expect(page.getByText(named, { exact: true })).toBeVisible();
  await page.getByRole('button', { name: 'Confirm these addresses' }).click();
}

/** Reads the findings from the exported file: only the findings about DPoP, or only all other findings. */
async function exportFindings(
  page: Page,
  about: 'dpop' | 'all else' = 'all else',
): Promise<(result: ExportedFinding['result']) => Set<string>> {
  const { findings }: { findings: ExportedFinding[] } = JSON.parse(await exportFile(page, 'Export as JSON'));
  const wanted = findings.filter(({ group }) => (group === 'dpop') === (about === 'dpop'));
  return (result) => new Set(wanted.filter((finding) => finding.result === result).map(({ id }) => id));
}

const storedTexts = (page: Page) =>
  page.evaluate(() => JSON.stringify({ ...sessionStorage, ...localStorage }));

/** A browser logs an error for every response that it hides from the page, and for every refusal. */
const REFUSALS = /Failed to load resource|CORS policy|Content Security Policy/;

// The two servers below together get every probe, except the probe that takes ten minutes.

test('oidc-provider breaks only one rule (implicit grant)', {
  tag: '@thorough',
}, async ({ page, context, request, watch }) => {
  // The timeout is long, because each probe signs in.
  test.setTimeout(180_000);
  const issued = await watchIssuedTokens(context, `${ISSUER}/token`);
  watch.allowConsoleError(REFUSALS);
  watch.allowLeak(TOKEN_IN_QUERY);
  await page.goto('/check');
  await checkServer(page, MCP_SERVER, `${ISSUER}/`);
  await probe(page, atOidcProvider, [
    'The correct request',
    'A replaced refresh token',
    'The same code twice',
    'No challenge',
    'Another redirect URI',
    'No verifier',
    // This probe does not make the server end the grant, so the tokens of the probe end only if the probe revokes them.
    'A wrong verifier',
    'A later correct request',
  ]);
  const found = await exportFindings(page);
  expect(found('fail')).toEqual(new Set(['no-implicit']));
  expect(found('not testable')).toEqual(
    new Set([
      // These rules cannot be tested, because the server demands a sign-in before the handshake.
      'handshake-completes',
      'lists-after-handshake',
      'registration-offered',
      'registration-readable',
      'session-readable',
      'refresh-ends',
      'refresh-expiry-fits',
      'refresh-expiry-declared',
      'late-code-refused',
      'plain-refused',
      'omitted-method-refused',
      'downgrade-refused',
      'redirect-uri-exact',
      'redirect-uri-at-token',
      'unknown-resource-refused',
      'resource-bound',
      'audience-checked',
      'no-cookies',
    ]),
  );
  const refreshTokens = ofKind('refresh_token', issued);
  expect(refreshTokens.length).toBeGreaterThan(3);
  expect(await goodAtOidcProvider(request, refreshTokens)).not.toContain(true);
});

test('a probe whose page is reloaded early revokes its tokens', { tag: '@thorough' }, async ({
  page,
  context,
  request,
  watch,
}) => {
  const issued = await watchIssuedTokens(context, `${ISSUER}/token`);
  watch.allowConsoleError(REFUSALS);
  let hold = () => {};
  const held = new Promise<void>((resolve) => {
    hold = resolve;
  });
  await page.route(MCP_SERVER, async (route) => {
    const { authorization = '' } = route.request().headers();
    return authorization.length > 40 ? hold() : route.fallback();
  });
  await page.goto('/check');
  await checkServer(page, MCP_SERVER, `${ISSUER}/`);
  await page.getByRole('button', { name: 'Agree to the probes' }).click();
  await page.getByRole('button', { name: 'Run “The correct request”', exact: true }).click();
  await atOidcProvider(page);
  await held;
  const refreshTokens = ofKind('refresh_token', issued);
  expect(await goodAtOidcProvider(request, refreshTokens)).toEqual([true]);
  await page.reload();
  await expect.poll(() => goodAtOidcProvider(request, refreshTokens)).toEqual([false]);
});

test('oidc-provider and a real MCP server keep every rule about DPoP, and the report contains no secret', {
  tag: '@thorough',
}, async ({ page, context, request, watch }) => {
  test.setTimeout(240_000);
  const issued = await watchIssuedTokens(context, `${ISSUER}/token`);
  watch.allowConsoleError(REFUSALS);
  await page.goto('/check');
  await checkServer(page, MCP_SERVER, `${ISSUER}/`);
  await probe(page, atOidcProvider, DPOP_PROBES);
  const found = await exportFindings(page, 'dpop');
  expect(found('fail')).toEqual(new Set());
  expect(found('not testable')).toEqual(new Set());
  expect(found('pass').size).toBe(29);
  // oidc-provider does not check the iat of a proof that has a nonce. RFC 9449 allows a server to omit this check.
  await page.getByRole('heading', { name: /^Kept/ }).click();
  await page.getByText('The token endpoint refuses a proof from another day').last().click();
  await expect(page.getByText('It accepted an iat of another day together with its own nonce')).toBeVisible();
  const har = await exportFile(page, 'Export the messages');
  for (const text of [har, await exportFile(page, 'Export the report'), await storedTexts(page)]) {
    expect(text).not.toMatch(/eyJ[\w-]{40,}/);
  }
  const refreshTokens = ofKind('refresh_token', issued);
  expect(refreshTokens.length).toBeGreaterThan(3);
  expect(await goodAtOidcProvider(request, refreshTokens)).not.toContain(true);
});

test.describe('the server at which clients register themselves', () => {
  test.use({
    allowedOrigins: [APP, originOf(REGISTERING_ISSUER), originOf(REGISTERING_MCP_SERVER)],
    foreignPages: originOf(REGISTERING_ISSUER),
  });

  test('registers this page and breaks only the rule about refresh token rotation, and every probe revokes its tokens', {
    tag: '@thorough',
  }, async ({ page, context, request, watch }) => {
    test.setTimeout(180_000);
    const issued = await watchIssuedTokens(context, `${REGISTERING_ISSUER}/oauth/token`);
    watch.allowConsoleError(REFUSALS);
    watch.allowLeak(TOKEN_IN_QUERY);
    await page.goto('/check');
    await checkServer(page, REGISTERING_MCP_SERVER, REGISTERING_ISSUER);
    await page.getByRole('button', { name: 'Register this app' }).click();
    await expect(page.getByLabel('Client ID for the probes')).not.toHaveValue('');
    await probe(page, allowAtRegisteringServer, [
      'The correct request',
      'The method plain',
      'A challenge without a method',
      'Another redirect URI with the code',
      'An unknown resource',
      'Another resource with the code',
      'No resource',
      'A replaced refresh token',
      'Cookies across origins',
    ]);
    const found = await exportFindings(page);
    expect(found('fail')).toEqual(new Set(['refresh-rotates']));
    expect(found('not testable')).toEqual(
      new Set([
        // These rules cannot be tested, because the server demands a sign-in before the handshake.
        'handshake-completes',
        'lists-after-handshake',
        'session-readable',
        'refresh-ends',
        'refresh-expiry-fits',
        'refresh-expiry-declared',
        'wrong-verifier-refused',
        'missing-verifier-refused',
        'code-works-once',
        'replay-revokes',
        'late-code-refused',
        'challenge-required',
        'downgrade-refused',
        'redirect-uri-exact',
        // These rules cannot be tested, because only the server can read its tokens, and it issues no ID token.
        'audience-checked',
        'id-token-refused',
        'refresh-reuse-noticed',
      ]),
    );
    const accessTokens = ofKind('access_token', issued);
    expect(accessTokens.length).toBeGreaterThan(3);
    expect(await goodAtRegisteringServer(request, accessTokens)).not.toContain(true);
  });
});

const fulfill =
  (body: string, headers: Record<string, string> = {}, status = 200) =>
  (route: Route) =>
    route.fulfill({ status, body, headers: { 'Access-Control-Allow-Origin': APP, ...headers } });

test('a hanging check can be stopped, and the next works', { tag: '@thorough' }, async ({ page, watch }) => {
  watch.allowConsoleError(REFUSALS);
  await page.goto('/check');
  await page.route(MCP_SERVER, () => {});
  await checkServer(page, MCP_SERVER);
  await page.getByRole('button', { name: 'Stop' }).click();
  await expect(page.getByRole('button', { name: 'Stop' })).toHaveCount(0);
  await page.unroute(MCP_SERVER);
  await checkServer(page, MCP_SERVER, `${ISSUER}/`);
  await expect(page.getByText('A page can find its way to the sign-in.')).toBeVisible();
});

test.describe('a public server whose metadata names an address on this machine', () => {
  const near = base.extend<{ service: TemporaryServer }>({
    service: async ({ baseURL: _ }, use) => {
      const service = await startTemporaryServer(() => new Response('not for this page'));
      await use(service);
      await service.close();
    },
    allowedOrigins: [APP, 'https://mcp.example', 'https://as.example'],
  });

  near(
    'gets no request at that address, and a public address gets a request only after the user confirms it',
    async ({ page, service, watch }) => {
      watch.allowConsoleError(REFUSALS);
      const documents: Record<string, object> = {
        'https://mcp.example/.well-known/oauth-protected-resource/mcp': {
          resource: 'https://mcp.example/mcp',
          authorization_servers: ['https://as.example/login'],
        },
        'https://as.example/.well-known/oauth-authorization-server/login': {
          issuer: 'https://as.example/login',
          authorization_endpoint: `${service.origin}/authorize`,
          token_endpoint: `${service.origin}/token`,
          response_types_supported: ['code'],
          code_challenge_methods_supported: ['S256'],
        },
      };
      const asked: string[] = [];
      await page.route(/^https:\/\/(mcp|as)\.example\//, (route) => {
        const url = route.request().url();
        asked.push(url);
        const document = documents[url];
        return fulfill(JSON.stringify(document ?? {}), {}, document ? 200 : 401)(route);
      });
      await page.goto('/check');
      await checkServer(page, 'https://mcp.example/mcp');
      await expect(page.getByText('https://as.example/login', { exact: true })).toBeVisible();
      expect(asked.filter((url) => url.startsWith('https://as.example'))).toEqual([]);
      await expectAxeClean(page);
      await page.getByRole('button', { name: 'Confirm these addresses' }).click();
      await expect(
        page.getByText(`token_endpoint is ${service.origin}/token (loopback), nearer to you`).first(),
      ).toBeVisible();
      await expect(page.getByRole('button', { name: 'Agree to the probes' })).toHaveCount(0);
      expect(service.received).toEqual([]);
    },
  );
});

test.describe('a server whose token endpoint has another origin, and whose resource is the whole origin', () => {
  test.use({ allowedOrigins: [APP, 'https://host.example', 'https://as.example', 'https://tokens.example'] });

  test('gets no probe until the user accepts both facts', { tag: '@thorough' }, async ({ page, watch }) => {
    watch.allowConsoleError(REFUSALS);
    const documents: Record<string, object> = {
      'https://host.example/.well-known/oauth-protected-resource/a/mcp': {
        resource: 'https://host.example',
        authorization_servers: ['https://as.example/login'],
      },
      'https://as.example/.well-known/oauth-authorization-server/login': {
        issuer: 'https://as.example/login',
        authorization_endpoint: 'https://as.example/authorize',
        token_endpoint: 'https://tokens.example/token',
        response_types_supported: ['code'],
        code_challenge_methods_supported: ['S256'],
      },
    };
    await page.route(/^https:\/\/(host|as|tokens)\.example\//, (route) => {
      const document = documents[route.request().url()];
      return fulfill(JSON.stringify(document ?? {}), {}, document ? 200 : 401)(route);
    });
    await page.goto('/check');
    await checkServer(page, 'https://host.example/a/mcp', 'https://as.example/login');
    await page.getByRole('button', { name: 'Confirm these addresses' }).click();
    await page.getByLabel('Client ID for the probes').fill('this-app');
    const agree = page.getByRole('button', { name: 'Agree to the probes' });
    const probeButton = page.getByRole('button', { name: 'Run “The correct request”', exact: true });
    await agree.click();
    await expect(page.getByText('The code would go to https://tokens.example')).toBeVisible();
    await expectAxeClean(page);
    await page.getByRole('button', { name: 'Send the code there' }).click();
    await agree.click();
    await expect(page.getByText('The token would be valid for https://host.example,')).toBeVisible();
    await expect(probeButton).toHaveCount(0);
    await page.getByRole('button', { name: 'Accept this resource' }).click();
    await agree.click();
    await expect(probeButton).toBeVisible();
  });
});
