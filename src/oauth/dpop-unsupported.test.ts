import 'fake-indexeddb/auto';
import { describe, expect, it } from 'vitest';
import { createSession, type DpopKeys, dpop } from './index.ts';
import { API, storedKeys } from './testing/dpop-servers.ts';
import { calls, finish, freshDatabases, jktOf, open, settings, signIn } from './testing/dpop-tab.ts';
import { SERVER } from './testing/examples.ts';
import { tokenRequests } from './testing/requests.ts';
import { afterRedirect, restored, SETTINGS } from './testing/signing-in.ts';

freshDatabases();

describe('a server that does not bind tokens', () => {
  it.each([null, [], ['RS256', 'PS256'], 'none', { ES256: true }])(
    'that lists %j is refused before the redirect if binding is required',
    async (algorithms) => {
      const platform = open({ algorithms });
      const session = createSession(settings(), platform);
      await session.signIn();
      expect(session.getSnapshot()).toMatchObject({ error: { code: 'dpop_unsupported', at: SERVER.issuer } });
      expect(platform.navigations).toEqual([]);
      expect(await storedKeys()).toEqual([]);
    },
  );

  it('gets neither `dpop_jkt` nor a proof if the setting is “when supported”, and its tokens are bearer tokens', async () => {
    const deleted: string[] = [];
    const keys: DpopKeys = {
      get: async () => undefined,
      put: async () => {},
      delete: async (jkt) => void deleted.push(jkt),
    };
    const made = () => ({ ...settings(), dpop: dpop('when supported', keys) });
    const before = open({ algorithms: ['RS256'] });
    await createSession(made(), before).signIn();
    expect(jktOf(before)).toBeNull();
    const { session, platform } = await finish(before, made());
    expect((await session.fetch(API)).status).toBe(200);
    await session.refresh();
    expect(calls(platform)[0]?.headers.get('Authorization')).toBe('Bearer access-1');
    expect(platform.requests.filter(({ headers }) => headers.has('DPoP'))).toEqual([]);
    await session.signOut();
    expect(deleted).toEqual([]);
  });

  it('cannot complete a sign-in with a bearer token if its metadata lists ES256, even with the setting “when supported”', async () => {
    const signingIn = signIn({ tokenType: 'bearer' }, () => settings('when supported'));
    await expect(signingIn).rejects.toMatchObject({ code: 'token_response_invalid', expected: 'dpop' });
  });

  it('gets a `dpop_jkt` with configured endpoints only if the developer vouches for binding', async () => {
    const { issuer, authorizationEndpoint, tokenEndpoint } = SERVER;
    const app = {
      clientId: 'app',
      redirectUri: SETTINGS.redirectUri,
      server: { issuer, authorizationEndpoint, tokenEndpoint },
      vouched: { codeChallengeMethod: 'S256' },
    } as const;
    const [vouching, asking] = [open(), open()];
    await createSession({ ...app, dpop: dpop('required') }, vouching).signIn();
    expect(jktOf(vouching)).toMatch(/^[\w-]{43}$/);
    await createSession({ ...app, dpop: dpop('when supported') }, asking).signIn();
    expect(jktOf(asking)).toBeNull();
  });

  it('gets no refresh of a bearer grant after the settings have changed to require binding', async () => {
    const before = open({ algorithms: [] });
    await createSession({ ...settings('when supported'), dpop: undefined }, before).signIn();
    const platform = afterRedirect(before);
    // The token endpoint of the test always demands a proof.
    await createSession(settings('when supported'), platform)
      .completeSignIn()
      .catch(() => {});
    platform.storage.tab.setItem(
      `oauth:grant:${SETTINGS.serverUrl}`,
      JSON.stringify({
        server: SERVER,
        clientId: 'app',
        resource: SETTINGS.serverUrl,
        scopes: [],
        refreshToken: 'refresh-1',
      }),
    );
    const next = platform.reload('https://app.example/');
    const session = await restored(next, settings());
    expect(session.getSnapshot()).toMatchObject({ status: 'signed-out', reason: 'session-ended' });
    expect(tokenRequests(next)).toEqual([]);
  });
});
