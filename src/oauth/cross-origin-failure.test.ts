import { describe, expect, it } from 'vitest';
import { crossOriginNeeds, explainCrossOriginFailure } from './cross-origin-failure.ts';
import { discover, OAuthError } from './index.ts';
import { testPlatform } from './test-platform.ts';
import { MCP, testServers } from './test-servers.ts';

const APP = 'https://app.example';
const blocked = () => {
  throw new TypeError('Failed to fetch');
};

async function failureOf(routes: Parameters<typeof testServers>[0]): Promise<OAuthError> {
  const platform = testPlatform(testServers(routes));
  const error: unknown = await discover(platform, MCP).catch((failure: unknown) => failure);
  if (!(error instanceof OAuthError)) throw new Error('It did not fail.');
  return error;
}

describe('a request whose answer the browser hides', () => {
  it('names the step, the address, our origin, whose server it is, the headers and a command to see it', async () => {
    const url = 'https://as.example/.well-known/oauth-authorization-server/t1';
    expect(explainCrossOriginFailure(await failureOf({ [url]: blocked }), APP)).toEqual({
      step: 'server metadata',
      owner: 'authorization server',
      url,
      origin: APP,
      headers: [['Access-Control-Allow-Origin', APP]],
      reproduce: `curl -i -H 'Origin: ${APP}' '${url}'`,
      local: false,
    });
  });

  it('falls back to the well-known location where only the challenge is hidden', async () => {
    const found = await discover(testPlatform(testServers({ [MCP]: blocked })), MCP);
    expect(found.challengeRead).toBe(false);
    expect((await discover(testPlatform(testServers()), MCP)).challengeRead).toBe(true);
  });

  it('asks for the preflight of a request that has one', () => {
    const { headers, reproduce } = crossOriginNeeds('challenge', MCP, APP);
    expect(headers.map(([name]) => name)).toEqual([
      'Access-Control-Allow-Origin',
      'Access-Control-Allow-Methods',
      'Access-Control-Allow-Headers',
      'Access-Control-Expose-Headers',
    ]);
    expect(reproduce).toMatch(/-X OPTIONS .*Access-Control-Request-Headers: authorization, content-type/);
  });

  it('cannot be a command of the server’s own making', () => {
    const { reproduce } = crossOriginNeeds('token request', "https://as.example/'; rm -rf '", APP);
    expect(reproduce.split("'")).toHaveLength(9);
  });

  it.each([
    ['http://localhost:3000/mcp', true],
    ['http://127.0.0.1/mcp', true],
    ['https://192.168.1.4/mcp', true],
    ['https://172.20.0.1/mcp', true],
    ['https://172.32.0.1/mcp', false],
    ['https://mcp.example/mcp', false],
    ['https://10.example/mcp', false],
  ])('knows that %s is local: %s', (url, local) => {
    expect(crossOriginNeeds('challenge', url, APP).local).toBe(local);
  });

  it('is not claimed of other failures, nor of our own origin', async () => {
    expect(explainCrossOriginFailure(new OAuthError('pkce_unsupported'), APP)).toBeUndefined();
    expect(explainCrossOriginFailure(new OAuthError('unreachable'), APP)).toBeUndefined();
    const own = new OAuthError('unreachable', { step: 'challenge', at: `${APP}/mcp` });
    expect(explainCrossOriginFailure(own, APP)).toBeUndefined();
  });
});
