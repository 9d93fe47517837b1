import { browserPlatform, createSession, type Session } from '../../../src/oauth/index.ts';
import { settings } from './settings.ts';

/** A session that is told the endpoints, so that it looks nothing up. */
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
