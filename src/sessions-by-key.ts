import { discoveryChoices } from './app/accepted.ts';
import {
  type ByResource,
  createSession,
  type Platform,
  type Session,
  type SessionSettings,
  sessionKey,
} from './oauth/index.ts';
import type { AppSettings } from './oauth/settings.ts';
import { isNameOf } from './oauth/where-to-sign-in.ts';

/**
 * Creates each session once, at its first use. A key that is not configured is the URL of an MCP server, for which the
 * choices of the user in this tab replace the settings.
 */
export function sessionsByKey(
  platform: Platform,
  configured: readonly SessionSettings[],
  identification: AppSettings,
): (key: string) => Session {
  const sessions = new Map<string, Session>();
  const { tab } = platform.storage;
  const settingsOf = (key: string): SessionSettings => {
    const own = configured.find((one) => isNameOf(sessionKey(one), key));
    if (own && own.serverUrl === undefined) return own;
    const settings: AppSettings & ByResource = own ?? {
      ...identification,
      serverUrl: key,
      keepDiscovery: true,
    };
    const choices = () => discoveryChoices(tab, key);
    return {
      ...settings,
      // Read at each sign-in, because the choices may change from one sign-in to the next.
      get resource() {
        return choices().resource ?? settings.resource;
      },
      get tokenOrigin() {
        return choices().tokenOrigin ?? settings.tokenOrigin;
      },
      get signInOrigin() {
        return choices().signInOrigin ?? settings.signInOrigin;
      },
      get authorizationServer() {
        return choices().authorizationServer ?? settings.authorizationServer;
      },
      get missingMetadata() {
        return choices().missingMetadata ?? settings.missingMetadata;
      },
      get exactScopes() {
        return choices().exactScopes ?? settings.exactScopes;
      },
    };
  };
  return (key) => {
    const session = sessions.get(key) ?? createSession(settingsOf(key), platform);
    sessions.set(key, session);
    return session;
  };
}
