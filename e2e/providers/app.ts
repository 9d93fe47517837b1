import type { RegisteredClient } from './profile.ts';

/** The addresses of the app in these tests, which are registered with each provider. */
export const APP = 'https://app.example';

/** The app as each preset says to register it, with the differences of this provider. */
export function registeredApp(clientId: string, scopes: readonly string[]): RegisteredClient {
  return {
    clientId,
    redirectUris: [`${APP}/callback`],
    postLogoutRedirectUris: [`${APP}/`],
    origins: [APP],
    scopes,
  };
}
