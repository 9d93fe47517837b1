import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { Provider } from 'oidc-provider';
import { test as base, expect } from '../../fixtures.ts';
import { openOnLoopback } from '../../loopback.ts';
import { APP, REGISTERING_ISSUER, REGISTERING_MCP_SERVER } from '../../real/addresses.ts';
import { startTemporaryServer } from '../temporary-server.ts';
import { SIGNING_IN, startCheck } from '../terminal.ts';
import { atOidcProvider, listenerPage } from './page-probes.ts';

const test = base.extend({
  allowedOrigins: async ({ baseURL: _ }, use) => use([APP, new URL(REGISTERING_ISSUER).origin]),
});

test('a check in a terminal signs in once for each probe', async ({ page, allowedOrigins }, testInfo) => {
  const sarif = testInfo.outputPath('check.sarif');
  const rules = 'sign-in-works,wrong-verifier-refused,code-works-once';
  const check = startCheck(REGISTERING_MCP_SERVER, ...SIGNING_IN, '--only', rules, '--sarif', sarif);
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

test('a check in a terminal deletes its client (RFC 7592)', { tag: '@thorough' }, async ({
  page,
  allowedOrigins,
}) => {
  const { server, changes } = managingProvider();
  const issuer = await openOnLoopback(server);
  allowedOrigins.push(issuer.origin);
  const mcp = await startTemporaryServer(({ url }) => {
    const { origin, pathname } = new URL(url);
    if (pathname.startsWith('/.well-known/oauth-protected-resource')) {
      return Response.json({ resource: `${origin}/mcp`, authorization_servers: [issuer.origin] });
    }
    return new Response(null, { status: 401, headers: { 'WWW-Authenticate': 'Bearer' } });
  });
  const check = startCheck(`${mcp.origin}/mcp`, ...SIGNING_IN, '--only', 'wrong-verifier-refused');
  for await (const address of check.addresses) {
    allowedOrigins.push(new URL(new URL(address).searchParams.get('redirect_uri') ?? '').origin);
    await page.goto(address);
    await atOidcProvider(page, listenerPage(page));
    await expect(listenerPage(page)).toBeVisible();
  }
  await check.ended;
  expect(changes).toEqual(['registered', 'deleted']);
  await Promise.all([issuer.close(), mcp.close()]);
});

/** An oidc-provider that lets a client delete its registration, and the list of created and deleted registrations. */
function managingProvider() {
  const changes: string[] = [];
  let provider: Provider | undefined;
  const server = createServer((request, response) => {
    // The port is known when the first request arrives.
    provider ??= new Provider(`http://${request.headers.host}`, {
      features: {
        devInteractions: { enabled: true },
        registration: { enabled: true },
        registrationManagement: { enabled: true },
      },
      pkce: { required: () => true },
    })
      .on('registration_create.success', () => changes.push('registered'))
      .on('registration_delete.success', () => changes.push('deleted'));
    return provider.callback()(request, response);
  });
  return { server, changes };
}
