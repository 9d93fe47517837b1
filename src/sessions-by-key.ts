import { accepted, discoveryChoices } from './app/accepted.ts';
import {
  createSession,
  type Platform,
  type Session,
  type SessionSettings,
  sessionKey,
} from './oauth/index.ts';
import type { AppSettings } from './oauth/settings.ts';
import { isNameOf } from './oauth/where-to-sign-in.ts';

/**
 * Creates each session once, at its first use. A key that is not configured is the URL of an MCP server.
 *
 * @param configured the settings of the servers that this app is made for.
 * @param identification how this app identifies itself to any other server.
 */
export function sessionsByKey(
  platform: Platform,
  configured: readonly SessionSettings[],
  identification: AppSettings,
): (key: string) => Session {
  const sessions = new Map<string, Session>();
  return (key) => {
    const settings = configured.find((one) => isNameOf(sessionKey(one), key)) ?? {
      ...identification,
      serverUrl: key,
      keepDiscovery: true,
      // Read at each sign-in, because the user may accept a wider resource or another origin between two sign-ins.
      get resource() {
        return accepted(platform.storage.tab, key).resource;
      },
      get tokenOrigin() {
        return accepted(platform.storage.tab, key).tokenOrigin;
      },
      get signInOrigin() {
        return accepted(platform.storage.tab, key).signInOrigin;
      },
      get authorizationServer() {
        return discoveryChoices(platform.storage.tab, key).authorizationServer;
      },
      get missingMetadata() {
        return discoveryChoices(platform.storage.tab, key).missingMetadata;
      },
      get exactScopes() {
        return accepted(platform.storage.tab, key).scopes;
      },
    };
    const session = sessions.get(key) ?? createSession(settings, platform);
    sessions.set(key, session);
    return session;
  };
}
