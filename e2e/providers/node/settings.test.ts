import { afterAll, describe, expect, it } from 'vitest';
import type { Session, SessionSettings, SessionState } from '../../../src/oauth/index.ts';
import { APP } from '../app.ts';
import { auth0 } from '../auth0.ts';
import { betterAuth } from '../better-auth.ts';
import { cognito } from '../cognito.ts';
import { entra } from '../entra.ts';
import { keycloak } from '../keycloak.ts';
import { startOidcProvider } from '../oidc-provider.ts';
import { okta } from '../okta.ts';
import type { Profile } from '../profile.ts';
import { createProvider } from '../provider.ts';
import { type AppAtProvider, comeBack, type PlayedProvider, startApp } from './app-at.ts';
import { presetSettings } from './preset.ts';
import { parametersOf } from './visit.ts';

const oidcProvider = await startOidcProvider();
afterAll(() => oidcProvider.close());

const played = (profile: Profile) => createProvider(profile, Date.now);

async function signedIn(
  provider: PlayedProvider,
  settings: SessionSettings,
  audience?: string,
): Promise<AppAtProvider> {
  const app = startApp(provider, settings, audience);
  await comeBack(app);
  await app.session.completeSignIn();
  return app;
}

/** Signs in. @returns the error of the sign-in, if the provider refuses it. */
async function refusalOf(provider: PlayedProvider, settings: SessionSettings): Promise<unknown> {
  const app = startApp(provider, settings, undefined);
  await comeBack(app);
  return app.session.completeSignIn().catch((error: unknown) => error);
}

/** Signs out. @returns the provider's status, and the address to which the provider sends the person. */
async function signedOut(app: AppAtProvider) {
  await app.session.signOut();
  const response = await app.visit();
  return { status: response.status, sentTo: response.headers.get('Location') };
}

/** Asserts that the settings of a preset name the issuer. */
function byIssuer(settings: SessionSettings) {
  if (settings.issuer === undefined) throw new Error('The preset names no issuer.');
  return settings;
}

function reaches(session: Session, status: SessionState['status']): Promise<void> {
  return new Promise((resolve) => {
    const look = () => {
      if (session.getSnapshot().status === status) resolve();
    };
    session.subscribe(look);
    look();
  });
}

async function statusAfterReload(app: AppAtProvider): Promise<string> {
  app.load(`${APP}/`);
  await app.session.restore();
  return app.session.getSnapshot().status;
}

describe('the preset auth0, without one of its settings or with another value', () => {
  const settings = presetSettings('auth0');

  it('no audience: the API refuses the access token, because the token is for Auth0', async () => {
    const app = await signedIn(
      played(auth0),
      { ...settings, authorizationParameters: {} },
      'https://api.example/',
    );
    expect((await app.callApi()).status).toBe(401);
  });

  it('resource instead of audience: the API refuses the access token in a default tenant', async () => {
    const { authorizationParameters: _, ...rest } = settings;
    const asked = { ...rest, resource: 'https://api.example/' };
    expect((await (await signedIn(played(auth0), asked, 'https://api.example/')).callApi()).status).toBe(401);
  });

  it('no offline_access: a reload signs the user out', async () => {
    const scopes = settings.scopes?.filter((scope) => scope !== 'offline_access') ?? [];
    expect(await statusAfterReload(await signedIn(played(auth0), { ...settings, scopes }))).toBe(
      'signed-out',
    );
  });

  it('a revoked refresh token: the response has the status 403, and the session ends', async () => {
    const provider = played(auth0);
    const revoked: string[] = [];
    const watched: PlayedProvider = {
      ...provider,
      async fetch(request) {
        const response = await provider.fetch(request);
        if (request.url === auth0.endpoints.token) {
          const { refresh_token } = await response.clone().json();
          revoked.push(refresh_token);
        }
        return response;
      },
    };
    const app = await signedIn(watched, settings);
    const body = parametersOf({ token: revoked[0], client_id: auth0.client.clientId });
    await provider.fetch(new Request(auth0.endpoints.revocation ?? '', { method: 'POST', body }));
    await expect(app.session.refresh()).rejects.toMatchObject({
      code: 'token_request_refused',
      status: 403,
      refusal: { error: 'invalid_grant', description: 'Unknown or invalid refresh token.' },
    });
    expect(app.session.getSnapshot()).toMatchObject({ status: 'signed-out', reason: 'session-ended' });
  });
});

describe('the preset okta, without one of its settings or with another value', () => {
  const settings = presetSettings('okta');

  it('no id_token_hint: after a sign-out, the person sees an error page, and stays signed in to Okta', async () => {
    const app = await signedIn(played(okta), { ...settings, endSession: 'client_id' });
    expect(await signedOut(app)).toEqual({ status: 400, sentTo: null });
    expect(app.isSignedInAtProvider()).toBe(true);
  });

  it('an unknown scope: the authorization server refuses the sign-in', async () => {
    const scopes = [...(settings.scopes ?? []), 'notes.write'];
    expect(await refusalOf(played(okta), { ...settings, scopes })).toMatchObject({
      code: 'authorization_refused',
      refusal: { error: 'invalid_scope' },
    });
  });
});

describe('the preset entra, without one of its settings or with another value', () => {
  const settings = presetSettings('entra');

  it('S256 not vouched for: the app refuses to sign in, because the metadata does not list S256', async () => {
    const app = startApp(played(entra), { ...byIssuer(settings), vouched: undefined }, undefined);
    await app.session.signIn();
    expect(app.session.getSnapshot()).toMatchObject({ error: { code: 'pkce_unsupported' } });
    expect(app.platform.navigations).toEqual([]);
  });

  it('a resource: Entra refuses a resource that does not match the scopes, with AADSTS9010010', async () => {
    expect(await refusalOf(played(entra), { ...settings, resource: 'https://mcp.example' })).toMatchObject({
      code: 'authorization_refused',
      refusal: { description: expect.stringContaining('AADSTS9010010') },
    });
  });

  it('24 hours later: the session ends, even if the app has refreshed it', async () => {
    let nowMs = Date.now();
    const app = await signedIn(
      createProvider(entra, () => nowMs),
      settings,
    );
    nowMs += 23 * 3600_000;
    await app.session.refresh();
    nowMs += 2 * 3600_000;
    await expect(app.session.refresh()).rejects.toMatchObject({
      refusal: { description: expect.stringContaining('AADSTS700084') },
    });
    expect(app.session.getSnapshot()).toMatchObject({ status: 'signed-out', reason: 'session-ended' });
  });
});

describe('the preset cognito, without one of its settings or with another value', () => {
  const settings = presetSettings('cognito');

  it.each(['client_id', 'id_token_hint'] as const)(
    '%s instead of logout_uri: after a sign-out, the person stays on an error page',
    async (endSession) => {
      const app = await signedIn(played(cognito), { ...settings, endSession });
      expect(await signedOut(app)).toEqual({ status: 400, sentTo: null });
    },
  );

  it('no resource: the API refuses the access token', async () => {
    const app = await signedIn(played(cognito), { ...settings, resource: undefined }, 'https://api.example');
    expect((await app.callApi()).status).toBe(401);
  });

  it('the issuer instead of the endpoints: the page cannot read the metadata', async () => {
    const { clientId, redirectUri } = settings;
    const app = startApp(played(cognito), { issuer: cognito.issuer, clientId, redirectUri }, undefined);
    await app.session.signIn();
    expect(app.session.getSnapshot()).toMatchObject({ error: { code: 'unreachable' } });
  });

  it('offline_access: Cognito refuses this scope, because it is unknown', async () => {
    const scopes = [...(settings.scopes ?? []), 'offline_access'];
    expect(await refusalOf(played(cognito), { ...settings, scopes })).toMatchObject({
      refusal: { error: 'invalid_scope' },
    });
  });
});

it('the preset keycloak, without one of its settings or with another value no scope with the audience mapper: the API refuses the access token', async () => {
  const settings = { ...presetSettings('keycloak'), scopes: ['openid'] };
  const app = await signedIn(played(keycloak), settings, 'https://api.example/');
  expect((await app.callApi()).status).toBe(401);
});

describe('the preset better-auth, without one of its settings or with another value', () => {
  const settings = presetSettings('better-auth');

  it('no id_token_hint: after a sign-out, the person stays on the provider’s page', async () => {
    const app = await signedIn(played(betterAuth), { ...settings, endSession: 'client_id' });
    expect(await signedOut(app)).toEqual({ status: 200, sentTo: null });
  });

  it('another resource: better-auth refuses it with invalid_target', async () => {
    expect(
      await refusalOf(played(betterAuth), { ...settings, resource: 'https://other.example' }),
    ).toMatchObject({ code: 'authorization_refused', refusal: { error: 'invalid_target' } });
  });
});

describe('the preset oidc-provider, without one of its settings or with another value', () => {
  const settings = presetSettings('oidc-provider');
  const withDefaults = { ...settings, authorizationParameters: {} };

  it('no prompt=consent: the server issues no refresh token, and a reload signs the user out', async () =>
    expect(await statusAfterReload(await signedIn(oidcProvider, withDefaults))).toBe('signed-out'));

  it('silentSignIn instead of prompt=consent: a reload signs in with prompt=none', async () => {
    const app = await signedIn(oidcProvider, { ...withDefaults, silentSignIn: true }, 'https://api.example');
    app.load(`${APP}/`);
    await app.session.restore();
    await reaches(app.session, 'redirecting');
    expect(new URL(app.platform.navigations.at(-1) ?? '').searchParams.get('prompt')).toBe('none');
    app.load((await app.visit()).headers.get('Location') ?? '');
    await app.session.completeSignIn();
    expect((await app.callApi()).status).toBe(200);
  });

  it('an unknown resource: oidc-provider refuses it with invalid_target', async () => {
    expect(await refusalOf(oidcProvider, { ...settings, resource: 'https://other.example' })).toMatchObject({
      code: 'authorization_refused',
      refusal: { error: 'invalid_target' },
    });
  });
});
