import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { coversServer, discover } from './index.ts';
import { challenging, failure, resource, resourceWith } from './testing/discovering.ts';
import { MCP } from './testing/examples.ts';
import { testPlatform } from './testing/platform.ts';
import { testServers } from './testing/servers.ts';

describe('discovery from an MCP server URL', () => {
  it('refuses an unusable resource identifier, and accepts one that is spelled as the server URL is', async () => {
    expect(await failure(resourceWith({ resource: 'javascript:alert(1)' }))).toBe('resource_mismatch');
    expect(await failure(resourceWith({ resource: 'not a url' }))).toBe('resource_mismatch');
    for (const [named, wellKnown] of [
      ['https://mcp.example/mcp?tenant=1', 'mcp?tenant=1'],
      ['https://mcp.example:443/mcp', 'mcp'],
    ] as const) {
      const platform = testPlatform(
        testServers({
          [named]: challenging,
          [`https://mcp.example/.well-known/oauth-protected-resource/${wellKnown}`]: resource({
            resource: named,
          }),
        }),
      );
      expect((await discover(platform, named)).resource.resource).toBe(named);
    }
  });

  it.each(['', 'mcp.example', 'https://mcp.example/#', 'http://mcp.example/', 'https://ada@mcp.example/'])(
    'does not accept a server’s text %j as a wider resource',
    (text) => expect(coversServer(text, MCP)).toBe(false),
  );

  it('accepts http on this machine, and a resource without a slash after its host', async () => {
    const local = 'http://127.0.0.1:9401/';
    const platform = testPlatform(
      testServers({
        [local]: challenging,
        'http://127.0.0.1:9401/.well-known/oauth-protected-resource': resource({
          resource: 'http://127.0.0.1:9401',
        }),
      }),
    );
    expect((await discover(platform, local)).resource.resource).toBe('http://127.0.0.1:9401');
  });

  it.each([
    ['https://mcp.example/a', true],
    ['https://mcp.example/a/', true],
    ['https://mcp.example/b', false],
    ['https://mcp.example/a/b/c', false],
  ])('accepts the resource %s for the server /a/b if the user accepts it: %j', async (claimed, covers) => {
    const server = 'https://mcp.example/a/b';
    const routes = {
      [server]: challenging,
      'https://mcp.example/.well-known/oauth-protected-resource/a/b': resource({ resource: claimed }),
    };
    const unasked = discover(testPlatform(testServers(routes)), server);
    await expect(unasked).rejects.toMatchObject({
      code: 'resource_mismatch',
      found: claimed,
      expected: server,
    });
    const found = discover(testPlatform(testServers(routes)), server, claimed);
    if (covers) expect((await found).resource.resource).toBe(claimed);
    else await expect(found).rejects.toMatchObject({ code: 'resource_mismatch' });
  });

  it('accepts a wider resource only at the same origin, and compares whole path segments', async () => {
    const segments = fc.array(fc.constantFrom('mcp', 'mc', 'mcpx', 'v1', '%6dcp', '..', ''), {
      maxLength: 3,
    });
    const origins = fc.constantFrom(
      'https://mcp.example',
      'https://evil.example',
      'https://mcp.example.evil.example',
    );
    await fc.assert(
      fc.asyncProperty(origins, segments, async (origin, path) => {
        const claimed = `${origin}/${path.join('/')}`;
        const platform = testPlatform(testServers(resourceWith({ resource: claimed })));
        const found = await discover(platform, MCP, claimed).then(
          () => 'accepted',
          ({ code }: { code: string }) => code,
        );
        const { href, origin: owner, pathname } = new URL(claimed);
        const isPrefix = '/mcp/'.startsWith(pathname.replace(/\/?$/, '/'));
        const covers = href === claimed && owner === 'https://mcp.example' && isPrefix;
        expect(found).toBe(covers ? 'accepted' : 'resource_mismatch');
      }),
    );
  });
});
