import type { RegisteredClient } from './profile.ts';

/** Where the app of the profiles is served. Each provider knows it by these addresses. */
export const APP = 'https://app.example';

/** The app as each preset tells a person to register it, and what this provider has of its own. */
export function registeredApp(clientId: string, scopes: readonly string[]): RegisteredClient {
  return {
    clientId,
    redirectUris: [`${APP}/callback`],
    postLogoutRedirectUris: [`${APP}/`],
    origins: [APP],
    scopes,
  };
}
