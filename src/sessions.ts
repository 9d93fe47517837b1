import { connectPath } from './app/connect/connect-path.ts';
import { config, identification } from './config.ts';
import {
  isAuthorizationResponse,
  type Platform,
  pendingSessionKey,
  type SessionSettings,
  sessionKey,
} from './oauth/index.ts';
import { sessionsByKey } from './sessions-by-key.ts';

/** The settings of the servers that this app is made for. The home page signs in to the first one. */
export const configured: readonly SessionSettings[] = [config.mcp, config.api?.session].filter(
  (settings) => settings !== undefined,
);

export const sessionsOf = (platform: Platform) => sessionsByKey(platform, configured, identification);

/** The key of the session whose sign-in this document finishes; `undefined` if its URL is no such response. */
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
