import { describe, expect, it } from 'vitest';
import { createSession, type SessionSettings } from './index.ts';
import { ISSUER, TOKENS } from './testing/examples.ts';
import { HOME, lastQuery, provider, SETUP, signIn } from './testing/openid-provider.ts';
import { type Responder, testPlatform } from './testing/platform.ts';
import { revocations } from './testing/requests.ts';
import { formOf } from './testing/servers.ts';
import { restored } from './testing/signing-in.ts';

describe('signing out (OpenID Connect RP-Initiated Logout 1.0 §2)', () => {
  /** A provider that issues an ID token only for the code. */
  const once: Responder = (request) =>
    formOf(request).grant_type === 'refresh_token' ? Response.json(TOKENS) : provider()(request);

  async function signOut(settings: SessionSettings, reload = false) {
    const { session, platform } = await signIn(settings, once);
    const tab = reload ? platform.reload(HOME) : platform;
    const current = reload ? createSession(settings, tab) : session;
    if (reload) await current.restore();
    await current.signOut();
    return { url: tab.navigations[0], query: lastQuery(tab), state: current.getSnapshot(), platform: tab };
  }
  const locally = { status: 'signed-out', reason: 'signed-out-locally' };

  it('sends the client ID by default', async () =>
    expect((await signOut(SETUP)).query).toEqual({ client_id: 'app', post_logout_redirect_uri: HOME }));

  it('sends the ID token if the provider requires it, and keeps the ID token only in memory', async () => {
    const { url, query, platform } = await signOut({ ...SETUP, endSession: 'id_token_hint' });
    expect(url).toMatch(/^https:\/\/as\.example\/t1\/end-session\?/);
    expect(query).toMatchObject({ client_id: 'app', post_logout_redirect_uri: HOME });
    expect(query.id_token_hint?.split('.')).toHaveLength(3);
    expect(
      [...platform.tab.entries.values(), ...platform.browser.shared.entries.values()].join(),
    ).not.toContain(query.id_token_hint);
  });

  it('ends only the app’s session, and reports this in the session state, if a reload has lost the ID token', async () => {
    const { url, state } = await signOut({ ...SETUP, endSession: 'id_token_hint' }, true);
    expect([url, state]).toMatchObject([undefined, locally]);
  });

  it('keeps the ID token after a refresh without a new ID token', async () => {
    const settings = { ...SETUP, endSession: 'id_token_hint' } as const;
    const { session, platform } = await signIn(settings, once);
    await session.refresh();
    await session.signOut();
    expect(lastQuery(platform).id_token_hint).toBeDefined();
  });

  it('sends the `logout_uri` of Cognito, and stays in the app if the settings have no `logout_uri`', async () => {
    const settings = { ...SETUP, endSession: 'logout_uri' } as const;
    expect((await signOut(settings)).query).toEqual({ client_id: 'app', logout_uri: HOME });
    const { url, state } = await signOut({ ...settings, postLogoutRedirectUri: undefined });
    expect([url, state]).toMatchObject([undefined, locally]);
  });

  it('does not navigate if the setting is `none`, and still revokes the grant', async () => {
    const server = { ...SETUP.server, revocationEndpoint: `${ISSUER}/revoke` };
    const { url, state, platform } = await signOut({ ...SETUP, server, endSession: 'none' });
    expect([url, state]).toMatchObject([undefined, locally]);
    expect(revocations(platform)).toHaveLength(1);
  });

  it('reports that only the app is signed out if the provider has no end-session page', async () => {
    const { endSessionEndpoint: _none, ...server } = SETUP.server;
    const { url, state } = await signOut({ ...SETUP, server });
    expect([url, state]).toMatchObject([undefined, locally]);
  });

  it('is reported by the next document, too, until the user starts a sign-in', async () => {
    const { platform } = await signOut(SETUP);
    const returned = platform.reload(HOME);
    const session = await restored(returned, SETUP);
    expect(session.getSnapshot()).toEqual({ status: 'signed-out', reason: 'signed-out' });
    const other = await restored(testPlatform(provider(), { browser: returned.browser }), SETUP);
    expect(other.getSnapshot()).toEqual({ status: 'signed-out', reason: 'not-signed-in' });
    await session.signIn();
    const back = await restored(returned.reload(HOME), SETUP);
    expect(back.getSnapshot()).toEqual({ status: 'signed-out', reason: 'not-signed-in' });
  });
});
