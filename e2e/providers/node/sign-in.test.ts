import { afterAll, describe, expect, it } from 'vitest';
import { createTokenRelay } from '../../../docs/presets/token-relay.ts';
import { OAuthError } from '../../../src/oauth/index.ts';
import { connectSources } from '../../../vite/security-headers.ts';
import { APP } from '../app.ts';
import { auth0 } from '../auth0.ts';
import { betterAuth } from '../better-auth.ts';
import { cognito } from '../cognito.ts';
import { entra, entraOrganizations } from '../entra.ts';
import { github } from '../github.ts';
import { google } from '../google.ts';
import { keycloak } from '../keycloak.ts';
import { startOidcProvider } from '../oidc-provider.ts';
import { okta } from '../okta.ts';
import type { Profile } from '../profile.ts';
import { createProvider } from '../provider.ts';
import { type AppAtProvider, comeBack, type PlayedProvider, startApp } from './app-at.ts';
import { presetLines, presetSettings, settingsOf } from './preset.ts';

const played = (profile: Profile) => createProvider(profile, Date.now);
const oidcProvider = await startOidcProvider();
afterAll(() => oidcProvider.close());

/** Each preset, its provider, and the `aud` that the API of the preset requires. */
const PRESETS: readonly { preset: string; provider(): PlayedProvider; audience: string }[] = [
  { preset: 'auth0', provider: () => played(auth0), audience: 'https://api.example/' },
  { preset: 'okta', provider: () => played(okta), audience: 'https://api.example/' },
  { preset: 'entra', provider: () => played(entra), audience: 'bbbbcccc-1111-dddd-2222-eeee3333ffff' },
  { preset: 'cognito', provider: () => played(cognito), audience: 'https://api.example' },
  { preset: 'keycloak', provider: () => played(keycloak), audience: 'https://api.example/' },
  { preset: 'better-auth', provider: () => played(betterAuth), audience: 'https://api.example' },
  { preset: 'oidc-provider', provider: () => oidcProvider, audience: 'https://api.example' },
];

async function signedIn({ preset, provider, audience }: (typeof PRESETS)[number]): Promise<AppAtProvider> {
  const app = startApp(provider(), presetSettings(preset), audience);
  await comeBack(app);
  await app.session.completeSignIn();
  return app;
}

describe.each(PRESETS)('the preset $preset', (preset) => {
  it('signs in, and returns to the page where the sign-in began', async () => {
    const app = startApp(preset.provider(), presetSettings(preset.preset), preset.audience);
    await comeBack(app);
    expect(await app.session.completeSignIn()).toEqual({ returnTo: '/notes' });
    expect(app.session.getSnapshot()).toMatchObject({
      status: 'signed-in',
      grant: { identity: { name: 'Ada Lovelace' } },
    });
  });

  it('sends no request before the redirect if the preset names the endpoints', async () => {
    const settings = presetSettings(preset.preset);
    const app = startApp(preset.provider(), settings, preset.audience);
    await app.session.signIn();
    expect(app.platform.navigations).toHaveLength(1);
    expect(app.platform.requests.length === 0).toBe(settings.server !== undefined);
  });

  it('sends one request between the callback and the access token', async () =>
    expect((await signedIn(preset)).platform.requests.map(({ method }) => method)).toEqual(['POST']));

  it('gets an access token for the API, and the API refuses any other text', async () => {
    const app = await signedIn(preset);
    const response = await app.callApi();
    expect(await response.json()).toMatchObject({ notes: [{ text: 'Buy milk' }] });
    expect((await app.callApiWith('another')).status).toBe(401);
  });

  it('calls only servers that the Content-Security-Policy of the build allows', async () => {
    const app = await signedIn(preset);
    const first = [...app.platform.requests];
    await app.callApi();
    await app.session.signOut();
    const left = startApp(preset.provider(), presetSettings(preset.preset), preset.audience);
    await left.session.signIn();
    const called = [...left.platform.requests, ...first, ...app.platform.requests].map(
      ({ url }) => new URL(url).origin,
    );
    const allowed = connectSources(presetLines(preset.preset), 'configured-servers');
    expect(called.filter((origin) => !allowed.includes(origin))).toEqual([]);
    expect(called.length).toBeGreaterThan(1);
  });

  it('can renew the access token several times', async () => {
    const app = await signedIn(preset);
    const tokens = [await app.session.accessToken()];
    for (let use = 0; use < 3; use += 1) tokens.push(await app.session.refresh());
    expect(new Set(tokens).size).toBe(4);
    expect((await app.callApi()).status).toBe(200);
  });

  it('keeps the person signed in over a reload', async () => {
    const app = await signedIn(preset);
    app.load(`${APP}/notes`);
    await app.session.restore();
    expect(app.session.getSnapshot().status).toBe('signed-in');
    expect((await app.callApi()).status).toBe(200);
  });

  it('renews the access token if the API refuses it, and repeats the call', async () => {
    const app = await signedIn(preset);
    const refused = await app.session.accessToken();
    app.refuseOnce();
    expect((await app.callApi()).status).toBe(200);
    expect(await app.session.accessToken()).not.toBe(refused);
  });

  it('signs out at the provider, and returns to the app', async () => {
    const app = await signedIn(preset);
    await signOutAndReturn(app);
  });

  it('signs out in the same way after a reload', async () => {
    const app = await signedIn(preset);
    app.load(`${APP}/notes`);
    await app.session.restore();
    await signOutAndReturn(app);
  });
});

/** Signs out. Expects that the session at the provider ends, and that the person returns to the app. */
async function signOutAndReturn(app: AppAtProvider): Promise<void> {
  expect(app.isSignedInAtProvider()).toBe(true);
  await app.session.signOut();
  expect((await app.visit()).headers.get('Location')).toBe(`${APP}/`);
  expect(app.isSignedInAtProvider()).toBe(false);
  app.load(`${APP}/`);
  await app.session.restore();
  expect(app.session.getSnapshot().status).toBe('signed-out');
}

describe('the preset entra, for people of every tenant', () => {
  const tenant = 'aaaabbbb-0000-cccc-1111-dddd2222eeee';
  const lines = Object.fromEntries(
    Object.entries(presetLines('entra')).map(([key, line]) => [key, line?.replace(tenant, 'organizations')]),
  );
  const template = 'https://login.microsoftonline.com/{tenantid}/v2.0';

  it('signs in only if the settings vouch for the issuer', async () => {
    const app = startApp(
      played(entraOrganizations),
      settingsOf({ ...lines, VITE_VOUCHED_ISSUER: template }),
      undefined,
    );
    await comeBack(app);
    await app.session.completeSignIn();
    expect(app.session.getSnapshot().status).toBe('signed-in');

    const refused = startApp(played(entraOrganizations), settingsOf(lines), undefined);
    await refused.session.signIn();
    expect(refused.session.getSnapshot()).toMatchObject({
      status: 'failed',
      error: { code: 'issuer_mismatch' },
    });
  });
});

describe.each([
  { preset: 'google', profile: google, code: 'token_request_refused', refreshes: true },
  { preset: 'github', profile: github, code: 'unreachable', refreshes: false },
])('the preset $preset, whose token endpoint requires a secret', ({ preset, profile, code, refreshes }) => {
  const settings = presetSettings(preset);
  const { clientId } = profile.client;
  const relayTo = (tokenEndpoint: (request: Request) => Promise<Response>) =>
    createTokenRelay(
      {
        clientId,
        clientSecret: profile.clientSecret ?? '',
        redirectUri: `${APP}/callback`,
        tokenEndpoint: profile.endpoints.token,
      },
      tokenEndpoint,
    );
  const relayOf = (provider: PlayedProvider) => relayTo((request) => provider.fetch(request));

  async function signedInByRelay(): Promise<AppAtProvider> {
    const provider = played(profile);
    const app = startApp(provider, settings, undefined, relayOf(provider));
    await comeBack(app);
    await app.session.completeSignIn();
    return app;
  }

  it(`fails with the error ${code} if the page calls the token endpoint itself`, async () => {
    if (!settings.server) throw new Error('The preset configures the endpoints.');
    const server = { ...settings.server, tokenEndpoint: profile.endpoints.token };
    const app = startApp(played(profile), { ...settings, server }, undefined);
    await comeBack(app);
    const failure = await app.session.completeSignIn().catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(OAuthError);
    expect(failure).toMatchObject({ code, step: 'token request' });
  });

  it('signs in with the relay, and calls the provider’s API', async () => {
    const app = await signedInByRelay();
    expect(app.session.getSnapshot().status).toBe('signed-in');
    expect((await app.callApi()).status).toBe(200);
  });

  it(refreshes ? 'refreshes the session through the relay' : 'loses the session at a reload', async () => {
    const app = await signedInByRelay();
    app.load(`${APP}/`);
    await app.session.restore();
    expect(app.session.getSnapshot().status).toBe(refreshes ? 'signed-in' : 'signed-out');
  });

  it('signs out only in the app, and shows the app to the person', async () => {
    const app = await signedInByRelay();
    await app.session.signOut();
    expect(app.platform.navigations).toEqual([]);
    expect(app.session.getSnapshot().status).toBe('signed-out');
  });

  it('has a relay that accepts only the app’s pages, client and redirect URI', async () => {
    const relay = relayOf(played(profile));
    const post = (form: Record<string, string>, headers: Record<string, string> = { Origin: APP }) =>
      relay(new Request(`${APP}/token`, { method: 'POST', headers, body: new URLSearchParams(form) }));
    expect((await post({ client_id: clientId }, { Origin: 'https://evil.example' })).status).toBe(403);
    expect((await post({ client_id: clientId }, {})).status).toBe(403);
    expect((await post({ client_id: 'another' })).status).toBe(401);
    const elsewhere = {
      client_id: clientId,
      grant_type: 'authorization_code',
      code: 'any',
      code_verifier: 'any',
      redirect_uri: `${APP}/other`,
    };
    expect(await (await post(elsewhere)).json()).toEqual({ error: 'invalid_grant' });
    expect((await relay(new Request(`${APP}/token`, { headers: { Origin: APP } }))).status).toBe(400);
  });

  it.each<[string, Record<string, string>]>([
    ['the secret alone', { grant_type: 'client_credentials' }],
    [
      'a grant type with the name of an inherited property',
      { grant_type: 'constructor', code: 'any', code_verifier: 'any' },
    ],
    // Some providers accept a code in any request, even without a grant type.
    ['a code without a grant type', { code: 'any', code_verifier: 'any', redirect_uri: `${APP}/other` }],
    ['no verifier', { grant_type: 'authorization_code', code: 'any', redirect_uri: `${APP}/callback` }],
    ['a refresh without a token', { grant_type: 'refresh_token', refresh_token: '' }],
    ['another grant beside a refresh token', { grant_type: 'password', refresh_token: 'any' }],
  ])('has a relay that does not forward a request with %s', async (_what, form) => {
    const provider = played(profile);
    let asked = 0;
    const relay = relayTo((request) => {
      asked += 1;
      return provider.fetch(request);
    });
    const body = new URLSearchParams({ client_id: clientId, ...form });
    const response = await relay(
      new Request(`${APP}/token`, { method: 'POST', headers: { Origin: APP }, body }),
    );
    expect(response.status).toBe(400);
    expect(asked).toBe(0);
  });

  it('has a relay that never sends its secret after a redirect, even in runtimes without the redirect mode `error`', async () => {
    const sent: Request[] = [];
    const relay = relayTo(async (request) => {
      sent.push(request);
      return new Response('moved', { status: 307, headers: { Location: 'https://evil.example' } });
    });
    const body = new URLSearchParams({
      client_id: clientId,
      grant_type: 'refresh_token',
      refresh_token: 'any',
    });
    const response = await relay(
      new Request(`${APP}/token`, { method: 'POST', headers: { Origin: APP }, body }),
    );
    expect(sent.map(({ redirect }) => redirect)).toEqual(['manual']);
    expect([response.status, await response.json()]).toEqual([502, { error: 'temporarily_unavailable' }]);
  });

  it('has a relay that stops reading a long request, and responds with an error if a connection ends', async () => {
    let asked = 0;
    const relay = relayTo(async () => {
      asked += 1;
      throw new TypeError('fetch failed');
    });
    const headers = { Origin: APP, 'Content-Type': 'application/x-www-form-urlencoded' };
    const post = (body: BodyInit) => {
      const init = { method: 'POST', headers, body, duplex: 'half' };
      return relay(new Request(`${APP}/token`, init));
    };
    let chunks = 0;
    const long = new ReadableStream({
      pull(stream) {
        chunks += 1;
        if (chunks > 100) stream.close();
        else stream.enqueue(new TextEncoder().encode('a=1&'.repeat(1_000)));
      },
    });
    expect((await post(long)).status).toBe(413);
    expect(chunks).toBeLessThan(30);
    const interrupted = new ReadableStream({
      pull: (stream) => stream.error(new TypeError('The connection ended.')),
    });
    expect((await post(interrupted)).status).toBe(502);
    expect(asked).toBe(0);
    const form = { client_id: clientId, grant_type: 'refresh_token', refresh_token: 'r'.repeat(60_000) };
    const failed = await post(new URLSearchParams(form));
    expect([asked, failed.status, await failed.json()]).toEqual([
      1,
      502,
      { error: 'temporarily_unavailable' },
    ]);
  });
});
