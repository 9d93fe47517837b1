import { describe, expect, it } from 'vitest';
import { createSession } from './index.ts';
import { ISSUER, MCP, SERVER, TOKENS } from './testing/examples.ts';
import type { TestPlatform } from './testing/platform.ts';
import { revokedTokens } from './testing/requests.ts';
import { formOf, testServers } from './testing/servers.ts';
import { signedIn } from './testing/signed-in.ts';
import { afterRedirect, completed, restored, SETTINGS } from './testing/signing-in.ts';

/** A server that issues a refresh token only at the first consent, as Google does. */
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
  return afterRedirect(platform);
}

describe('the earlier refresh token, after a step-up that brought no new refresh token (RFC 7009),', () => {
  it('is revoked at the sign-out', async () => {
    const back = await steppedUp();
    const session = await completed(back);
    await session.signOut();
    expect(revokedTokens(back)).toEqual(['access-2', 'refresh-1']);
  });

  it('is kept together with the nine newest of the older tokens, because the storage is small', async () => {
    const { session, platform } = await signedIn();
    await session.stepUp(['a']);
    const old = Array.from({ length: 12 }, (_, index) => `old-${index}`);
    const key = `oauth:grant:${MCP}`;
    const stored: object = JSON.parse(platform.tab.getItem(key) ?? '');
    platform.tab.setItem(key, JSON.stringify({ ...stored, replaced: old }));
    const back = afterRedirect(platform);
    const again = await completed(back);
    await again.signOut();
    expect(revokedTokens(back)).toEqual([...old.slice(0, 9), 'refresh-1', 'refresh-2']);
  });

  it('is revoked at the sign-out even if the server does not revoke access tokens', async () => {
    const back = await steppedUp(
      onceRefreshable((token) => {
        // Without CORS headers, the browser hides the refusal.
        if (token.startsWith('access')) throw new TypeError('Failed to fetch');
        return new Response(null);
      }),
    );
    const session = await completed(back);
    await session.signOut();
    expect(revokedTokens(back)).toEqual(['access-2', 'refresh-1']);
  });

  it('is revoked at the sign-out after a reload', async () => {
    const back = await steppedUp();
    await createSession(SETTINGS, back).completeSignIn();
    back.fire('pagehide');
    const reloaded = back.reload('https://app.example/');
    const session = await restored(reloaded);
    await session.signOut();
    expect(revokedTokens(reloaded)).toContain('refresh-1');
  });

  it('is revoked after a crash, when the next document finds no token to continue with', async () => {
    const back = await steppedUp();
    await createSession(SETTINGS, back).completeSignIn();
    const reopened = back.reload('https://app.example/');
    const session = await restored(reopened);
    expect(session.getSnapshot()).toEqual({ status: 'signed-out', reason: 'session-ended' });
    await expect.poll(() => revokedTokens(reopened)).toEqual(['refresh-1']);
    expect([...reopened.tab.entries.keys()].filter((key) => key.startsWith('oauth:grant:'))).toEqual([]);
  });
});
