import { describe, expect, it } from 'vitest';
import { createSession } from './index.ts';
import type { TestPlatform } from './testing/platform.ts';
import { formOf, ISSUER, SERVER, TOKENS, testServers } from './testing/servers.ts';
import { answered, revokedTokens, SETTINGS, signedIn } from './testing/signed-in.ts';

/** A server that gives a refresh token at the first consent and at no later one, as Google does. */
const onceRefreshable = (revoke: (token: string) => Response = () => new Response(null)) => {
  let sentCodes = 0;
  return testServers({
    [SERVER.tokenEndpoint]: (request) => {
      const { code } = formOf(request);
      if (code) sentCodes += 1;
      const { refresh_token, ...tokens } = TOKENS;
      return Response.json(sentCodes > 1 ? { ...tokens, scope: 'a', access_token: 'access-2' } : TOKENS);
    },
    [`${ISSUER}/revoke`]: (request) => revoke(formOf(request).token ?? ''),
  });
};

/** The tab after a step-up that brought no refresh token. */
async function steppedUp(answer = onceRefreshable()): Promise<TestPlatform> {
  const { session, platform } = await signedIn(answer);
  await session.stepUp(['a']);
  return answered(platform);
}

describe('a refresh token that a step-up replaced by none (RFC 7009)', () => {
  it('is given back at the sign-out', async () => {
    const back = await steppedUp();
    const session = createSession(SETTINGS, back);
    await session.completeSignIn();
    await session.signOut();
    expect(revokedTokens(back)).toEqual(['access-2', 'refresh-1']);
  });

  it('is given back at the sign-out also where the server does not let its access token be revoked', async () => {
    const back = await steppedUp(
      onceRefreshable((token) => {
        // Without CORS headers a browser shows a page no refusal.
        if (token.startsWith('access')) throw new TypeError('Failed to fetch');
        return new Response(null);
      }),
    );
    const session = createSession(SETTINGS, back);
    await session.completeSignIn();
    await session.signOut();
    expect(revokedTokens(back)).toEqual(['access-2', 'refresh-1']);
  });

  it('is given back at the sign-out after a reload', async () => {
    const back = await steppedUp();
    await createSession(SETTINGS, back).completeSignIn();
    back.happens('pagehide');
    const reloaded = back.reload('https://app.example/');
    const session = createSession(SETTINGS, reloaded);
    await session.restore();
    await session.signOut();
    expect(revokedTokens(reloaded)).toContain('refresh-1');
  });

  it('is given back after a crash, as soon as the next document finds no token to go on with', async () => {
    const back = await steppedUp();
    await createSession(SETTINGS, back).completeSignIn();
    const reopened = back.reload('https://app.example/');
    const session = createSession(SETTINGS, reopened);
    await session.restore();
    expect(session.getSnapshot()).toEqual({ status: 'signed-out', reason: 'session-ended' });
    await expect.poll(() => revokedTokens(reopened)).toEqual(['refresh-1']);
    expect([...reopened.tab.entries.keys()].filter((key) => key.startsWith('oauth:grant:'))).toEqual([]);
  });
});
