import { describe, expect, it } from 'vitest';
import { crossOriginNeeds, explainCrossOriginFailure } from './cross-origin-failure.ts';
import { discover, OAuthError } from './index.ts';
import { SERVER_METADATA_URL } from './testing/documents.ts';
import { MCP } from './testing/examples.ts';
import { testPlatform } from './testing/platform.ts';
import { testServers, unreachable } from './testing/servers.ts';

const APP = 'https://app.example';

async function failureOf(routes: Parameters<typeof testServers>[0]): Promise<OAuthError> {
  const platform = testPlatform(testServers(routes));
  const error: unknown = await discover(platform, MCP).catch((failure: unknown) => failure);
  if (!(error instanceof OAuthError)) throw new Error('It did not fail.');
  return error;
}

describe('a request whose response the browser hides', () => {
  it('is reported with its step, address, origin, server, required headers and a command that reproduces the failure', async () => {
    const url = SERVER_METADATA_URL;
    expect(explainCrossOriginFailure(await failureOf({ [url]: unreachable }), APP)).toEqual({
      step: 'server metadata',
      owner: 'authorization server',
      url,
      origin: APP,
      headers: [['Access-Control-Allow-Origin', APP]],
      reproduce: `curl -i '${url}' -H 'Origin: ${APP}'`,
      local: false,
    });
  });

  it('lets the discovery continue if only the challenge is hidden', async () => {
    const found = await discover(testPlatform(testServers({ [MCP]: unreachable })), MCP);
    expect(found.challengeRead).toBe(false);
    expect((await discover(testPlatform(testServers()), MCP)).challengeRead).toBe(true);
  });

  it('is reported as needing a preflight if it has custom headers', () => {
    const { headers, reproduce } = crossOriginNeeds('challenge', MCP, APP);
    expect(headers.map(([name]) => name)).toEqual([
      'Access-Control-Allow-Origin',
      'Access-Control-Allow-Methods',
      'Access-Control-Allow-Headers',
      'Access-Control-Expose-Headers',
    ]);
    expect(reproduce).toMatch(/-X OPTIONS .*Access-Control-Request-Headers: authorization, content-type/);
  });

  it.each([
    ['resource metadata', 'MCP server'],
    ['server metadata', 'authorization server'],
    ['registration', 'authorization server', 'POST', 'content-type'],
    ['pushed authorization request', 'authorization server', 'POST', 'authorization'],
    ['token request', 'authorization server', 'POST', 'authorization'],
    ['token request with DPoP', 'authorization server', 'POST', 'authorization, dpop', 'DPoP-Nonce'],
    ['revocation', 'authorization server', 'POST', 'authorization'],
    ['userinfo', 'authorization server', 'GET', 'authorization'],
    [
      'challenge',
      'MCP server',
      'POST',
      'authorization, content-type, mcp-protocol-version, mcp-method, mcp-name, mcp-session-id, last-event-id',
      'WWW-Authenticate, Mcp-Session-Id, MCP-Protocol-Version',
    ],
  ] as const)(
    'for %s is reported with the headers that the %s must send',
    (step, owner, method?: string, allowed?: string, exposed?: string) => {
      const needs = crossOriginNeeds(step, MCP, APP);
      expect(needs.owner).toBe(owner);
      expect(Object.fromEntries(needs.headers)).toEqual({
        'Access-Control-Allow-Origin': APP,
        ...(method && { 'Access-Control-Allow-Methods': method, 'Access-Control-Allow-Headers': allowed }),
        ...(exposed && { 'Access-Control-Expose-Headers': exposed }),
      });
      const [, asked] =
        needs.reproduce.match(/-X OPTIONS '.*' -H 'Access-Control-Request-Method: (\w+)'/) ?? [];
      expect(asked).toBe(method);
    },
  );

  it('is reported with a command into which the server cannot inject another command', () => {
    const { reproduce } = crossOriginNeeds('token request', "https://as.example/'; rm -rf '", APP);
    expect(reproduce.split("'")).toHaveLength(9);
    expect(reproduce).toContain("'https://as.example/%27;%20rm%20-rf%20%27'");
  });

  it('is reported with a parsed address, without control characters that affect a terminal', () => {
    const { url, reproduce } = crossOriginNeeds(
      'server metadata',
      'https://as.example/\u0003\u0015\n#\u202ex',
      APP,
    );
    expect(url).toBe('https://as.example/%03%15#%E2%80%AEx');
    expect(reproduce).toBe(`curl -i '${url}' -H 'Origin: ${APP}'`);
  });

  it.each([
    ['http://127.0.0.1/mcp', true],
    ['https://192.168.1.4/mcp', true],
    ['https://mcp.example/mcp', false],
  ])('to %s is reported as local: %s', (url, local) => {
    expect(crossOriginNeeds('challenge', url, APP).local).toBe(local);
  });

  it('is reported only if the request goes to another origin, and no other failure is reported', async () => {
    expect(explainCrossOriginFailure(new OAuthError('pkce_unsupported'), APP)).toBeUndefined();
    expect(explainCrossOriginFailure(new OAuthError('unreachable'), APP)).toBeUndefined();
    const elsewhere = { step: 'challenge', at: MCP } as const;
    expect(explainCrossOriginFailure(new OAuthError('timeout', elsewhere), APP)).toBeUndefined();
    expect(explainCrossOriginFailure(new OAuthError('unreachable', { at: MCP }), APP)).toBeUndefined();
    expect(explainCrossOriginFailure(new OAuthError('unreachable', elsewhere), APP)).toBeDefined();
    const own = new OAuthError('unreachable', { step: 'challenge', at: `${APP}/mcp` });
    expect(explainCrossOriginFailure(own, APP)).toBeUndefined();
  });
});
