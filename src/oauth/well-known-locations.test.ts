import { describe, expect, it } from 'vitest';
import { discover, type OAuthErrorCode } from './index.ts';
import {
  errorWith,
  failure,
  large,
  metadata,
  notFound,
  resource,
  resourceWith,
} from './testing/discovering.ts';
import { RESOURCE_METADATA_URL, SERVER_METADATA_URL } from './testing/documents.ts';
import { ISSUER, MCP } from './testing/examples.ts';
import { type Responder, testPlatform } from './testing/platform.ts';
import { testServers, unreachable } from './testing/servers.ts';

describe('discovery from an MCP server URL', () => {
  it('falls back to the well-known locations, path first, when the challenge cannot be read (RFC 9728 §3.1)', async () => {
    const platform = testPlatform(
      testServers({
        [MCP]: unreachable,
        [RESOURCE_METADATA_URL]: notFound,
        'https://mcp.example/.well-known/oauth-protected-resource': resource({}),
      }),
    );
    for (const found of [await discover(platform, MCP), await discover(platform, MCP)]) {
      expect(found).toMatchObject({ challengedScopes: [], challengeRead: false });
    }
    expect(platform.requests.map(({ url }) => url).slice(0, 3)).toEqual([
      MCP,
      RESOURCE_METADATA_URL,
      'https://mcp.example/.well-known/oauth-protected-resource',
    ]);
  });

  it('tries the three locations of a path issuer in the order of the MCP specification', async () => {
    const last = 'https://as.example/t1/.well-known/openid-configuration';
    const platform = testPlatform(testServers({ [SERVER_METADATA_URL]: notFound, [last]: metadata({}) }));
    await discover(platform, MCP);
    expect(platform.requests.map(({ url }) => url).slice(2)).toEqual([
      SERVER_METADATA_URL,
      'https://as.example/.well-known/openid-configuration/t1',
      last,
    ]);
  });

  it.each<[string, Responder, OAuthErrorCode]>([
    ['whose response the browser hides', unreachable, 'unreachable'],
    ['with a page that is too large', large, 'response_too_large'],
  ])('skips a location %s, and reports it if no location has metadata', async (_what, answer, code) => {
    const last = 'https://as.example/t1/.well-known/openid-configuration';
    const platform = testPlatform(testServers({ [SERVER_METADATA_URL]: answer, [last]: metadata({}) }));
    expect((await discover(platform, MCP)).server.issuer).toBe(ISSUER);
    expect(platform.requests.at(-1)?.url).toBe(last);
    expect(await errorWith({ [SERVER_METADATA_URL]: answer, [last]: answer })).toMatchObject({
      code,
      at: SERVER_METADATA_URL,
    });
  });

  it('appends the well-known name to an issuer that ends with a slash, and writes no double slash', async () => {
    expect(await failure(resourceWith({ authorization_servers: [`${ISSUER}/`] }))).toBe('issuer_mismatch');
    const mute = testPlatform(
      testServers({
        [RESOURCE_METADATA_URL]: resource({ authorization_servers: [`${ISSUER}/`] }),
        [SERVER_METADATA_URL]: notFound,
      }),
    );
    await expect(discover(mute, MCP)).rejects.toMatchObject({ code: 'server_metadata_not_found' });
    expect(mute.requests.at(-1)?.url).toBe(`${ISSUER}/.well-known/openid-configuration`);
  });

  it('requests each of the two locations of an issuer without a path once', async () => {
    const platform = testPlatform(
      testServers(resourceWith({ authorization_servers: ['https://as.example'] })),
    );
    await expect(discover(platform, MCP)).rejects.toMatchObject({ code: 'server_metadata_not_found' });
    expect(platform.requests.map(({ url }) => url).slice(2)).toEqual([
      'https://as.example/.well-known/oauth-authorization-server',
      'https://as.example/.well-known/openid-configuration',
    ]);
  });
});
