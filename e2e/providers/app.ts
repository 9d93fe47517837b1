import type { Profile, RegisteredClient } from './profile.ts';

/** The address of the app in these tests. It is registered with each provider. */
export const APP = 'https://app.example';

/** The registration of the app, as the presets describe it. `clientId` and `scopes` differ between providers. */
export function registeredApp(clientId: string, scopes: string): RegisteredClient {
  return {
    clientId,
    redirectUris: [`${APP}/callback`],
    postLogoutRedirectUris: [`${APP}/`],
    origins: [APP],
    scopes: scopes.split(' '),
  };
}

export function endpointsOf(document: {
  authorization_endpoint: string;
  token_endpoint: string;
  revocation_endpoint?: string;
  end_session_endpoint?: string;
}): Profile['endpoints'] {
  return {
    authorization: document.authorization_endpoint,
    token: document.token_endpoint,
    revocation: document.revocation_endpoint,
    endSession: document.end_session_endpoint,
  };
}
