import { describe, expect, it } from 'vitest';
import { ISSUER, SERVER, TOKENS } from './testing/examples.ts';
import { type Responder, testPlatform } from './testing/platform.ts';
import { requestOf, revokedTokens } from './testing/requests.ts';
import { formOf, granting, idToken, testServers } from './testing/servers.ts';
import { signedIn } from './testing/signed-in.ts';
import { completed, signInAndReturn } from './testing/signing-in.ts';

describe('a refresh that names another user (OpenID Connect Core §12.2)', () => {
  async function refreshedAs(claims: object | undefined) {
    const before = testPlatform(
      testServers({
        [SERVER.tokenEndpoint](request) {
          if (formOf(request).code) {
            return Response.json({ ...TOKENS, id_token: idToken({ nonce: requestOf(before).get('nonce') }) });
          }
          const id_token = claims && idToken(claims);
          return Response.json({ ...TOKENS, access_token: 'access-2', refresh_token: 'refresh-2', id_token });
        },
      }),
    );
    const platform = await signInAndReturn(before);
    return { session: await completed(platform), platform };
  }

  it.each([
    ['subject', { sub: 'eve' }, { claim: 'sub', found: 'eve', expected: 'ada' }],
    [
      'issuer',
      { iss: 'https://evil.example' },
      { claim: 'iss', found: 'https://evil.example', expected: ISSUER },
    ],
    ['audience', { aud: 'other' }, { claim: 'aud', found: 'other', expected: 'app' }],
    // Masked, because an error may be logged.
    ['subject that repeats the tokens', { sub: 'access-2, refresh-2' }, { claim: 'sub', found: '…, …' }],
  ])('ends the session if the %s differs, says why, and revokes the tokens', async (_, claims, reason) => {
    const { session, platform } = await refreshedAs(claims);
    await expect(session.refresh()).rejects.toMatchObject({ code: 'id_token_invalid', ...reason });
    expect(session.getSnapshot()).toEqual({ status: 'signed-out', reason: 'session-ended' });
    await expect.poll(() => revokedTokens(platform)).toEqual(['refresh-1', 'refresh-2']);
  });

  it('succeeds if the subject is the same, even in an old ID token, or if there is no ID token', async () => {
    const old = { iat: 1_700_000_000, exp: 1_700_000_900, nonce: 'of the sign-in' };
    for (const claims of [{ sub: 'ada' }, old, undefined]) {
      const { session } = await refreshedAs(claims);
      expect(await session.refresh()).toBe('access-2');
      expect(session.getSnapshot()).toMatchObject({ grant: { identity: { subject: 'ada' } } });
    }
  });
});

describe('the scopes of a token response', () => {
  it.each([
    ['', ['notes:read', 'openid', 'profile', 'offline_access']],
    [undefined, ['notes:read', 'openid', 'profile', 'offline_access']],
    ['a,b', ['a', 'b']],
    ['a, b', ['a', 'b']],
    [
      ['a', 'b'],
      ['a', 'b'],
    ],
    ['https://x.example/a,b c', ['https://x.example/a,b', 'c']],
    ['a b\n', ['a', 'b']],
    ['a,\tb\r\nc', ['a', 'b', 'c']],
  ])('%j grants %j', async (scope, scopes) => {
    const { session } = await signedIn(testServers({ [SERVER.tokenEndpoint]: granting({ scope }) }));
    expect(session.getSnapshot()).toMatchObject({ grant: { scopes } });
  });

  it.each(['', undefined])('do not change at a refresh with the scope %j', async (scope) => {
    const at: Responder = (request) =>
      granting({ scope: formOf(request).code ? 'notes:read profile' : scope })(request);
    const { session, platform } = await signedIn(testServers({ [SERVER.tokenEndpoint]: at }));
    await session.refresh();
    expect(session.getSnapshot()).toMatchObject({ grant: { scopes: ['notes:read', 'profile'] } });
    await session.stepUp(['notes:write']);
    expect(new URL(platform.navigations[0] ?? '').searchParams.get('scope')).toContain('profile');
  });
});
