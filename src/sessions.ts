import { accepted, discoveryChoices } from './app/accepted.ts';
import { connectPath } from './app/connect/connect-path.ts';
import { config, identification } from './config.ts';
import {
  createSession,
  isAuthorizationResponse,
  type Platform,
  pendingSessionKey,
  type Session,
  type SessionSettings,
  sessionKey,
} from './oauth/index.ts';
import { isNameOf } from './oauth/where-to-sign-in.ts';

/** The settings of the servers that this app is made for. The home page signs in to the first one. */
export const configured: readonly SessionSettings[] = [config.mcp, config.api?.session].filter(
  (settings) => settings !== undefined,
);

/** Creates each session once, at its first use. A key that is not configured is the URL of an MCP server. */
export function sessionsOf(platform: Platform): (key: string) => Session {
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

/**
 * The key of the session whose sign-in this document finishes; `undefined` if its URL is not an authorization response.
 */
export function respondingKey({ storage }: Platform, otherwise: string): string | undefined {
  if (!isAuthorizationResponse(location.href, identification.redirectUri)) return undefined;
  const [query, fragment] = [location.search, location.hash.slice(1)].map(
    (part) => new URLSearchParams(part),
  );
  const state = query?.get('state') ?? fragment?.get('state');
  return (state && pendingSessionKey(storage.tab, state)) || otherwise;
}

/** The path at which a sign-in ends if the page where it began is unknown. */
export function startOf(key: string): string {
  if (key === config.mcp?.serverUrl) return '/tools';
  return config.api && key === sessionKey(config.api.session) ? '/notes' : connectPath(key);
}
