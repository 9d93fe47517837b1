import { browserPlatform, createSession, type Session } from '../../../src/oauth/index.ts';
import { settings } from './settings.ts';

/** A session with configured endpoints, without discovery. */
export function configuredSession(): Session {
  const { issuer, authorizationEndpoint, tokenEndpoint, serverUrl, clientId, redirectUri, scope } = settings;
  return createSession(
    {
      server: { issuer, authorizationEndpoint, tokenEndpoint },
      vouched: { codeChallengeMethod: 'S256' },
      resource: serverUrl,
      clientId,
      redirectUri,
      scopes: scope.split(' '),
    },
    browserPlatform(),
  );
}
