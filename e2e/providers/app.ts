import type { RegisteredClient } from './profile.ts';

/** The address of the app in these tests. It is registered with each provider. */
export const APP = 'https://app.example';

/** The registration of the app, as the presets describe it. `clientId` and `scopes` differ between providers. */
export function registeredApp(clientId: string, scopes: readonly string[]): RegisteredClient {
  return {
    clientId,
    redirectUris: [`${APP}/callback`],
    postLogoutRedirectUris: [`${APP}/`],
    origins: [APP],
    scopes,
  };
}
