import { createTestNetwork } from '../../../src/mocks/testing/network.ts';
import { createSession, type Session, type SessionSettings } from '../../../src/oauth/index.ts';
import { type TestPlatform, testPlatform } from '../../../src/oauth/testing/platform.ts';
import { createApi } from '../api.ts';
import { APP } from '../app.ts';
import type { AccessToken } from '../issued-tokens.ts';

/** The provider at which a test signs in: a profile, or a real provider. */
export interface PlayedProvider {
  fetch(request: Request): Promise<Response>;
  isSignedIn(): boolean;
  introspect(accessToken: string): AccessToken | undefined | Promise<AccessToken | undefined>;
}

/** The app in a tab, with the settings of a preset, a provider, and an API that accepts the provider's tokens. */
export interface AppAtProvider {
  session: Session;
  platform: TestPlatform;
  /** Follows the newest navigation of the app. @returns the provider's response. */
  visit(): Promise<Response>;
  /** Loads the app at an address, in the same tab. */
  load(url: string): void;
  /** Calls the API of the preset with the session of the app. */
  callApi(): Promise<Response>;
  /** Makes the API refuse the next call, even if the token is valid. */
  refuseOnce(): void;
  isSignedInAtProvider(): boolean;
  /** Calls the API with this access token instead of the token of the session. */
  callApiWith(accessToken: string | undefined): Promise<Response>;
}

export function startApp(
  provider: PlayedProvider,
  settings: SessionSettings,
  audience: string | undefined,
  ownServer?: (request: Request) => Promise<Response>,
): AppAtProvider {
  const introspect = (accessToken: string) => {
    if (!refuses) return provider.introspect(accessToken);
    refuses = false;
    return undefined;
  };
  const url = `${settings.api?.[0]}/notes`;
  const api = createApi({ url, audience, introspect, origins: [APP] });
  let refuses = false;
  const network = createTestNetwork(APP, async (request) => {
    if (request.url === url) return api.fetch(request);
    if (new URL(request.url).origin === APP)
      return ownServer?.(request) ?? new Response(null, { status: 404 });
    return provider.fetch(request);
  });
  const platform = testPlatform(({ url, init }) => network(url, init), { url: `${APP}/`, nowMs: Date.now() });
  const app: AppAtProvider = {
    platform,
    session: createSession(settings, platform),
    visit: () => provider.fetch(new Request(app.platform.navigations.at(-1) ?? '')),
    load(url) {
      app.platform = app.platform.reload(url);
      app.session = createSession(settings, app.platform);
    },
    refuseOnce() {
      refuses = true;
    },
    isSignedInAtProvider: provider.isSignedIn,
    callApi: () => app.session.fetch(url),
    callApiWith: (accessToken) => network(url, { headers: { Authorization: `Bearer ${accessToken}` } }),
  };
  return app;
}

/** Navigates to the provider, and loads the app at the address to which the provider redirects. */
export async function comeBack(app: AppAtProvider): Promise<void> {
  await app.session.signIn('/notes');
  const location = (await app.visit()).headers.get('Location');
  if (location === null) throw new Error('The provider did not redirect back to the app.');
  app.load(location);
}
