import { describe, expect, it } from 'vitest';
import { discover, forgetDiscovery } from './index.ts';
import { challenging, resource } from './testing/discovering.ts';
import { SERVER_METADATA, SERVER_METADATA_URL } from './testing/documents.ts';
import { ISSUER, MCP } from './testing/examples.ts';
import { testPlatform } from './testing/platform.ts';
import { testServers } from './testing/servers.ts';

describe('discovery from an MCP server URL', () => {
  it('stores the metadata of two servers separately', async () => {
    const other = 'https://mcp.example/other';
    const platform = testPlatform(
      testServers({
        [other]: challenging,
        'https://mcp.example/.well-known/oauth-protected-resource/other': resource({ resource: other }),
      }),
    );
    await discover(platform, MCP);
    expect((await discover(platform, other)).resource.resource).toBe(other);
  });

  it('sends no second request in this tab until the app deletes the metadata', async () => {
    const platform = testPlatform(testServers());
    const first = await discover(platform, MCP);
    expect(await discover(platform, MCP)).toEqual(first);
    expect(platform.requests).toHaveLength(3);
    forgetDiscovery(platform.tab, MCP);
    await discover(platform, MCP);
    expect(platform.requests).toHaveLength(6);
  });

  it('uses the stored metadata even if the browser refuses to store more', async () => {
    const platform = testPlatform(testServers());
    const first = await discover(platform, MCP);
    platform.tab.refuse = true;
    expect(await discover(platform, MCP)).toEqual(first);
  });

  it.each([
    ['no result of the call', { withoutToken: undefined }, { withoutToken: 'refused' }],
    ['an unknown result of the call', { withoutToken: 'x' }, { withoutToken: 'refused' }],
    ['a result that is not text', { withoutToken: ['served'] }, { withoutToken: 'refused' }],
    ['scopes that are not a list', { challengedScopes: 7 }, { challengedScopes: [] }],
    ['a hint that is not text', { unusableHint: {} }, { unusableHint: undefined }],
  ])('uses a default value if a stored record has %s', async (_what, damage, read) => {
    const platform = testPlatform(testServers());
    const found = await discover(platform, MCP);
    const key = `oauth:discovery:${MCP}`;
    platform.tab.setItem(key, JSON.stringify({ ...JSON.parse(platform.tab.getItem(key) ?? ''), ...damage }));
    expect(await discover(platform, MCP)).toEqual({ ...found, ...read });
    expect(platform.requests).toHaveLength(3);
  });

  it('does not let one server fill the storage that all sessions of the tab share', async () => {
    // Each number takes five characters on the wire, and 22 once it is stored.
    const padding = `[${'1e20,'.repeat(100_000)}0]`;
    const platform = testPlatform(
      testServers({
        [SERVER_METADATA_URL]: () =>
          new Response(JSON.stringify(SERVER_METADATA).replace('{', `{"x":${padding},`)),
      }),
    );
    await expect(discover(platform, MCP)).rejects.toMatchObject({ code: 'response_too_large', at: MCP });
    expect(Math.max(0, ...[...platform.tab.entries].map(([, { length }]) => length))).toBeLessThan(200_000);
  });

  it('validates stored metadata like fetched metadata', async () => {
    const platform = testPlatform(testServers());
    await discover(platform, MCP);
    for (const [key, value] of platform.tab.entries) {
      platform.tab.entries.set(
        key,
        value.replaceAll(`"issuer":"${ISSUER}"`, '"issuer":"https://evil.example"'),
      );
    }
    await expect(discover(platform, MCP)).rejects.toMatchObject({ code: 'issuer_mismatch' });
  });

  it('fetches the metadata again if the stored copy is damaged', async () => {
    const key = `oauth:discovery:${MCP}`;
    for (const damaged of ['{"resource":null,"server":{}}', '{"resource":{},"server":null}', '[]', '{']) {
      const platform = testPlatform(testServers());
      platform.tab.entries.set(key, damaged);
      expect((await discover(platform, MCP)).server.issuer, damaged).toBe(ISSUER);
    }
  });
});
