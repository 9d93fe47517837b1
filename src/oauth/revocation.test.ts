import * as oauth from 'oauth4webapi';
import { describe, expect, it } from 'vitest';
import { revokeToken } from './index.ts';
import { ISSUER, SERVER } from './testing/examples.ts';
import { GRANT } from './testing/exchanging.ts';
import { ourRequest, THEIR_CLIENT, THEIR_SERVER, theirRequest } from './testing/oauth4webapi.ts';
import { testPlatform } from './testing/platform.ts';
import { testServers, unreachable } from './testing/servers.ts';

describe('a revocation', () => {
  it('sends the same request as oauth4webapi for the same inputs (RFC 7009 §2.1)', async () => {
    const platform = testPlatform(testServers());
    expect(await revokeToken(platform, GRANT, 'refresh-1', 'refresh_token')).toBe(true);
    const theirs = await theirRequest((fetch) =>
      oauth.revocationRequest(THEIR_SERVER, THEIR_CLIENT, oauth.None(), 'refresh-1', {
        ...fetch,
        additionalParameters: { token_type_hint: 'refresh_token' },
      }),
    );
    expect(ourRequest(platform.requests[0])).toEqual(theirs);
  });

  it('sends nothing and returns false if the server has no revocation endpoint', async () => {
    const platform = testPlatform(testServers());
    const { revocationEndpoint: _, ...server } = SERVER;
    expect(await revokeToken(platform, { server, clientId: 'app' }, 'refresh-1', 'refresh_token')).toBe(
      false,
    );
    expect(platform.requests).toEqual([]);
  });

  it('returns false if the server refuses', async () => {
    const platform = testPlatform(
      testServers({ [`${ISSUER}/revoke`]: () => new Response(null, { status: 503 }) }),
    );
    expect(await revokeToken(platform, GRANT, 'refresh-1', 'refresh_token')).toBe(false);
  });

  it('reports its step if the server is unreachable', async () => {
    const platform = testPlatform(testServers({ [`${ISSUER}/revoke`]: unreachable }));
    await expect(revokeToken(platform, GRANT, 'refresh-1', 'refresh_token')).rejects.toMatchObject({
      code: 'unreachable',
      step: 'revocation',
    });
  });
});
